import { jsonText } from '../src/fields/change.ts'
import { epochTime } from '../src/fields/epoch.ts'
import { firstText, isObject, object, text } from '../src/fields/text.ts'
import { isoTime, type Micros } from '../src/fields/time.ts'
import { type JsonRecord, jsonMapper } from '../src/json-mapper.ts'
import { type Draft, MappingError } from '../src/mapper.ts'
import { apiActivity, severity, unclassified } from '../src/ocsf.ts'
import { carriedJson } from '../src/parsers/carried-json.ts'
import { actorOf } from './actor.ts'
import { targetsOf } from './targets.ts'
import { typeOf } from './types.ts'

/** Auth0 tenant logs. README.md says which field comes from where. */
export default jsonMapper({
  name: 'auth0',
  version: 1,
  arrayMember: 'logs',
  unwrap: logOf,
  fields: new Set(
    '$event_schema _id actions_execution_info audience auth0_client client_id client_ip client_name connection connection_id date description details environment_name event_schema flow hostname identity instance_id ip isMobile location_info log_id organization_id organization_name project_id refresh_token_id resource_server_identifier scope security_context session_connection session_connection_id session_id source strategy strategy_type target tenant_name tracking_id type user_agent user_id user_name'.split(
      ' ',
    ),
  ),
  detects: isLog,
  map: mapLog,
})

/** A log stream has {"log_id", "data": {...}}; EventBridge and Event Grid put that into `detail` or `data`. */
function logOf(record: JsonRecord): JsonRecord {
  let inner = record
  for (let depth = 0; depth < 3; depth++) {
    if (isLog(inner)) return inner
    const next = inner['detail'] ?? inner['data'] ?? inner['event']
    if (!isObject(next)) break
    inner = next
  }
  return carriedJson(record, isLog)
}

function isLog(log: JsonRecord): boolean {
  if (!('date' in log && ('log_id' in log || '_id' in log)) || typeof log['type'] !== 'string') return false
  return 'isMobile' in log || 'tenant_name' in log || '$event_schema' in log || typeOf(log['type']) !== undefined
}

function mapLog(log: JsonRecord): Draft {
  const action = text(log['type'])
  if (action === '') throw new MappingError('MISSING_FIELD', 'type is missing: every log event has it')
  const type = typeOf(action)
  const details = object(log['details'])
  const request = object(details['request'])
  const response = object(details['response'])
  const error = object(details['error'])
  const outcome = type?.outcome ?? ofStatus(response)
  return {
    ...actorOf(log, request),
    ...(outcome === 'success' ? changeOf(request, response) : undefined),
    event_time: timeOf(log['date']),
    event_time_raw: text(log['date']),
    class_uid: type?.class_uid ?? unclassified.class_uid,
    activity_id: activityOf(action, request) ?? type?.activity_id ?? unclassified.activity_id,
    severity_id: type?.severity_id ?? (outcome === 'failure' ? severity.low : severity.informational),
    action,
    unknown_event_type: type === undefined ? action : undefined,
    service: firstText(log['hostname'], log['tenant_name'], 'auth0'),
    outcome,
    status_code: firstText(response['statusCode'], error['oauthError'], error['type'], details['code']),
    status_detail: firstText(log['description'], error['message'], details['error'], error['reason']),
    actor_session_id: firstText(log['session_id'], details['session_id']),
    actor_credential_id: firstText(object(object(request['auth'])['credentials'])['jti'], log['client_id']),
    source: firstText(log['ip'], log['client_ip'], request['ip']),
    user_agent: firstText(log['user_agent'], request['userAgent']),
    targets: targetsOf(log, request, response),
    trace_id: text(log['tracking_id']),
    source_event_id: firstText(log['log_id'], log['_id']),
  }
}

/** ISO 8601; exports of MongoDB's kind have {"$date": ...}. */
function timeOf(date: unknown): Micros {
  const value = isObject(date) ? date['$date'] : date
  return isoTime(value, 'utc') ?? epochTime(value)
}

/** The method of a Management API request tells what `sapi` and `fapi` did. */
function activityOf(action: string, request: JsonRecord): number | undefined {
  if (action !== 'sapi' && action !== 'fapi') return undefined
  return activities.get(text(request['method']).toLowerCase())
}

const activities = new Map<string, number>([
  ['post', apiActivity.create],
  ['put', apiActivity.update],
  ['patch', apiActivity.update],
  ['delete', apiActivity.delete],
  ['get', apiActivity.read],
])

/** A type that is new: the status of its answer tells, where it has one. */
function ofStatus(response: JsonRecord): 'unknown' | 'success' | 'failure' {
  const status = Number(text(response['statusCode']))
  if (!(status >= 100)) return 'unknown'
  return status < 400 ? 'success' : 'failure'
}

/** A write through the Management API has what it left behind in the answer, or what was asked for in the request. */
function changeOf(request: JsonRecord, response: JsonRecord): Pick<Draft, 'after'> | undefined {
  if (!writes.has(text(request['method']).toLowerCase())) return undefined
  return { after: jsonText(response['body']) || jsonText(request['body']) }
}

const writes = new Set(['post', 'put', 'patch'])
