import type { Target } from '@trailhouse/event'
import { addTarget } from '../src/fields/targets.ts'
import { email } from '../src/fields/text.ts'
import type { Draft } from '../src/mapper.ts'
import type { Look } from './event.ts'
import { serviceOf } from './service.ts'

/** Who an event names as acting. */
export type Actor = { readonly id: string; readonly name: string; readonly type: 'user' | 'system' | 'unknown' }

/**
 * The user who logged in (auid) and did this, whichever identity was taken on since. Where nobody has logged in yet the
 * account that is being signed in to, else the identity of the process.
 */
export function actorOf(type: string, look: Look): Actor {
  const account = accountName(look('acct'))
  const signsIn = signIns.has(type) && !switches.has(serviceOf(look))
  const login = identity(look, 'auid')
  if (login !== undefined) return { ...login, name: login.name || (signsIn ? account : ''), type: 'user' }
  if (signIns.has(type) && account !== '') return { id: idOf(look) || account, name: account, type: 'user' }
  if (signIns.has(type) && idOf(look) !== '') return { id: idOf(look), name: look('ID'), type: 'user' }
  // The daemon that answers is not who asks.
  if (signsIn) return { id: '', name: '', type: 'unknown' }
  const process = identity(look, 'uid')
  return process === undefined ? { id: '', name: '', type: 'unknown' } : { ...process, type: 'system' }
}

const signIns = new Set([
  'USER_AUTH',
  'USER_ACCT',
  'CRED_ACQ',
  'CRED_REFR',
  'CRED_DISP',
  'USER_START',
  'USER_END',
  'USER_LOGIN',
  'USER_LOGOUT',
  'USER_ERR',
  'LOGIN',
  'CRYPTO_LOGIN',
  'CRYPTO_LOGOUT',
  'CRYPTO_KEY_USER',
  'CRYPTO_SESSION',
  'GRP_AUTH',
  'ANOM_LOGIN_FAILURES',
  'ANOM_LOGIN_ACCT',
  'ANOM_LOGIN_LOCATION',
  'ANOM_LOGIN_SESSIONS',
  'ANOM_LOGIN_TIME',
])

/** Programs that let one account act as another: there the account is what is asked for. */
const switches = new Set(['su', 'sudo', 'runuser', 'pkexec', 'polkit-agent-helper-1', 'newgrp', 'sg', 'doas'])

/** A user id, and its name where auditd has interpreted it. `ausearch -i` writes the name in its place. */
function identity(look: Look, field: string): { id: string; name: string } | undefined {
  const id = look(field)
  if (isUnset(id)) return undefined
  const name = look(field.toUpperCase())
  return /^\d+$/.test(id) ? { id, name: isUnset(name) ? '' : name } : { id, name: id }
}

const isUnset = (id: string): boolean => id === '' || id === '4294967295' || id === '-1' || id === 'unset'
const idOf = (look: Look): string => (isUnset(look('id')) ? '' : look('id'))

/** `(unknown user)` and the like are no account. */
const accountName = (name: string): string => (name.startsWith('(') ? '' : name)

export function actorDraft({ id, name, type }: Actor, look: Look): Draft {
  const session = look('ses')
  return {
    actor_type: type,
    actor_id: id,
    actor_name: name,
    actor_email: email(name),
    actor_session_id: isUnset(session) ? '' : session,
    actor_credential_id: look('fp'),
  }
}

/** Every other identity that the record names. */
export function addIdentities(targets: Target[], type: string, actor: Actor, look: Look): void {
  const account = accountName(look('acct'))
  const isGroup = groupTypes.has(type)
  if (account !== '' && account !== actor.name) addTarget(targets, 'user', isGroup ? '' : idOf(look), account)
  for (const field of identityFields) {
    if (isGroup && field === 'id') continue
    const found = identity(look, field)
    if (found === undefined || found.id === actor.id) continue
    if (targets.some(({ type, id }) => type === 'user' && id === found.id)) continue
    addTarget(targets, 'user', found.id, found.name)
  }
}

/** Records about a group, whose id it is. */
export const groupTypes: ReadonlySet<string> = new Set([
  'ADD_GROUP',
  'DEL_GROUP',
  'GRP_MGMT',
  'GRP_CHAUTHTOK',
  'CHGRP_ID',
  'GRP_AUTH',
])

const identityFields = [
  'id',
  'uid',
  'euid',
  'suid',
  'fsuid',
  'oauid',
  'ouid',
  'old-auid',
  'sauid',
  'inode_uid',
] as const
