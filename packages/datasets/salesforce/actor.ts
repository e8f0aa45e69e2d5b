import { first, type Row } from '../src/fields/row.ts'
import { email, firstText, object } from '../src/fields/text.ts'
import type { Draft } from '../src/mapper.ts'

/** Who acted: of a login as another user, the administrator who did it. */
export function actorOf(row: Row, type: string): Pick<Draft, 'actor_type' | 'actor_id' | 'actor_name' | 'actor_email'> {
  const id = userId(row)
  const name = userName(row)
  if (isLoginAs(type)) {
    const delegate = first(row, 'delegatedusername')
    const delegateId = first(row, 'delegateduseridderived', 'delegateduserid')
    return { actor_type: 'user', actor_id: delegateId, actor_name: delegate, actor_email: email(delegate) }
  }
  return { actor_type: typeOf(row, id, name), actor_id: id, actor_name: name, actor_email: email(name) }
}

export const isLoginAs = (type: string): boolean => type === 'LoginAs' || type === 'LoginAsEvent'

export const userId = (row: Row): string => first(row, 'useridderived', 'userid', 'createdbyid')

export function userName(row: Row): string {
  const by = object(row['createdby'])
  return first(row, 'username', 'user', 'usernamederived') || firstText(by['Username'], by['Name'], by['Email'])
}

/** Event log files write a letter for a type of user, objects its name. */
function typeOf(row: Row, id: string, name: string): 'unknown' | 'user' | 'service' | 'system' {
  const type = first(row, 'usertype')
  if (automatic.has(type)) return 'system'
  if (type === 'N' || first(row, 'loginsubtype') === 'oauthclientcredentials') return 'service'
  return (id === '' && name === '') || guests.has(type) ? 'unknown' : 'user'
}

const automatic = new Set(['A', 'Automated Process', 'AutomatedProcess', 'CloudIntegrationUser'])
const guests = new Set(['G', 'Guest'])
