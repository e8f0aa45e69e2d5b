import { email, isObject, object } from '../src/fields/text.ts'
import type { JsonRecord } from '../src/json-mapper.ts'
import type { Draft } from '../src/mapper.ts'
import { firstOf, one } from './fields.ts'

/**
 * Who did it: `user`, which "represents the user that performed the action". Where the document has none, the user of
 * the client or the source, or of the process; else the process, agent or service itself.
 * https://www.elastic.co/docs/reference/ecs/ecs-user
 */
export function actorOf(document: JsonRecord): Draft {
  const user = userOf(document)
  const name = firstOf(user['name'], user['full_name'])
  const process = object(document['process'])
  const kibana = object(document['kibana'])
  return {
    actor_type: typeOf(user, document),
    actor_id: firstOf(user['id'], name, user['email'], process['entity_id']),
    actor_name: firstOf(name, user['email'], process['name'], process['executable']),
    actor_email: firstOf(user['email'], email(name)),
    actor_session_id: firstOf(
      object(document['session'])['id'],
      kibana['session_id'],
      object(process['session_leader'])['entity_id'],
      object(process['group_leader'])['entity_id'],
    ),
    actor_credential_id: firstOf(
      object(document['api_key'])['id'],
      object(document['x509'])['serial_number'],
      object(object(object(document['tls'])['client'])['x509'])['serial_number'],
    ),
  }
}

/** The user that counts as the actor, who is no target of its own act. */
export function userOf(document: JsonRecord): JsonRecord {
  const user = document['user']
  if (typeof user === 'string') return { name: user }
  if (isNamed(user)) return user
  for (const member of ['client', 'source', 'process']) {
    const found = object(document[member])['user']
    if (isNamed(found)) return found
  }
  return {}
}

export const isNamed = (user: unknown): user is JsonRecord =>
  isObject(user) && firstOf(user['name'], user['id'], user['email'], user['full_name']) !== ''

function typeOf(user: JsonRecord, document: JsonRecord): 'unknown' | 'user' | 'service' | 'system' {
  const name = one(user['name'])
  const id = one(user['id'])
  if (isNamed(user)) return automated(name, id) ?? 'user'
  if ('process' in document) return 'system'
  return 'unknown'
}

/** Accounts of the machine: root's daemons cannot be told from root, but Windows' and Kubernetes' own names can. */
function automated(name: string, id: string): 'service' | 'system' | undefined {
  if (name.startsWith('system:serviceaccount:') || name.endsWith('.gserviceaccount.com')) return 'service'
  if (name.startsWith('system:') || systemIds.has(id) || systemNames.has(name.toUpperCase())) return 'system'
  return name.endsWith('$') ? 'service' : undefined
}

const systemIds = new Set(['S-1-5-18', 'S-1-5-19', 'S-1-5-20'])
const systemNames = new Set(['SYSTEM', 'LOCAL SERVICE', 'NETWORK SERVICE', 'NT AUTHORITY\\SYSTEM'])
