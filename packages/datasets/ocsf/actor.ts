import { email, firstText, object, text } from '../src/fields/text.ts'
import type { JsonRecord } from '../src/json-mapper.ts'
import type { Draft } from '../src/mapper.ts'

/** Who did it: the actor's user, that of its process, its application; of a sign-in that names none, who signs in. */
export function actorOf(event: JsonRecord, actor: JsonRecord, classUid: number): Draft {
  const process = object(actor['process'])
  const user = userOf(event, actor, classUid)
  const session = object(actor['session'])
  const own = object(event['session'])
  return {
    actor_type: typeOf(user, actor),
    actor_id: firstText(user['uid'], present(user['name']), actor['app_uid'], actor['invoked_by'], process['uid']),
    actor_name: firstText(
      present(user['name']),
      user['full_name'],
      user['email_addr'],
      actor['app_name'],
      object(actor['application'])['name'],
      actor['invoked_by'],
      process['name'],
      object(process['file'])['name'],
    ),
    actor_email: firstText(user['email_addr'], email(text(user['name']))),
    actor_session_id: firstText(session['uid'], own['uid'], object(process['session'])['uid']),
    actor_credential_id: firstText(
      user['credential_uid'],
      session['credential_uid'],
      own['credential_uid'],
      object(event['auth_token'])['uid'],
    ),
  }
}

/** The user that counts as the actor: never the same as a target. */
export function userOf(event: JsonRecord, actor: JsonRecord, classUid: number): JsonRecord {
  const user = object(actor['user'])
  if (isNamed(user)) return user
  const ofProcess = object(object(actor['process'])['user'])
  if (isNamed(ofProcess)) return ofProcess
  return isSignIn(classUid) && !('app_name' in actor) ? object(event['user']) : {}
}

const isSignIn = (classUid: number): boolean => classUid === 3002 || classUid === 3003

const isNamed = (user: JsonRecord): boolean =>
  present(user['name']) !== '' || text(user['uid']) !== '' || text(user['email_addr']) !== ''

/** Windows writes `-` for no name. */
export function present(value: unknown): string {
  const name = text(value)
  return name === '-' ? '' : name
}

/** `user.type_id`: 1 User, 2 Admin, 3 System, 4 Service. */
function typeOf(user: JsonRecord, actor: JsonRecord): 'unknown' | 'user' | 'service' | 'system' {
  const known = types.get(text(user['type_id'])) ?? types.get(text(user['type']).toLowerCase())
  if (known !== undefined) return known
  if (isNamed(user)) return text(user['name']).startsWith('system:') ? 'system' : 'user'
  if (firstText(actor['app_name'], actor['app_uid'], actor['invoked_by']) !== '') return 'service'
  return 'process' in actor ? 'system' : 'unknown'
}

const types = new Map<string, 'user' | 'service' | 'system'>([
  ['1', 'user'],
  ['2', 'user'],
  ['3', 'system'],
  ['4', 'service'],
  ['user', 'user'],
  ['admin', 'user'],
  ['system', 'system'],
  ['service', 'service'],
  ['root', 'user'],
  ['iamuser', 'user'],
  ['federateduser', 'user'],
  ['awsservice', 'service'],
  ['assumedrole', 'service'],
])
