import type { AuditEvent } from '../generated/audit-event.ts'
import { ocsfClasses } from '../generated/ocsf.ts'
import {
  array,
  caption,
  column,
  constant,
  eachTarget,
  first,
  isOneOf,
  numbered,
  object,
  plus,
  rawText,
  rfc3339,
  string,
  targetAt,
  targetColumn,
  textMap,
  texts,
  when,
  whole,
  wholeColumn,
  wholeUnlessZero,
} from './definition.ts'
import { categories, subjects, types } from './ecs-categories.ts'

const ecsVersion = '8.11.0'

const classUid = wholeColumn('class_uid')
const type = plus(classUid, 100, wholeColumn('activity_id'))
const failed = isOneOf(numbered('outcome', { failure: 1 }), [1])
const { account_change, user_access, group_management } = ocsfClasses
const onUser = isOneOf(classUid, [account_change.uid, user_access.uid])
const onGroup = isOneOf(classUid, [group_management.uid])

const primary = {
  id: string(targetAt(0, 'id')),
  name: string(first(targetAt(0, 'name'), targetAt(0, 'id'))),
}

const endpoint = (end: 'source' | 'destination') =>
  object({
    address: string(first(column(`${end}_ip`), column(`${end}_host`))),
    ip: string(column(`${end}_ip`)),
    port: wholeUnlessZero(wholeColumn(`${end}_port`)),
    domain: string(column(`${end}_host`)),
  })

/** What ECS has no field for: a name of its own, as ECS asks for custom fields. */
const trailhouse = object({
  class_uid: whole(classUid),
  activity_id: whole(wholeColumn('activity_id')),
  status_code: string(column('status_code')),
  actor: object({
    type: string(column('actor_type')),
    session_id: string(column('actor_session_id')),
    credential_id: string(column('actor_credential_id')),
  }),
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
  source_event_id: string(column('source_event_id')),
  producer_id: string(column('producer_id')),
  mapper: string(column('mapper')),
})

const definition = object({
  '@timestamp': string(rfc3339('event_time')),
  ecs: object({ version: constant(ecsVersion) }),
  event: object({
    id: string(column('event_id')),
    kind: constant('event'),
    category: array(string(caption(categories, classUid))),
    type: array(string(caption(subjects, classUid)), string(caption(types, type))),
    action: string(column('action')),
    outcome: string(column('outcome')),
    reason: string(column('status_detail')),
    dataset: string(column('dataset')),
    module: string(column('dataset')),
    provider: string(column('service')),
    severity: whole(wholeColumn('severity_id')),
    ingested: string(rfc3339('ingest_time')),
    sequence: wholeUnlessZero(wholeColumn('producer_seq')),
    original: string(rawText),
  }),
  organization: object({ id: string(column('tenant_id')) }),
  service: object({ name: string(column('service')) }),
  user: object({
    id: string(column('actor_id')),
    name: string(column('actor_name')),
    email: string(column('actor_email')),
    target: when(onUser, object(primary)),
  }),
  group: when(onGroup, object(primary)),
  source: endpoint('source'),
  destination: endpoint('destination'),
  user_agent: object({ original: string(column('user_agent')) }),
  http: object({ request: object({ id: string(column('request_id')) }) }),
  trace: object({ id: string(column('trace_id')) }),
  error: when(failed, object({ code: string(column('status_code')), message: string(column('status_detail')) })),
  cloud: object({
    provider: string(column('cloud_provider')),
    region: string(column('cloud_region')),
    account: object({ id: string(column('cloud_account')) }),
  }),
  related: object({
    ip: array(string(column('source_ip')), string(column('destination_ip'))),
    user: array(string(column('actor_name')), string(column('actor_id')), string(column('actor_email'))),
    hosts: array(string(column('source_host')), string(column('destination_host'))),
  }),
  labels: textMap('attributes'),
  trailhouse,
})

/**
 * An event as ECS 8.11 (https://www.elastic.co/guide/en/ecs/8.11). What ECS has no field for stands under `trailhouse`,
 * `attributes` in `labels`.
 */
export function toEcs(event: AuditEvent): Record<string, unknown> {
  return definition.of(event) as Record<string, unknown>
}

/** ClickHouse's expression for the same over a row of audit.events, as JSON text. */
export const ecsSql: string = definition.sql
