import { text } from '../src/fields/text.ts'
import { isoTime } from '../src/fields/time.ts'
import { type JsonRecord, jsonMapper } from '../src/json-mapper.ts'
import { type Draft, MappingError } from '../src/mapper.ts'
import { actorOf } from './actor.ts'
import { changeOf } from './change.ts'
import { classify } from './classify.ts'
import { dataOf } from './data.ts'
import { outcomeOf } from './outcome.ts'
import { first, paths } from './paths.ts'
import { targetsOf } from './targets.ts'

/** CloudEvents in their JSON format, structured or batched. README.md says which field comes from where. */
export default jsonMapper({
  name: 'cloudevents',
  version: 1,
  carrier: 2,
  detects: (event) => isVersion(event['specversion']) && 'type' in event && 'source' in event && 'id' in event,
  map: mapEvent,
})

const isVersion = (version: unknown): boolean =>
  typeof version === 'string' && /^(?:0\.[1-9]|1\.\d+)(?:-\w+)?$/.test(version)

function mapEvent(event: JsonRecord): Draft {
  const action = text(event['type'])
  if (action === '') throw new MappingError('MISSING_FIELD', 'type is missing: every CloudEvent has it')
  const data = dataOf(event)
  const result = outcomeOf(data)
  const classification = classify(action)
  return {
    ...actorOf(event, data),
    ...result,
    ...changeOf(data),
    event_time: isoTime(event['time'], 'utc') ?? isoTime(first(data, times), 'utc'),
    event_time_raw: text(event['time']),
    class_uid: classification.class_uid,
    activity_id: classification.activity_id,
    severity_id: result.outcome === 'failure' ? 2 : 1,
    action,
    service: text(event['source']),
    source: first(data, sources),
    user_agent: first(data, userAgents),
    targets: targetsOf(event, data),
    request_id: first(data, requests) || text(event['correlationid']),
    trace_id: traceOf(event),
    source_event_id: text(event['id']),
    // An id is unique for its source only.
    event_key: text(event['source']),
  }
}

const times = paths('time', 'timestamp', 'eventTime', 'occurredAt', 'occurred_at', 'createdAt', 'created_at')
const sources = paths(
  'sourceIp',
  'source_ip',
  'sourceIPAddress',
  'ipAddress',
  'ip_address',
  'ip',
  'clientIp',
  'client_ip',
  'remoteAddr',
  'client.ip',
  'client.ipAddress',
  'request.ip',
  'actor.ip',
  'context.ip',
)
const userAgents = paths(
  'userAgent',
  'user_agent',
  'client.userAgent',
  'request.userAgent',
  'request.user_agent',
  'context.userAgent',
)
const requests = paths('requestId', 'request_id', 'request.id', 'correlationId', 'correlation_id')

/** `traceparent` is version-trace-parent-flags. https://github.com/cloudevents/spec/blob/main/cloudevents/extensions/distributed-tracing.md */
function traceOf(event: JsonRecord): string {
  const parent = text(event['traceparent'])
  return /^[0-9a-f]{2}-([0-9a-f]{32})-/.exec(parent)?.[1] ?? ''
}
