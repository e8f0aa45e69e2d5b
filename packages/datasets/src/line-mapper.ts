import type { AuditEvent } from '@trailhouse/event'
import { firstText, isObject, text } from './fields/text.ts'
import { isoTime, type Micros } from './fields/time.ts'
import { finish } from './finish.ts'
import {
  type Draft,
  defaultLimits,
  type Limits,
  type MapContext,
  type Mapper,
  MappingError,
  type Sample,
} from './mapper.ts'
import { decode, mapJson } from './parsers/json.ts'
import { documentSpan, elementSpans } from './parsers/json-slices.ts'

/** A line of a log, whichever way it travelled. */
export type Line = {
  readonly text: string
  /** The vendor's record itself, where it came as JSON: then there is no text. */
  readonly record?: Readonly<Record<string, unknown>>
  /** When a shipper read it, where one did. */
  readonly shippedTime: Micros
  /** The host that a shipper names. */
  readonly shippedHost: string
  /** Microseconds since 1970-01-01 UTC. */
  readonly now: number
}

type LineDataset = {
  readonly name: string
  readonly version: number
  readonly carrier?: number
  /** Whether a line is of this dataset beyond doubt. */
  readonly detects: (text: string) => boolean
  /**
   * Whether a line begins a record: of a record with several such lines each is an event. Without it a record is one
   * event however many lines it has.
   */
  readonly begins?: (text: string) => boolean
  /** Takes a frame off the front of a record (RFC 6587); returns the bytes of each message. */
  readonly frames?: (raw: Uint8Array) => readonly Uint8Array[]
  /** Whether a JSON object is the vendor's record in its JSON form, not a shipper's with the line in it. */
  readonly isRecord?: (record: Readonly<Record<string, unknown>>) => boolean
  /** Maps one line. May throw MappingError. */
  readonly map: (line: Line) => Draft
}

/**
 * A mapper of lines of text: the line itself, a shipper's JSON object with the line in `message`, an array of such
 * objects, or several lines.
 * `raw` is the whole line, with the header in front of it.
 */
export function lineMapper(dataset: LineDataset): Mapper {
  return {
    name: dataset.name,
    version: dataset.version,
    ...(dataset.carrier === undefined ? {} : { carrier: dataset.carrier }),
    detects: (sample) => detects(dataset, sample),
    map: (raw, context) => mapRecord(dataset, raw, context),
  }
}

function detects(dataset: LineDataset, { text, json }: Sample): boolean {
  if (json === undefined) return dataset.detects(text)
  const elements = Array.isArray(json) ? json : [json]
  return elements.length > 0 && elements.every((element) => isObject(element) && detectsObject(dataset, element))
}

function detectsObject(dataset: LineDataset, record: Record<string, unknown>): boolean {
  if (dataset.isRecord?.(record)) return true
  const carried = messageOf(record).trim()
  return carried !== '' && dataset.detects(carried)
}

function mapRecord(dataset: LineDataset, raw: Uint8Array, context: MapContext): AuditEvent[] {
  const limits = context.limits ?? defaultLimits
  const whole = decode(raw, limits).trim()
  if (whole.startsWith('{') || /^\[\s*\{/.test(whole)) {
    return mapJson(whole, raw, limits, (json) => mapObjects(dataset, json, raw, context))
  }
  const parts = partsOf(dataset, raw, whole)
  checkCount(parts.length, limits)
  return parts.map((part, index) => {
    const text = part === raw ? whole : decode(part, limits).trim()
    return mapLine(
      dataset,
      { text, shippedTime: undefined, shippedHost: '', now: context.ingestTime },
      part,
      index,
      context,
    )
  })
}

/** One JSON object, or an array of them with an event each. */
function mapObjects(dataset: LineDataset, json: unknown, raw: Uint8Array, context: MapContext): AuditEvent[] {
  const now = context.ingestTime
  if (!Array.isArray(json)) return [mapLine(dataset, lineOf(dataset, json, now), raw, 0, context)]
  checkCount(json.length, context.limits ?? defaultLimits)
  const spans = elementSpans(raw, documentSpan(raw))
  return json.map((element, index) => {
    const { start, end } = spans[index] ?? documentSpan(raw)
    return mapLine(dataset, lineOf(dataset, element, now), raw.subarray(start, end), index, context)
  })
}

function checkCount(count: number, { maxEvents }: Limits): void {
  if (count <= maxEvents) return
  throw new MappingError('TOO_MANY_EVENTS', `the record holds ${count} events, more than ${maxEvents}`)
}

function mapLine(dataset: LineDataset, line: Line, raw: Uint8Array, index: number, context: MapContext): AuditEvent {
  const { name, version } = dataset
  return finish(dataset.map(line), { dataset: name, mapper: `${name}@${version}`, raw, index }, context)
}

function lineOf({ isRecord }: LineDataset, json: unknown, now: number): Line {
  const record = isObject(json) ? json : {}
  if (isRecord?.(record)) return { text: '', record, shippedTime: undefined, shippedHost: '', now }
  return shipped(record, now)
}

function shipped(record: Readonly<Record<string, unknown>>, now: number): Line {
  const message = messageOf(record).trim()
  if (message === '') throw new MappingError('MISSING_FIELD', 'the JSON object has no message, MESSAGE or log')
  const host = record['host']
  return {
    text: message,
    shippedTime: isoTime(firstText(record['@timestamp'], record['timestamp'], record['time'])),
    shippedHost: isObject(host) ? text(host['name']) : firstText(host, record['hostname'], record['_HOSTNAME']),
    now,
  }
}

/** Where shippers put the line: Beats and Vector, journald, Fluent Bit, Splunk, Elastic's event.original. */
function messageOf(record: Readonly<Record<string, unknown>>): string {
  const event = record['event']
  const original = isObject(event) ? event['original'] : event
  return firstText(record['message'], record['MESSAGE'], record['log'], record['_raw'], record['line'], original)
}

function partsOf({ begins, frames }: LineDataset, raw: Uint8Array, whole: string): readonly Uint8Array[] {
  if (frames !== undefined) {
    const found = frames(raw)
    if (found.length > 0) return found
  }
  return begins === undefined || !whole.includes('\n') ? [raw] : linesOf(raw, begins)
}

/** A line that begins no record belongs to the one before. */
function linesOf(raw: Uint8Array, begins: (text: string) => boolean): Uint8Array[] {
  const starts: number[] = []
  for (let start = 0; start < raw.length; ) {
    const newline = raw.indexOf(0x0a, start)
    const end = newline < 0 ? raw.length : newline
    // What tells a line's kind stands near its front.
    const head = Buffer.from(raw.subarray(start, Math.min(end, start + 1024)))
      .toString('utf8')
      .trim()
    if (head !== '' && (starts.length === 0 || begins(head))) starts.push(start)
    start = end + 1
  }
  if (starts.length < 2) return [raw]
  return starts.map((start, index) => {
    const end = starts[index + 1] ?? raw.length
    return raw.subarray(start, raw[end - 1] === 0x0a ? end - 1 : end)
  })
}
