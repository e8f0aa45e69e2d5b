import { firstText, isObject, list, object, text } from '../src/fields/text.ts'
import { isoTime } from '../src/fields/time.ts'
import { headed } from '../src/headed.ts'
import { type JsonRecord, jsonMapper } from '../src/json-mapper.ts'
import { type Draft, MappingError } from '../src/mapper.ts'
import { carriedJson } from '../src/parsers/carried-json.ts'
import { actorOf } from './actor.ts'
import { classify, isKnownType, severityOf } from './classify.ts'
import { changeOf, targetsOf } from './targets.ts'

const events = jsonMapper({
  name: 'okta',
  version: 1,
  arrayMember: 'data.events',
  unwrap: eventOf,
  fields: new Set([
    'actor',
    'authenticationContext',
    'client',
    'debugContext',
    'device',
    'displayMessage',
    'eventType',
    'legacyEventType',
    'outcome',
    'published',
    'request',
    'securityContext',
    'severity',
    'target',
    'transaction',
    'uuid',
    'version',
  ]),
  detects: isLogEvent,
  map: mapEvent,
})

/** Okta System Log. README.md says which field comes from where. */
export default headed(events)

/** EventBridge wraps an event in `detail`, log shippers in a field of theirs. */
function eventOf(record: JsonRecord): JsonRecord {
  return isObject(record['detail']) && isLogEvent(record['detail']) ? record['detail'] : carriedJson(record, isLogEvent)
}

function isLogEvent(event: JsonRecord): boolean {
  return 'uuid' in event && 'published' in event && 'eventType' in event && 'outcome' in event && 'actor' in event
}

function mapEvent(event: JsonRecord): Draft {
  const action = text(event['eventType'])
  if (action === '') throw new MappingError('MISSING_FIELD', 'eventType is missing: every System Log event has it')
  const client = object(event['client'])
  const transaction = object(event['transaction'])
  const authentication = object(event['authenticationContext'])
  const result = text(object(event['outcome'])['result'])
  const outcome = outcomes.get(result) ?? 'unknown'
  const classification = classify(action)
  const actor = actorOf(object(event['actor']))
  const change = changeOf(event)
  return {
    actor_type: actor.actor_type,
    actor_id: actor.actor_id,
    actor_name: actor.actor_name,
    actor_email: actor.actor_email,
    before: change?.before,
    after: change?.after,
    changed: change?.changed,
    event_time: isoTime(event['published']),
    event_time_raw: text(event['published']),
    class_uid: classification.class_uid,
    activity_id: classification.activity_id,
    severity_id: Math.max(severityOf(event, outcome), classification.severity_id ?? 0),
    action,
    unknown_event_type: isKnownType(action) ? undefined : action,
    service: 'okta',
    outcome,
    status_code: result,
    status_detail: text(object(event['outcome'])['reason']),
    actor_session_id: known(firstText(authentication['externalSessionId'], authentication['rootSessionId'])),
    actor_credential_id: known(firstText(object(transaction['detail'])['requestApiTokenId'], client['id'])),
    source: firstText(client['ipAddress'], object(list(object(event['request'])['ipChain'])[0])['ip']),
    user_agent: text(object(client['userAgent'])['rawUserAgent']),
    targets: targetsOf(event),
    request_id: firstText(object(object(event['debugContext'])['debugData'])['requestId'], transaction['id']),
    trace_id: text(transaction['id']),
    source_event_id: text(event['uuid']),
  }
}

/** Okta writes `unknown` for what it does not know. */
const known = (value: string): string => (value === 'unknown' ? '' : value)

/** The others (CHALLENGE, SKIPPED, DEFERRED, SCHEDULED, UNKNOWN) are neither. */
const outcomes = new Map<string, 'success' | 'failure'>([
  ['SUCCESS', 'success'],
  ['ALLOW', 'success'],
  ['FAILURE', 'failure'],
  ['DENY', 'failure'],
  ['RATE_LIMIT', 'failure'],
  ['ABANDONED', 'failure'],
  ['UNANSWERED', 'failure'],
])
