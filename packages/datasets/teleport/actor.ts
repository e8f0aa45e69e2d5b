import { email, firstText, object, text } from '../src/fields/text.ts'
import type { JsonRecord } from '../src/json-mapper.ts'
import type { Draft } from '../src/mapper.ts'

/** A Teleport user; of a login that failed the name that was tried. `user_kind` is 1 for humans, 2 for bots, 3 for the system. */
export function actorOf(event: JsonRecord): Draft {
  const identity = object(event['identity'])
  const user = firstText(
    event['user'],
    identity['user'],
    event['reviewer'],
    event['updated_by'],
    event['bot_name'],
    event['username'],
    event['login'],
  )
  return {
    actor_type: actorType(user, event['user_kind'], text(event['bot_name'])),
    actor_id: user,
    actor_name: user,
    actor_email: email(user),
    actor_session_id: firstText(event['sid'], event['session_id'], event['session_chunk_id']),
    actor_credential_id: credentialOf(event),
  }
}

/** The device that confirmed the login, or the certificate or token that was shown. */
function credentialOf(event: JsonRecord): string {
  return firstText(
    object(event['mfa_device'])['mfa_device_uuid'],
    object(event['cert'])['serial_number'],
    event['serial_number'],
    event['token_name'],
  )
}

function actorType(user: string, kind: unknown, bot: string): 'user' | 'service' | 'system' | 'unknown' {
  if (kind === 1) return 'user'
  if (kind === 2 || bot !== '') return 'service'
  if (kind === 3 || user === 'system') return 'system'
  if (user === '') return 'unknown'
  return user.startsWith('bot-') ? 'service' : user.startsWith('@teleport') ? 'system' : 'user'
}
