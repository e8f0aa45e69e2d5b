import { email, firstText, object, text } from '../src/fields/text.ts'
import type { JsonRecord } from '../src/json-mapper.ts'
import type { Draft } from '../src/mapper.ts'

/** The initiator; of a federated sign-in the user that its identity provider named. */
export function actorOf(event: JsonRecord, initiator: JsonRecord): Draft {
  const credential = object(initiator['credential'])
  const name = firstText(initiator['name'], initiator['username'], initiator['user_name'], credential['user'])
  const id = firstText(initiator['user_id'], initiator['id'], event['initiatorId'], name)
  return {
    actor_type: typeOf(text(initiator['typeURI']), id),
    actor_id: id,
    actor_name: name,
    actor_email: email(name) || email(id),
    actor_credential_id: firstText(credential['identityProvider'], masked(text(credential['token']))),
  }
}

/** https://docs.openstack.org/pycadf/latest/specification/taxonomies.html */
function typeOf(type: string, id: string): 'unknown' | 'user' | 'service' {
  if (type.includes('account/user') || type.endsWith('data/security/user')) return 'user'
  if (type.startsWith('service/') && !type.includes('account')) return 'service'
  return id === '' ? 'unknown' : 'user'
}

/** pyCADF blanks the middle of a token: what is left tells one from another. */
const masked = (token: string): string => (token.includes('xxx') || token.includes('***') ? token : '')
