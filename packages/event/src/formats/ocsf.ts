import type { AuditEvent } from '../generated/audit-event.ts'
import { ocsfCaptions, ocsfClasses, ocsfSeverities, ocsfVersion } from '../generated/ocsf.ts'
import {
  alias,
  array,
  caption,
  choice,
  column,
  constant,
  eachTarget,
  either,
  first,
  isOneOf,
  isThere,
  milliseconds,
  not,
  numbered,
  object,
  plus,
  rawSize,
  rawText,
  rfc3339,
  string,
  targetColumn,
  textMap,
  texts,
  textWhen,
  when,
  whole,
  wholeColumn,
  wholeConstant,
  wholeUnlessZero,
  words,
} from './definition.ts'
import { classMembers, writtenClass } from './ocsf-classes.ts'
import { actor } from './ocsf-parts.ts'

const otherActivity = 99

/** 100 * class_uid + activity_id of every activity that OCSF has. */
const types = new Map(
  [...ocsfCaptions].flatMap(([uid, { caption, activities }]) =>
    [...Object.entries(activities), ['0', 'Unknown'], ['99', 'Other']].map(([id, activity]): [number, string] => [
      uid * 100 + Number(id),
      `${caption}: ${activity}`,
    ]),
  ),
)
const activityNames = new Map([...types].map(([type, name]) => [type, name.slice(name.indexOf(': ') + 2)]))
const tableOf = <K extends 'caption' | 'category_name'>(name: K): ReadonlyMap<number, string> =>
  new Map([...ocsfCaptions].map(([uid, captions]) => [uid, captions[name]]))

const activity = alias(
  'written_activity',
  choice(
    isOneOf(plus(writtenClass, 100, wholeColumn('activity_id')), [...types.keys()]),
    wholeColumn('activity_id'),
    wholeConstant(otherActivity),
  ),
)
const type = plus(writtenClass, 100, activity)
const category = choice(isOneOf(writtenClass, [0]), wholeConstant(0), {
  of: (event) => ocsfCaptions.get(writtenClass.of(event))?.category_uid ?? 0,
  sql: `transform(${writtenClass.sql}, [${[...ocsfCaptions.keys()].join(', ')}], [${[...ocsfCaptions.values()].map((one) => one.category_uid).join(', ')}], 0)`,
})
const severities = Object.entries(ocsfSeverities).map(([name, id]): [number, string] => [
  id,
  `${name.charAt(0).toUpperCase()}${name.slice(1)}`,
])
const severity = choice(
  isOneOf(wholeColumn('severity_id'), [...Object.values(ocsfSeverities), otherActivity]),
  wholeColumn('severity_id'),
  wholeConstant(0),
)
const isFinding = isOneOf(category, [2])
const hasCloud = isThere(column('cloud_provider'))

const metadata = object({
  version: constant(ocsfVersion),
  profiles: array(constant('datetime'), constant('host'), when(hasCloud, constant('cloud'))),
  uid: string(column('event_id')),
  product: object({ name: string(first(column('dataset'), words('unknown'))) }),
  log_name: string(column('dataset')),
  log_provider: string(column('service')),
  event_code: string(column('action')),
  original_event_uid: string(column('source_event_id')),
  correlation_uid: string(first(column('trace_id'), column('request_id'))),
  tenant_uid: string(column('tenant_id')),
  logged_time: whole(milliseconds('ingest_time')),
  logged_time_dt: string(rfc3339('ingest_time')),
  sequence: wholeUnlessZero(wholeColumn('producer_seq')),
})

/** What OCSF has no attribute for. */
const unmapped = object({
  class_uid: when(isOneOf(writtenClass, [0]), whole(wholeColumn('class_uid'))),
  activity_id: when(isOneOf(writtenClass, [0]), whole(wholeColumn('activity_id'))),
  outcome: when(isFinding, string(column('outcome'))),
  targets: eachTarget(
    object({
      type: string(targetColumn('type')),
      id: string(targetColumn('id')),
      name: string(targetColumn('name')),
    }),
  ),
  before: string(column('before')),
  after: string(column('after')),
  changed: texts('changed'),
  attributes: textMap('attributes'),
  actor_email: string(column('actor_email')),
  user_agent: string(column('user_agent')),
  source: object({ ip: string(column('source_ip')), host: string(column('source_host')) }),
  destination: object({ ip: string(column('destination_ip')), host: string(column('destination_host')) }),
  request_id: string(column('request_id')),
  trace_id: string(column('trace_id')),
  producer_id: string(column('producer_id')),
  mapper: string(column('mapper')),
})

const definition = object({
  activity_id: whole(activity),
  activity_name: string(textWhen(isOneOf(activity, [otherActivity]), column('action'), caption(activityNames, type))),
  category_uid: whole(category),
  category_name: string(caption(tableOf('category_name'), writtenClass)),
  class_uid: whole(writtenClass),
  class_name: string(
    textWhen(isOneOf(writtenClass, [0]), words('Base Event'), caption(tableOf('caption'), writtenClass)),
  ),
  type_uid: whole(type),
  type_name: string(caption(types, type)),
  severity_id: whole(severity),
  severity: string(caption(new Map(severities), severity)),
  // Of a finding it says how far its handling is, which an event does not know.
  status_id: either(
    when(not(isFinding), whole(numbered('outcome', { success: 1, failure: 2 }))),
    when(isOneOf(writtenClass, [ocsfClasses.incident_finding.uid]), constant(0)),
  ),
  status_code: string(column('status_code')),
  status_detail: string(column('status_detail')),
  time: whole(milliseconds('event_time')),
  time_dt: string(rfc3339('event_time')),
  metadata,
  actor,
  cloud: when(
    hasCloud,
    object({
      provider: string(column('cloud_provider')),
      region: string(column('cloud_region')),
      account: object({ uid: string(column('cloud_account')) }),
    }),
  ),
  ...classMembers,
  raw_data: string(rawText),
  raw_data_size: whole(rawSize),
  unmapped,
})

/**
 * An event as OCSF 1.8.0 (https://schema.ocsf.io/1.8.0), with the profiles datetime and host, and cloud where a cloud is
 * known. A class whose required attributes an event does not have (most findings, remediation, unmanned systems) is
 * written as Base Event, and its numbers stand in `unmapped`.
 */
export function toOcsf(event: AuditEvent): Record<string, unknown> {
  return definition.of(event) as Record<string, unknown>
}

/** ClickHouse's expression for the same over a row of audit.events, as JSON text, and what a WITH must define for it. */
export const ocsfSql: string = definition.sql
export const ocsfSqlDefinitions: readonly string[] = [writtenClass.definition, activity.definition]
