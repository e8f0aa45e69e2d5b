import { type AuditEvent, auditEventSchema } from './generated/audit-event.ts'

export type Column = { readonly name: string; readonly type: string }

/** The ClickHouse type that holds each field. The ranges of the integers are also what `encodeEvent` accepts. */
export const columnTypes: { readonly [field in keyof AuditEvent]: string } = {
  event_id: 'UUID',
  event_time: "DateTime64(6, 'UTC')",
  ingest_time: "DateTime64(6, 'UTC')",
  tenant_id: 'LowCardinality(String)',
  dataset: 'LowCardinality(String)',
  class_uid: 'UInt32',
  activity_id: 'UInt16',
  severity_id: 'UInt8',
  action: 'LowCardinality(String)',
  service: 'LowCardinality(String)',
  outcome: "Enum8('unknown' = 0, 'success' = 1, 'failure' = 2)",
  status_code: 'LowCardinality(String)',
  status_detail: 'String',
  actor_type: "Enum8('unknown' = 0, 'user' = 1, 'service' = 2, 'system' = 3)",
  actor_id: 'String',
  actor_name: 'String',
  actor_email: 'String',
  actor_session_id: 'String',
  actor_credential_id: 'String',
  source_ip: 'String',
  source_port: 'UInt16',
  source_host: 'String',
  destination_ip: 'String',
  destination_port: 'UInt16',
  destination_host: 'String',
  user_agent: 'String',
  cloud_provider: 'LowCardinality(String)',
  cloud_account: 'LowCardinality(String)',
  cloud_region: 'LowCardinality(String)',
  target_type: 'LowCardinality(String)',
  target_id: 'String',
  target_name: 'String',
  targets: 'Array(Tuple(type String, id String, name String))',
  before: 'String',
  after: 'String',
  changed: 'Array(LowCardinality(String))',
  request_id: 'String',
  trace_id: 'String',
  source_event_id: 'String',
  attributes: 'Map(LowCardinality(String), String)',
  raw: 'String',
  origin_topic: 'LowCardinality(String)',
  origin_partition: 'UInt32',
  origin_offset: 'UInt64',
  origin_index: 'UInt32',
  producer_id: 'String',
  producer_seq: 'UInt64',
  mapper: 'LowCardinality(String)',
  revision: 'UInt16',
}

const fieldNames = auditEventSchema.fields.map((field) => field.name)

/** Where a row stood in Kafka, and what its body was written with. The sink fills these. */
export const sinkColumns: readonly Column[] = [
  { name: 'kafka_topic_id', type: 'UUID' },
  { name: 'kafka_partition', type: 'UInt32' },
  { name: 'kafka_offset', type: 'UInt64' },
  { name: 'schema_fingerprint', type: 'UInt64' },
]

/** The columns of the event table in their order: the fields of the schema in theirs, then those of the sink. */
export const eventColumns: readonly Column[] = [
  ...fieldNames.map((name) => ({ name, type: columnTypes[name] })),
  ...sinkColumns,
]
