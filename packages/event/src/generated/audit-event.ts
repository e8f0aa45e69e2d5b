// Generated from schemas/audit-event.avsc by `npm run generate -w @trailhouse/event`: change the schema, not this file.
export type Outcome = 'unknown' | 'success' | 'failure'

export type ActorType = 'unknown' | 'user' | 'service' | 'system'

/** A thing acted on. */
export type Target = {
  /** Type of the thing. */
  type: string
  /** Id of the thing. */
  id: string
  /** Name of the thing. */
  name: string
}

/** One audit event: who did what to what, from where, when, with which outcome. */
export type AuditEvent = {
  /** Id of the event, lower case. UUIDv7 from an SDK. For raw input derived, so that mapping the same record again gives the same id. */
  event_id: string
  /** When it happened: microseconds since 1970-01-01 UTC, never 0. An event without a time of its own takes its ingest time. */
  event_time: number
  /** Kafka timestamp of the origin record: microseconds since 1970-01-01 UTC, never 0. */
  ingest_time: number
  /** Whose event it is; `default` where nothing says. */
  tenant_id: string
  /** Kind of source: `sdk`, `aws-cloudtrail`, `okta`, `pgaudit`, ... */
  dataset: string
  /** OCSF 1.8 class_uid. 6003, API Activity, for what cannot be classified. */
  class_uid: number
  /** OCSF 1.8 activity_id within the class, 0 to 65535. 99 is Other. */
  activity_id: number
  /** OCSF 1.8 severity_id, 0 to 255. 1 is Informational. */
  severity_id: number
  /** The source's own verb, verbatim, e.g. `ConsoleLogin`. */
  action: string
  /** What was acted through, e.g. `ec2.amazonaws.com`. */
  service: string
  /** Success or failure; unknown only where the source truly does not say. */
  outcome: Outcome
  /** The source's error code, or its code of success. */
  status_code: string
  /** The source's words for the reason of the outcome. */
  status_detail: string
  /** Human (user) or automated (service, system). */
  actor_type: ActorType
  /** Stable id of who did it. */
  actor_id: string
  /** Name of who did it. */
  actor_name: string
  /** E-mail address of who did it. */
  actor_email: string
  /** Session in which it was done. */
  actor_session_id: string
  /** Key, token or client id with which it was done. Never the secret itself. */
  actor_credential_id: string
  /** Address it came from, IPv4 or IPv6 as text. Never a host name. */
  source_ip: string
  /** Port it came from, 0 to 65535; 0 is unknown. */
  source_port: number
  /** Host name it came from. */
  source_host: string
  /** Address it went to, IPv4 or IPv6 as text. Never a host name. */
  destination_ip: string
  /** Port it went to, 0 to 65535; 0 is unknown. */
  destination_port: number
  /** Host name it went to. */
  destination_host: string
  /** User agent of the client. */
  user_agent: string
  /** Cloud in which it happened: `aws`, `azure`, `gcp`, ... */
  cloud_provider: string
  /** Account, subscription or project in that cloud. */
  cloud_account: string
  /** Region in that cloud. */
  cloud_region: string
  /** Type of the primary thing acted on. */
  target_type: string
  /** Id of the primary thing acted on. */
  target_id: string
  /** Name of the primary thing acted on. */
  target_name: string
  /** Everything acted on, the primary thing first. */
  targets: readonly Target[]
  /** Values before the change as JSON text, or empty. */
  before: string
  /** Values after the change as JSON text, or empty. */
  after: string
  /** JSON pointers (RFC 6901) of what differs between before and after. */
  changed: readonly string[]
  /** Request to which it belongs. */
  request_id: string
  /** Distributed trace to which it belongs. */
  trace_id: string
  /** The vendor's own id of the event. */
  source_event_id: string
  /** Key-value pairs of text formats and of SDK callers that no other field holds, keys sorted by their UTF-8 bytes. */
  attributes: Readonly<Record<string, string>>
  /** The record as received. */
  raw: Uint8Array
  /** Topic of the record it came from. */
  origin_topic: string
  /** Partition of the record it came from. */
  origin_partition: number
  /** Offset of the record it came from, 0 to 2^53 - 2. */
  origin_offset: number
  /** Index of the event within a record that held several. */
  origin_index: number
  /** SDK instance that emitted it. */
  producer_id: string
  /** Running number within that SDK instance, 0 to 2^53 - 2: a gap is a lost event. */
  producer_seq: number
  /** Mapper and its version, e.g. `aws-cloudtrail@1`. */
  mapper: string
  /** 0; a later mapping of the same origin counts up, to 65535. */
  revision: number
}

