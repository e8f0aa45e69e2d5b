import { jsonText, pointerTo } from '../src/fields/change.ts'
import { ip } from '../src/fields/ip.ts'
import { first, type Row } from '../src/fields/row.ts'
import { civilSeconds, isoTime, type Micros } from '../src/fields/time.ts'
import { type Draft, MappingError } from '../src/mapper.ts'
import { severity } from '../src/ocsf.ts'
import { actorOf } from './actor.ts'
import { classify, isKnownType } from './classify.ts'
import { outcomeOf } from './outcome.ts'
import { targetsOf } from './targets.ts'

/**
 * One event of any kind.
 * @param givenType the type where the event's own fields do not say it
 */
export function mapRow(row: Row, givenType: string): Draft {
  const type = first(row, 'eventtype') || givenType || impliedType(row)
  const action = first(row, 'action', 'uieventtype', 'operation') || type
  if (action === '') throw new MappingError('MISSING_FIELD', 'neither the type of the event nor its action is there')
  const time = first(row, 'timestampderived', 'eventdate', 'logintime', 'createddate', 'timestamp') || otherTime(row)
  const result = outcomeOf(row, type)
  const classification = classify(type, action, row)
  const atLeast = result.outcome === 'failure' ? severity.low : severity.informational
  const actor = actorOf(row, type)
  const change = changeOf(row)
  return {
    actor_type: actor.actor_type,
    actor_id: actor.actor_id,
    actor_name: actor.actor_name,
    actor_email: actor.actor_email,
    before: change?.before,
    after: change?.after,
    changed: change?.changed,
    outcome: result.outcome,
    status_code: result.status_code,
    status_detail: result.status_detail,
    event_time: timeOf(time),
    event_time_raw: time,
    class_uid: classification.class_uid,
    activity_id: classification.activity_id,
    severity_id: Math.max(classification.severity_id ?? 0, atLeast),
    action,
    unknown_event_type: isKnownType(type) ? undefined : type,
    service: type,
    actor_session_id: first(row, 'sessionkey', 'sessionid', 'loginkey'),
    actor_credential_id: first(row, 'connectedappid', 'clientid', 'clientname'),
    source: sourceOf(row),
    user_agent: userAgentOf(row),
    cloud_account: first(row, 'organizationid'),
    targets: targetsOf(row, type),
    request_id: first(row, 'requestid', 'requestidentifier'),
    source_event_id: first(row, 'eventidentifier', 'eventuuid', 'id'),
  }
}

/** An object that was asked for without its type is known by its fields. */
function impliedType(row: Row): string {
  if ('logintime' in row) return 'LoginHistory'
  if ('section' in row && 'display' in row) return 'SetupAuditTrail'
  return 'loginurl' in row && 'status' in row ? 'LoginEvent' : ''
}

/** Some events have no time but one with a name of its own, such as LOGOUT_TIME. */
function otherTime(row: Row): string {
  for (const field in row) {
    const value = row[field]
    if (field.endsWith('time') && typeof value === 'string' && timeOf(value) !== undefined) return value
  }
  return ''
}

/** ISO 8601; `20260302130000.123` in UTC, as TIMESTAMP of an event log file has it; milliseconds in Avro payloads. */
function timeOf(time: string): Micros {
  const compact = /^(\d{4})(\d\d)(\d\d)(\d\d)(\d\d)(\d\d)(\.\d{1,6})?$/.exec(time)
  if (compact === null) return /^\d{12,13}$/.test(time) ? Number(time) * 1000 : isoTime(time, 'utc')
  const [, year, month, day, hour, minute, second, fraction = '0'] = compact
  const seconds = civilSeconds(Number(year), Number(month), Number(day), Number(hour), Number(minute), Number(second))
  return Number.isNaN(seconds) ? undefined : seconds * 1_000_000 + Math.round(Number(fraction) * 1_000_000)
}

/** CLIENT_IP is `Salesforce.com IP` where a part of Salesforce was the client: then any address is better. */
function sourceOf(row: Row): string {
  const client = first(row, 'clientip', 'sourceip', 'ipaddress', 'remoteaddress')
  return ip(client) === '' ? first(row, 'sourceip', 'forwardedforip') || client : client
}

/** USER_AGENT of some event log files is a number that stands for a kind of client. */
function userAgentOf(row: Row): string {
  const agent = first(row, 'browsertype', 'useragent')
  return /^\d*$/.test(agent) ? '' : agent
}

/** A field's old and new value, as field history has them. */
function changeOf(row: Row): Pick<Draft, 'before' | 'after' | 'changed'> | undefined {
  const before = row['oldvalue']
  const after = row['newvalue']
  if (before === undefined && after === undefined) return undefined
  const field = first(row, 'fieldname', 'field') || 'value'
  return {
    before: jsonText(before === undefined || before === null ? undefined : { [field]: before }),
    after: jsonText(after === undefined || after === null ? undefined : { [field]: after }),
    changed: [pointerTo(field)],
  }
}
