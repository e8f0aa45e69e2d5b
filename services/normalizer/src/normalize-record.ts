import type { OnDrift } from '@trailhouse/datasets'
import { RecordError } from '@trailhouse/errors'
import { type AuditEvent, encodeFramed } from '@trailhouse/event'
import type { KafkaRecord } from '@trailhouse/kafka'
import type { InputRoute } from './input-route.ts'
import { mapRawRecord, type RawTools } from './map-raw-record.ts'
import { readEventRecord, type WriterSchemas } from './read-event-record.ts'
import type { FilledRecord, Source } from './record-source.ts'

export type Tools = RawTools & {
  /** Id of the current schema under audit.normalized-value. */
  readonly schemaId: number
  /** Largest value that the output topic takes. */
  readonly maxEventBytes: number
}

/** What was found out about a record so far: it goes into the dead letter if the record becomes one. */
export type Finding = {
  dataset: string
  tenantId: string
  mapper: string
  /** Told of what shows that the vendor changed its format; the record is mapped all the same. */
  readonly onDrift: OnDrift
}

export type Normalized =
  | { readonly ok: true; readonly values: readonly Buffer[] }
  | {
      readonly ok: false
      readonly error: RecordError /** What a mapper threw that it must not. */
      readonly cause?: unknown
    }

/**
 * One record to the values of its canonical events, or the reason why not: all of them or none. Never throws; a mapper
 * that fails costs the record it failed on.
 */
export function normalizeRecord(
  record: KafkaRecord,
  source: Source,
  route: InputRoute,
  tools: Tools,
  schemas: WriterSchemas,
  finding: Finding,
): Normalized {
  try {
    const events = eventsOf(filled(record, tools), source, route, tools, schemas, finding)
    return { ok: true, values: events.map((event) => encode(event, tools)) }
  } catch (error) {
    if (error instanceof RecordError) return { ok: false, error }
    const why = `the mapper failed: ${error instanceof Error ? error.message : String(error)}`
    return { ok: false, error: new RecordError(tooDeep(error) ? 'TOO_DEEP' : 'MALFORMED', why), cause: error }
  }
}

function filled(record: KafkaRecord, { limits }: Tools): FilledRecord {
  const { value } = record
  if (value === null || value.length === 0) throw new RecordError('EMPTY_RECORD', 'the record has no value')
  if (value.length > limits.maxBytes) {
    throw new RecordError('TOO_LARGE', `the record has ${value.length} bytes, more than ${limits.maxBytes}`)
  }
  return record as FilledRecord
}

function eventsOf(
  record: FilledRecord,
  source: Source,
  route: InputRoute,
  tools: Tools,
  schemas: WriterSchemas,
  finding: Finding,
): readonly AuditEvent[] {
  return route.kind === 'raw'
    ? mapRawRecord(record, source, route, tools, finding)
    : [readEventRecord(record, source, route, schemas, finding)]
}

function encode(event: AuditEvent, { schemaId, maxEventBytes }: Tools): Buffer {
  const value = encodeFramed(schemaId, event)
  if (value.length <= maxEventBytes) return value
  const why = `an event of it has ${value.length} bytes, more than the ${maxEventBytes} that the output topic takes`
  throw new RecordError('TOO_LARGE', why)
}

/** V8 has no other sign of an exhausted stack. */
const tooDeep = (error: unknown): boolean => error instanceof RangeError && /call stack/i.test(error.message)
