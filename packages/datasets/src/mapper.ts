import { type ReasonCode, RecordError } from '@trailhouse/errors'
import type { AuditEvent } from '@trailhouse/event'

/** A record that a mapper cannot turn into events. The only error a mapper throws. */
export class MappingError extends RecordError {
  override readonly name = 'MappingError'

  constructor(reason: ReasonCode, message: string, options?: { cause?: unknown }) {
    super(reason, message, options)
  }
}

/** Bounds on what one record may cost. */
export type Limits = {
  /** Largest record in bytes. */
  maxBytes: number
  /** Deepest nesting of JSON. */
  maxDepth: number
  /** Most events that one record may hold. */
  maxEvents: number
}

/**
 * 16 MiB is above Kafka's usual message limits. A depth of 1,000 stays below the 1,024 levels at which simdjson, and
 * with it ClickHouse's JSON functions, refuse `raw`. 10,000 is far above the vendors' page sizes (CloudTrail writes some
 * thousand records a file).
 */
export const defaultLimits: Limits = { maxBytes: 16 * 1024 * 1024, maxDepth: 1_000, maxEvents: 10_000 }

/** What a mapper is told about a record besides its bytes. */
export type MapContext = {
  /** Kafka timestamp of the record, microseconds since 1970-01-01 UTC. */
  ingestTime: number
  tenantId: string
  originTopic: string
  /** UUID of the topic, lower case. */
  originTopicId: string
  originPartition: number
  originOffset: number
  /** `defaultLimits` where absent. */
  limits?: Limits
  /** Told of what the mapper has never seen; the record is mapped all the same. */
  onDrift?: OnDrift
}

/** A sign that a vendor changed its format: an event type or a field that the dataset's mapper does not know. */
export type OnDrift = (dataset: string, kind: DriftKind, name: string) => void
export type DriftKind = 'event_type' | 'field'

/** The fields that a dataset's map function finds. Every field left out, or undefined, is absent. */
export type Draft = {
  readonly [Field in keyof Omit<AuditEvent, FinishedField>]?: AuditEvent[Field] | undefined
} & {
  /** The time as the vendor wrote it: kept in `attributes` where `event_time` is absent or out of range. */
  readonly event_time_raw?: string | undefined
  /** Where it came from, as the vendor wrote it: an IP address or a host name, with or without a port. */
  readonly source?: string | undefined
  /** Where it went to, in the same forms. */
  readonly destination?: string | undefined
  /** Tells apart the events that a vendor gives one id, so that their derived event ids differ. */
  readonly event_key?: string | undefined
  /** The vendor's name of a kind of event that the mapper's tables do not have. */
  readonly unknown_event_type?: string | undefined
  /** Names of fields that the vendor's documentation did not have when the mapper was written. */
  readonly unknown_fields?: readonly string[] | undefined
}

/** Fields that `finish` sets from the record and its context: no mapper may. */
type FinishedField =
  | 'event_id'
  | 'ingest_time'
  | 'tenant_id'
  | 'dataset'
  | 'source_ip'
  | 'destination_ip'
  | 'target_type'
  | 'target_id'
  | 'target_name'
  | 'producer_id'
  | 'producer_seq'
  | 'raw'
  | 'origin_topic'
  | 'origin_partition'
  | 'origin_offset'
  | 'origin_index'
  | 'mapper'
  | 'revision'

/** One vendor format. `map` is pure and synchronous: the same record and context give the same events. */
export type Mapper = {
  /** Name of the dataset and of its folder. */
  readonly name: string
  /** Counts up when the mapping of a field changes; part of `mapper`, e.g. `aws-cloudtrail@1`. */
  readonly version: number
  /**
   * Set for a format that carries other vendors' records (syslog, CEF, CloudEvents, OTLP): a record is detected as such
   * only where no dataset without this mark knows it, and of two with it the higher number counts.
   */
  readonly carrier?: number
  /** Whether a record is of this dataset beyond doubt. */
  readonly detects: (sample: Sample) => boolean
  /** @throws MappingError where the record is not of this format, or past a limit */
  readonly map: (raw: Uint8Array, context: MapContext) => AuditEvent[]
}

/** A record as detection sees it: its text and, where it is JSON, its first element. */
export type Sample = { readonly text: string; readonly json: unknown }