/** An event of which every value is absent. It has no id and no times yet: those three must be set. */
export function blankEvent(): AuditEvent {
  return {
    event_id: '',
    event_time: 0,
    ingest_time: 0,
    tenant_id: 'default',
    dataset: '',
    class_uid: 0,
    activity_id: 0,
    severity_id: 0,
    action: '',
    service: '',
    outcome: 'unknown',
    status_code: '',
    status_detail: '',
    actor_type: 'unknown',
    actor_id: '',
    actor_name: '',
    actor_email: '',
    actor_session_id: '',
    actor_credential_id: '',
    source_ip: '',
    source_port: 0,
    source_host: '',
    destination_ip: '',
    destination_port: 0,
    destination_host: '',
    user_agent: '',
    cloud_provider: '',
    cloud_account: '',
    cloud_region: '',
    target_type: '',
    target_id: '',
    target_name: '',
    targets: [],
    before: '',
    after: '',
    changed: [],
    request_id: '',
    trace_id: '',
    source_event_id: '',
    attributes: {},
    raw: new Uint8Array(0),
    origin_topic: '',
    origin_partition: 0,
    origin_offset: 0,
    origin_index: 0,
    producer_id: '',
    producer_seq: 0,
    mapper: '',
    revision: 0,
  }
}

/** The Avro schema of AuditEvent, as it is registered. */
export const auditEventSchema = {
  type: 'record',
  name: 'AuditEvent',
  namespace: 'trailhouse.v1',
  doc: 'One audit event: who did what to what, from where, when, with which outcome.',
  fields: [
    {
      name: 'event_id',
      type: { type: 'string', logicalType: 'uuid' },
      doc: 'Id of the event, lower case. UUIDv7 from an SDK. For raw input derived, so that mapping the same record again gives the same id.',
    },
    {
      name: 'event_time',
      type: { type: 'long', logicalType: 'timestamp-micros' },
      doc: 'When it happened: microseconds since 1970-01-01 UTC, never 0. An event without a time of its own takes its ingest time.',
    },
    {
      name: 'ingest_time',
      type: { type: 'long', logicalType: 'timestamp-micros' },
      doc: 'Kafka timestamp of the origin record: microseconds since 1970-01-01 UTC, never 0.',
    },
    {
      name: 'tenant_id',
      type: 'string',
      default: 'default',
      doc: 'Whose event it is; `default` where nothing says.',
    },
    {
      name: 'dataset',
      type: 'string',
      default: '',
      doc: 'Kind of source: `sdk`, `aws-cloudtrail`, `okta`, `pgaudit`, ...',
    },
    {
      name: 'class_uid',
      type: 'int',
      default: 0,
      doc: 'OCSF 1.8 class_uid. 6003, API Activity, for what cannot be classified.',
    },
    {
      name: 'activity_id',
      type: 'int',
      default: 0,
      doc: 'OCSF 1.8 activity_id within the class, 0 to 65535. 99 is Other.',
    },
    {
      name: 'severity_id',
      type: 'int',
      default: 0,
      doc: 'OCSF 1.8 severity_id, 0 to 255. 1 is Informational.',
    },
    {
      name: 'action',
      type: 'string',
      default: '',
      doc: "The source's own verb, verbatim, e.g. `ConsoleLogin`.",
    },
    {
      name: 'service',
      type: 'string',
      default: '',
      doc: 'What was acted through, e.g. `ec2.amazonaws.com`.',
    },
    {
      name: 'outcome',
      type: {
        type: 'enum',
        name: 'Outcome',
        symbols: ['unknown', 'success', 'failure'],
        default: 'unknown',
      },
      default: 'unknown',
      doc: 'Success or failure; unknown only where the source truly does not say.',
    },
    {
      name: 'status_code',
      type: 'string',
      default: '',
      doc: "The source's error code, or its code of success.",
    },
    {
      name: 'status_detail',
      type: 'string',
      default: '',
      doc: "The source's words for the reason of the outcome.",
    },
    {
      name: 'actor_type',
      type: {
        type: 'enum',
        name: 'ActorType',
        symbols: ['unknown', 'user', 'service', 'system'],
        default: 'unknown',
      },
      default: 'unknown',
      doc: 'Human (user) or automated (service, system).',
    },
    { name: 'actor_id', type: 'string', default: '', doc: 'Stable id of who did it.' },
    { name: 'actor_name', type: 'string', default: '', doc: 'Name of who did it.' },
    {
      name: 'actor_email',
      type: 'string',
      default: '',
      doc: 'E-mail address of who did it.',
    },
    {
      name: 'actor_session_id',
      type: 'string',
      default: '',
      doc: 'Session in which it was done.',
    },
    {
      name: 'actor_credential_id',
      type: 'string',
      default: '',
      doc: 'Key, token or client id with which it was done. Never the secret itself.',
    },
    {
      name: 'source_ip',
      type: 'string',
      default: '',
      doc: 'Address it came from, IPv4 or IPv6 as text. Never a host name.',
    },
    {
      name: 'source_port',
      type: 'int',
      default: 0,
      doc: 'Port it came from, 0 to 65535; 0 is unknown.',
    },
    { name: 'source_host', type: 'string', default: '', doc: 'Host name it came from.' },
    {
      name: 'destination_ip',
      type: 'string',
      default: '',
      doc: 'Address it went to, IPv4 or IPv6 as text. Never a host name.',
    },
    {
      name: 'destination_port',
      type: 'int',
      default: 0,
      doc: 'Port it went to, 0 to 65535; 0 is unknown.',
    },
    {
      name: 'destination_host',
      type: 'string',
      default: '',
      doc: 'Host name it went to.',
    },
    { name: 'user_agent', type: 'string', default: '', doc: 'User agent of the client.' },
    {
      name: 'cloud_provider',
      type: 'string',
      default: '',
      doc: 'Cloud in which it happened: `aws`, `azure`, `gcp`, ...',
    },
    {
      name: 'cloud_account',
      type: 'string',
      default: '',
      doc: 'Account, subscription or project in that cloud.',
    },
    { name: 'cloud_region', type: 'string', default: '', doc: 'Region in that cloud.' },
    {
      name: 'target_type',
      type: 'string',
      default: '',
      doc: 'Type of the primary thing acted on.',
    },
    {
      name: 'target_id',
      type: 'string',
      default: '',
      doc: 'Id of the primary thing acted on.',
    },
    {
      name: 'target_name',
      type: 'string',
      default: '',
      doc: 'Name of the primary thing acted on.',
    },
    {
      name: 'targets',
      type: {
        type: 'array',
        items: {
          type: 'record',
          name: 'Target',
          doc: 'A thing acted on.',
          fields: [
            { name: 'type', type: 'string', default: '', doc: 'Type of the thing.' },
            { name: 'id', type: 'string', default: '', doc: 'Id of the thing.' },
            { name: 'name', type: 'string', default: '', doc: 'Name of the thing.' },
          ],
        },
      },
      default: [],
      doc: 'Everything acted on, the primary thing first.',
    },
    {
      name: 'before',
      type: 'string',
      default: '',
      doc: 'Values before the change as JSON text, or empty.',
    },
    {
      name: 'after',
      type: 'string',
      default: '',
      doc: 'Values after the change as JSON text, or empty.',
    },
    {
      name: 'changed',
      type: { type: 'array', items: 'string' },
      default: [],
      doc: 'JSON pointers (RFC 6901) of what differs between before and after.',
    },
    {
      name: 'request_id',
      type: 'string',
      default: '',
      doc: 'Request to which it belongs.',
    },
    {
      name: 'trace_id',
      type: 'string',
      default: '',
      doc: 'Distributed trace to which it belongs.',
    },
    {
      name: 'source_event_id',
      type: 'string',
      default: '',
      doc: "The vendor's own id of the event.",
    },
    {
      name: 'attributes',
      type: { type: 'map', values: 'string' },
      default: {},
      doc: 'Key-value pairs of text formats and of SDK callers that no other field holds, keys sorted by their UTF-8 bytes.',
    },
    { name: 'raw', type: 'bytes', default: '', doc: 'The record as received.' },
    {
      name: 'origin_topic',
      type: 'string',
      default: '',
      doc: 'Topic of the record it came from.',
    },
    {
      name: 'origin_partition',
      type: 'int',
      default: 0,
      doc: 'Partition of the record it came from.',
    },
    {
      name: 'origin_offset',
      type: 'long',
      default: 0,
      doc: 'Offset of the record it came from, 0 to 2^53 - 2.',
    },
    {
      name: 'origin_index',
      type: 'int',
      default: 0,
      doc: 'Index of the event within a record that held several.',
    },
    {
      name: 'producer_id',
      type: 'string',
      default: '',
      doc: 'SDK instance that emitted it.',
    },
    {
      name: 'producer_seq',
      type: 'long',
      default: 0,
      doc: 'Running number within that SDK instance, 0 to 2^53 - 2: a gap is a lost event.',
    },
    {
      name: 'mapper',
      type: 'string',
      default: '',
      doc: 'Mapper and its version, e.g. `aws-cloudtrail@1`.',
    },
    {
      name: 'revision',
      type: 'int',
      default: 0,
      doc: '0; a later mapping of the same origin counts up, to 65535.',
    },
  ],
} as const
