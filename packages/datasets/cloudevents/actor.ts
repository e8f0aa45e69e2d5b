import { email, isObject, text } from '../src/fields/text.ts'
import type { JsonRecord } from '../src/json-mapper.ts'
import type { Draft } from '../src/mapper.ts'
import { first, paths } from './paths.ts'

/**
 * Who caused the event: the Auth Context extension (`authtype`, `authid`), else what data commonly calls an actor.
 * https://github.com/cloudevents/spec/blob/main/cloudevents/extensions/authcontext.md
 */
export function actorOf(event: JsonRecord, data: JsonRecord): Draft {
  const authId = text(event['authid'])
  const holder = holderIn(data)
  const id = authId || first(holder, idsInside) || first(data, ids)
  const name = first(holder, namesInside) || first(data, names)
  const mail = first(holder, mailsInside) || first(data, mails)
  const type = types.get(text(event['authtype'])) ?? types.get(first(holder, kinds) || first(data, actorTypes))
  return {
    actor_type: type ?? (id !== '' || name !== '' || mail !== '' ? 'user' : 'unknown'),
    actor_id: id || name || mail,
    actor_name: name || mail || authId,
    actor_email: mail || email(name) || email(id),
    actor_session_id: first(data, sessions),
    actor_credential_id: first(data, credentials),
  }
}

const types = new Map<string, 'user' | 'service' | 'system' | 'unknown'>([
  ['app_user', 'user'],
  ['user', 'user'],
  ['service_account', 'service'],
  ['api_key', 'service'],
  ['system', 'system'],
  ['unauthenticated', 'unknown'],
  ['unknown', 'unknown'],
  ['person', 'user'],
  ['human', 'user'],
  ['service', 'service'],
  ['bot', 'service'],
  ['application', 'service'],
  ['machine', 'service'],
])

/** The object that holds the actor; a text is its name. */
function holderIn(data: JsonRecord): JsonRecord {
  for (const name of holders) {
    const value = data[name]
    if (isObject(value)) return value
    if (typeof value === 'string' && value !== '') return { name: value }
  }
  return nobody
}

const holders = ['actor', 'user', 'principal', 'initiator', 'performedBy', 'performed_by', 'triggeredBy', 'sender']
const nobody: JsonRecord = Object.freeze({})

const idsInside = paths('id', 'uid', 'userId', 'user_id', 'sub')
const namesInside = paths('name', 'login', 'username', 'userName', 'displayName', 'display_name')
const mailsInside = paths('email', 'emailAddress', 'email_address')
const kinds = paths('type', 'kind')
const ids = paths('actorId', 'actor_id', 'userId', 'user_id', 'principalId', 'performedById')
const names = paths('actorName', 'actor_name', 'userName', 'username', 'user_name', 'createdBy', 'updatedBy')
const mails = paths('actorEmail', 'userEmail', 'user_email', 'email')
const actorTypes = paths('actorType', 'actor_type')
const sessions = paths('sessionId', 'session_id', 'session.id')
const credentials = paths('apiKeyId', 'api_key_id', 'tokenId', 'token_id', 'clientId', 'client_id')
