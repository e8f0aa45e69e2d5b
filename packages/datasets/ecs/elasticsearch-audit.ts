import type { Target } from '@trailhouse/event'
import { jsonText } from '../src/fields/change.ts'
import { addTarget } from '../src/fields/targets.ts'
import { email, isObject, list, object, text } from '../src/fields/text.ts'
import { isoTime } from '../src/fields/time.ts'
import type { JsonRecord } from '../src/json-mapper.ts'
import type { Draft } from '../src/mapper.ts'
import { type Classification, severity, unclassified } from '../src/ocsf.ts'
import { all, firstOf, one } from './fields.ts'

/** Elasticsearch's audit log has dotted keys like ECS, but meanings of its own. */
export function isElasticsearchAudit(document: JsonRecord): boolean {
  if (document['type'] !== 'audit') return false
  return (
    at(document, 'event', 'action') !== undefined &&
    ('node.id' in document || 'node' in document || 'cluster' in document)
  )
}

/** A field by its dotted key, as Elasticsearch writes it, or in an object, as some shippers make of it. */
function at(document: JsonRecord, set: string, field: string): unknown {
  const flat = document[`${set}.${field}`]
  if (flat !== undefined) return flat
  const value = document[set]
  return value === undefined ? undefined : field.split('.').reduce<unknown>((inner, key) => object(inner)[key], value)
}

/** https://www.elastic.co/docs/reference/elasticsearch/elasticsearch-audit-events */
export function auditDraft(document: JsonRecord): Draft {
  const action = one(at(document, 'event', 'action'))
  const time = firstOf(document['timestamp'], document['@timestamp'])
  const known = actions.get(action)
  const failed = failures.test(action)
  return {
    ...actorOf(document),
    ...changeOf(document),
    class_uid: known?.class_uid ?? unclassified.class_uid,
    activity_id: known?.activity_id ?? unclassified.activity_id,
    severity_id: failed ? severity.low : severity.informational,
    event_time: isoTime(time, 'utc'),
    event_time_raw: time,
    action,
    service: 'elasticsearch',
    outcome: failed ? 'failure' : 'success',
    status_detail: failed ? one(document['realm']) : '',
    source: one(at(document, 'origin', 'address')),
    destination_host: firstOf(at(document, 'node', 'name'), at(document, 'host', 'name')),
    user_agent: one(at(document, 'user_agent', 'original')),
    targets: targetsOf(document),
    request_id: one(at(document, 'request', 'id')),
    trace_id: one(at(document, 'trace', 'id')),
    unknown_event_type: known === undefined && action !== '' ? action : undefined,
  }
}

/** `tampered_request`, and what ends in `_failed` or `_denied`. */
const failures = /_failed$|_denied$|^tampered_request$/

function actorOf(document: JsonRecord): Draft {
  const token = one(at(document, 'authentication', 'token.name'))
  const name = one(at(document, 'user', 'name')) || token
  return {
    actor_type: name === '' ? 'unknown' : name.startsWith('_') ? 'system' : name.includes('/') ? 'service' : 'user',
    actor_id: one(at(document, 'user', 'id')) || name,
    actor_name: name,
    actor_email: one(at(document, 'user', 'email')) || email(name),
    actor_credential_id: one(at(document, 'apikey', 'id')) || token,
  }
}

/** What a change wrote, or for an index or cluster action the indices, its path and the users whom it was run as. */
function targetsOf(document: JsonRecord): Target[] {
  const targets: Target[] = []
  for (const change of changes) addChanged(targets, document[change])
  for (const member of ['run_as.name', 'run_by.name']) {
    const name = one(at(document, 'user', member))
    addTarget(targets, 'user', name, name)
  }
  for (const index of all(document['indices'])) addTarget(targets, 'index', index, index)
  addTarget(targets, 'apikey', one(at(document, 'apikey', 'id')), one(at(document, 'apikey', 'name')))
  addTarget(targets, 'action', one(document['action']))
  addTarget(targets, 'url', one(at(document, 'url', 'path')))
  return targets
}

const changes = ['put', 'delete', 'change', 'create', 'invalidate'] as const

/** `{"user": {...}}`, `{"enable": {"user": {...}}}`, `{"privileges": [{...}]}`, `{"apikeys": {"ids": [...]}}`. */
function addChanged(targets: Target[], change: unknown): void {
  for (const [kind, value] of Object.entries(object(change))) {
    for (const entry of Array.isArray(value) ? value.slice(0, 100) : [value]) {
      const thing = object(entry)
      if (kind === 'enable' || kind === 'disable' || kind === 'password') {
        addChanged(targets, thing)
        continue
      }
      for (const id of [...all(thing['ids']), one(thing['id'])]) addTarget(targets, kind, id, one(thing['name']))
      addTarget(targets, kind, one(thing['name']), one(thing['name']))
      addTarget(targets, 'user', one(object(thing['user'])['name']), one(object(thing['user'])['name']))
      for (const role of list(thing['roles']).slice(0, 100)) addTarget(targets, 'role', text(role), text(role))
    }
  }
}

function changeOf(document: JsonRecord): Pick<Draft, 'after'> {
  for (const change of ['put', 'change', 'create']) {
    if (isObject(document[change])) return { after: jsonText(document[change]) }
  }
  return {}
}

const logon: Classification = { class_uid: 3002, activity_id: 1 }
const switched: Classification = { class_uid: 3002, activity_id: 7 }
const account = (activity_id: number): Classification => ({ class_uid: 3001, activity_id })
const managed = (activity_id: number): Classification => ({ class_uid: 3004, activity_id })

const actions = new Map<string, Classification>([
  ['anonymous_access_denied', unclassified],
  ['access_denied', unclassified],
  ['access_granted', unclassified],
  ['system_access_granted', unclassified],
  ['authentication_failed', logon],
  ['authentication_success', logon],
  ['realm_authentication_failed', logon],
  ['run_as_denied', switched],
  ['run_as_granted', switched],
  ['connection_denied', { class_uid: 4001, activity_id: 5 }],
  ['connection_granted', { class_uid: 4001, activity_id: 1 }],
  ['tampered_request', unclassified],
  ['put_user', account(1)],
  ['change_enable_user', account(2)],
  ['change_password', account(3)],
  ['change_disable_user', account(5)],
  ['delete_user', account(6)],
  ['put_role', managed(3)],
  ['delete_role', managed(4)],
  ['put_role_mapping', { class_uid: 3005, activity_id: 1 }],
  ['delete_role_mapping', { class_uid: 3005, activity_id: 2 }],
  ['put_privileges', managed(3)],
  ['delete_privileges', managed(4)],
  ['create_apikey', managed(1)],
  ['change_apikey', managed(3)],
  ['change_apikeys', managed(3)],
  ['invalidate_apikeys', managed(4)],
  ['create_service_token', managed(1)],
  ['delete_service_token', managed(4)],
  ['activate_user_profile', account(2)],
  ['set_enabled_user_profile', account(2)],
  ['update_user_profile_data', account(99)],
])
