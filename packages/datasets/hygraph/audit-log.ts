import type { Target } from '@trailhouse/event'
import { jsonText } from '../src/fields/change.ts'
import { epochTime } from '../src/fields/epoch.ts'
import { type Row, rowOf, spelled } from '../src/fields/row.ts'
import { addTarget } from '../src/fields/targets.ts'
import { email, firstText, isObject, object, text } from '../src/fields/text.ts'
import { isoTime } from '../src/fields/time.ts'
import type { JsonRecord } from '../src/json-mapper.ts'
import { type Draft, MappingError } from '../src/mapper.ts'
import { embeddedObject } from '../src/parsers/json.ts'
import { classify } from './classify.ts'

const names = {
  entityId: ['entityid'],
  timestamp: ['timestamp', 'createdat'],
  type: ['type', 'resource', 'resourcetype'],
  action: ['action'],
  environment: ['environment'],
  payload: ['payload'],
  triggeredBy: ['triggeredby'],
  triggerType: ['triggertype'],
} as const

const known = new Set<string>(['id', ...Object.values(names).flat()])

function field(row: Row, name: keyof typeof names): unknown {
  for (const spelling of names[name]) {
    const value = row[spelling]
    if (value !== undefined) return value
  }
  return undefined
}

export function isEntry(record: JsonRecord): boolean {
  const row = rowOf(record)
  if (field(row, 'triggerType') === undefined || field(row, 'action') === undefined) return false
  return field(row, 'entityId') !== undefined || field(row, 'triggeredBy') !== undefined
}

/** An entry of the audit log: https://hygraph.com/docs/guides/overview/audit-logs */
export function mapEntry(record: JsonRecord): Draft {
  const row = rowOf(record)
  const action = text(field(row, 'action'))
  if (action === '') throw new MappingError('MISSING_FIELD', 'action is missing: every entry of the audit log has it')
  const time = field(row, 'timestamp')
  const type = text(field(row, 'type'))
  const payload = payloadOf(field(row, 'payload'))
  const classification = classify(action, type)
  return {
    ...actorOf(field(row, 'triggeredBy'), text(field(row, 'triggerType'))),
    event_time: isoTime(time, 'utc') ?? epochTime(time),
    event_time_raw: text(time),
    class_uid: classification.class_uid,
    activity_id: classification.activity_id,
    action,
    service: 'hygraph',
    // The log holds the changes that were made.
    outcome: 'success',
    ...changeOf(action, payload),
    targets: targetsOf(row, type, object(payload)),
    source_event_id: text(row['id']),
    unknown_fields: Object.keys(record).filter((name) => !known.has(spelled(name))),
  }
}

/** The payload is an object, or JSON text of one. */
const payloadOf = (value: unknown): unknown => (typeof value === 'string' ? (embeddedObject(value) ?? value) : value)

function changeOf(action: string, payload: unknown): Pick<Draft, 'before' | 'after'> {
  if (isObject(payload) && ('before' in payload || 'after' in payload)) {
    return { before: jsonText(payload['before']), after: jsonText(payload['after']) }
  }
  return action.toUpperCase().startsWith('DELETE') ? { before: jsonText(payload) } : { after: jsonText(payload) }
}

/** A member's e-mail address, or the name of a token. */
function actorOf(
  by: unknown,
  triggerType: string,
): Pick<Draft, 'actor_type' | 'actor_id' | 'actor_name' | 'actor_email' | 'actor_credential_id'> {
  const who = isObject(by) ? by : { name: by }
  const type = triggerTypes.get(triggerType.toUpperCase()) ?? 'unknown'
  const name = firstText(who['name'], who['email'])
  const id = text(who['id'])
  return {
    actor_type: type,
    actor_id: id || name,
    actor_name: name,
    actor_email: email(text(who['email'])) || email(name),
    actor_credential_id: type === 'service' ? id || name : '',
  }
}

/** A permanent auth token and an app are programs; OPEN is the API without authentication. */
const triggerTypes = new Map<string, 'unknown' | 'user' | 'service'>([
  ['USER', 'user'],
  ['MEMBER', 'user'],
  ['PAT', 'service'],
  ['THIRD_PARTY', 'service'],
  ['APP', 'service'],
  ['OPEN', 'unknown'],
])

function targetsOf(row: Row, type: string, payload: JsonRecord): Target[] {
  const targets: Target[] = []
  const name = firstText(payload['displayName'], payload['name'], payload['title'], payload['apiId'])
  addTarget(targets, type, text(field(row, 'entityId')), name, firstText(payload['email']))
  const environment = field(row, 'environment')
  const where = isObject(environment) ? environment : { name: environment }
  addTarget(targets, 'Environment', text(where['id']), firstText(where['name'], where['displayName']))
  return targets
}
