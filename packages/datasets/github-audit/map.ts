import { firstText, isObject, text } from '../src/fields/text.ts'
import { isoTime, type Micros } from '../src/fields/time.ts'
import { headed } from '../src/headed.ts'
import { type JsonRecord, jsonMapper } from '../src/json-mapper.ts'
import { type Draft, MappingError } from '../src/mapper.ts'
import { severity } from '../src/ocsf.ts'
import { carriedJson } from '../src/parsers/carried-json.ts'
import { actorOf } from './actor.ts'
import { changeOf } from './change.ts'
import { classify, isKnownAction } from './classify.ts'
import { outcomeOf } from './outcome.ts'
import { targetsOf } from './targets.ts'

const entries = jsonMapper({
  name: 'github-audit',
  version: 1,
  unwrap: (record) => carriedJson(record, isEntry),
  detects: isEntry,
  map: mapEntry,
})

/** GitHub's audit log. README.md says which field comes from where. */
export default headed(entries)

function isEntry(entry: JsonRecord): boolean {
  const time = entry['@timestamp'] ?? entry['created_at']
  return (
    typeof entry['action'] === 'string' &&
    entry['action'].includes('.') &&
    (typeof time === 'number' || '_document_id' in entry) &&
    ('actor' in entry || 'actor_id' in entry || 'actor_ip' in entry) &&
    belongings.some((member) => member in entry)
  )
}

/** Members that name what an entry belongs to. */
const belongings = ['org', 'business', 'repo', 'user', 'repository', '_document_id', 'operation_type'] as const

function mapEntry(entry: JsonRecord): Draft {
  const action = text(entry['action'])
  if (action === '') throw new MappingError('MISSING_FIELD', 'action is missing: every audit log entry has it')
  const outcome = outcomeOf(entry, action)
  const classification = classify(action)
  const time = entry['@timestamp'] ?? entry['created_at']
  const atLeast = outcome === 'failure' ? severity.low : severity.informational
  return {
    ...actorOf(entry),
    ...changeOf(entry),
    event_time: timeOf(time),
    event_time_raw: text(time),
    class_uid: classification.class_uid,
    activity_id: classification.activity_id,
    severity_id: Math.max(classification.severity_id ?? 0, atLeast),
    action,
    unknown_event_type: isKnownAction(action) ? undefined : action,
    service: 'github',
    outcome,
    status_code: firstText(entry['status_code'], entry['conclusion']),
    status_detail: firstText(entry['reason'], dataOf(entry)['reason'], entry['message'], entry['explanation']),
    actor_credential_id: firstText(entry['token_id'], entry['hashed_token'], entry['fingerprint']),
    source: text(entry['actor_ip']),
    user_agent: text(entry['user_agent']),
    targets: targetsOf(entry, action),
    request_id: firstText(entry['request_id'], dataOf(entry)['request_id']),
    source_event_id: text(entry['_document_id']),
  }
}

const dataOf = (entry: JsonRecord): JsonRecord => (isObject(entry['data']) ? entry['data'] : entry)

/** Milliseconds since 1970; the dashboards' copies have ISO 8601. */
function timeOf(value: unknown): Micros {
  const number = typeof value === 'string' && /^\d{10,16}$/.test(value) ? Number(value) : value
  if (typeof number !== 'number') return isoTime(value, 'utc')
  return Number.isSafeInteger(Math.round(number * 1000)) ? Math.round(number * 1000) : undefined
}
