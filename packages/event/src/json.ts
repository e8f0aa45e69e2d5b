import { isUtf8 } from 'node:buffer'
import { RecordError } from '@trailhouse/errors'
import { type AuditEvent, auditEventSchema, blankEvent } from './generated/audit-event.ts'
import { formatTime, parseTime } from './time.ts'

/** An event as JSON: times as ISO 8601 with microseconds, raw as text where it is UTF-8. */
export type EventJson = Omit<AuditEvent, 'event_time' | 'ingest_time' | 'raw'> & {
  event_time: string
  ingest_time: string
  raw: string | { base64: string }
}

export function eventToJson(event: AuditEvent): EventJson {
  return {
    ...event,
    event_time: formatTime(event.event_time),
    ingest_time: formatTime(event.ingest_time),
    raw: rawToJson(event.raw),
  }
}

function rawToJson(raw: Uint8Array): EventJson['raw'] {
  const bytes = Buffer.from(raw.buffer, raw.byteOffset, raw.byteLength)
  return isUtf8(bytes) ? bytes.toString('utf8') : { base64: bytes.toString('base64') }
}

const names = new Set<string>(auditEventSchema.fields.map((field) => field.name))

/**
 * The event of what eventToJson gave. Fields that are not there are absent; `encodeEvent` checks the values of the rest.
 *
 * @throws RecordError MALFORMED (not an object), INVALID_FIELD (unknown field, or a time or raw not in the form above)
 */
export function eventFromJson(json: unknown): AuditEvent {
  if (typeof json !== 'object' || json === null || Array.isArray(json))
    throw new RecordError('MALFORMED', 'an event is a JSON object')
  const unknown = Object.keys(json).find((name) => !names.has(name))
  if (unknown !== undefined) throw new RecordError('INVALID_FIELD', `${unknown}: there is no such field`)
  const { event_time, ingest_time, raw, ...rest } = json as Partial<EventJson>
  return {
    ...blankEvent(),
    ...rest,
    event_time: timeFromJson('event_time', event_time),
    ingest_time: timeFromJson('ingest_time', ingest_time),
    raw: rawFromJson(raw),
  }
}

function timeFromJson(field: string, value: unknown): number {
  if (value === undefined) return 0
  const micros = typeof value === 'string' ? parseTime(value) : undefined
  if (micros === undefined) throw new RecordError('INVALID_FIELD', `${field}: not an ISO 8601 time with microseconds`)
  return micros
}

function rawFromJson(value: unknown): Uint8Array {
  if (value === undefined) return new Uint8Array(0)
  if (typeof value === 'string') return Buffer.from(value)
  const base64 = (value as { base64?: unknown } | null)?.base64
  if (typeof base64 === 'string') return Buffer.from(base64, 'base64')
  throw new RecordError('INVALID_FIELD', 'raw: neither text nor {"base64": "..."}')
}
