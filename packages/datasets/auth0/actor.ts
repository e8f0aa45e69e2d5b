import { email, firstText, object, text } from '../src/fields/text.ts'
import type { JsonRecord } from '../src/json-mapper.ts'
import type { Draft } from '../src/mapper.ts'

/**
 * The administrator of a Management API request, else the user of the log, else the application: one that signs in for
 * itself (client credentials) has no user.
 */
export function actorOf(
  log: JsonRecord,
  request: JsonRecord,
): Pick<Draft, 'actor_type' | 'actor_id' | 'actor_name' | 'actor_email'> {
  const admin = object(object(request['auth'])['user'])
  const name = firstText(admin['name'], admin['email'], admin['username'])
  if (text(admin['user_id']) !== '' || name !== '') {
    const address = firstText(admin['email'], admin['name'])
    return { actor_type: 'user', actor_id: text(admin['user_id']), actor_name: name, actor_email: email(address) }
  }
  return text(log['user_id']) === '' && text(log['user_name']) === '' ? applicationOf(log) : userOf(log)
}

function userOf(log: JsonRecord): ReturnType<typeof actorOf> {
  const id = text(log['user_id'])
  const name = text(log['user_name'])
  return {
    actor_type: id.endsWith('@clients') ? 'service' : 'user',
    actor_id: id,
    actor_name: name,
    actor_email: email(name),
  }
}

function applicationOf(log: JsonRecord): ReturnType<typeof actorOf> {
  const id = text(log['client_id'])
  return {
    actor_type: id === '' ? 'unknown' : 'service',
    actor_id: id,
    actor_name: text(log['client_name']),
    actor_email: '',
  }
}
