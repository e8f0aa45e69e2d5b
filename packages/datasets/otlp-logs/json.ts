import { isObject, list, object, text } from '../src/fields/text.ts'
import { type Limits, MappingError } from '../src/mapper.ts'
import { documentSpan, elementSpans, memberSpan, type Span } from '../src/parsers/json-slices.ts'
import { originOf } from './attributes.ts'
import { type Attributes, type LogRecord, noAttributes, type RecordOrigin, setAttribute } from './record.ts'

/**
 * The log records of OTLP's JSON encoding: camelCase, 64-bit integers as text, ids in hex.
 * https://opentelemetry.io/docs/specs/otlp/#json-protobuf-encoding
 */
export function jsonRecords(root: unknown, raw: Uint8Array, limits: Limits): LogRecord[] {
  const document = documentSpan(raw)
  if (isLogRecord(root)) return [recordOf(object(root), raw, document, originOf(noAttributes, '', '', noAttributes))]
  const records: LogRecord[] = []
  eachOf(object(root), 'resourceLogs', raw, document, (batch, span) => addBatch(records, batch, raw, span, limits))
  return records
}

function addBatch(records: LogRecord[], batch: JsonObject, raw: Uint8Array, span: Span, limits: Limits): void {
  const resource = attributesOf(object(batch['resource'])['attributes'])
  const addScope = (scoped: JsonObject, within: Span) => {
    const scope = object(scoped['scope'] ?? scoped['instrumentationLibrary'])
    const origin = originOf(resource, text(scope['name']), text(scope['version']), attributesOf(scope['attributes']))
    const add = (record: JsonObject, place: Span) => {
      if (records.length >= limits.maxEvents) throw tooMany(limits)
      records.push(recordOf(record, raw, place, origin))
    }
    eachOf(scoped, 'logRecords' in scoped ? 'logRecords' : 'logs', raw, within, add)
  }
  eachOf(batch, 'scopeLogs' in batch ? 'scopeLogs' : 'instrumentationLibraryLogs', raw, span, addScope)
}

export function tooMany({ maxEvents }: Limits): MappingError {
  return new MappingError('TOO_MANY_EVENTS', `the record holds more than ${maxEvents} log records`)
}

/** A log record by itself, as some exporters write one a line. */
export function isLogRecord(root: unknown): boolean {
  return isObject(root) && ('timeUnixNano' in root || 'observedTimeUnixNano' in root) && !('resourceLogs' in root)
}

type JsonObject = Record<string, unknown>

/** Visits the objects of an array that is a member, each with where it stands. */
function eachOf(
  holder: JsonObject,
  member: string,
  raw: Uint8Array,
  within: Span,
  visit: (element: JsonObject, span: Span) => void,
): void {
  const elements = list(holder[member])
  const array = elements.length === 0 ? undefined : memberSpan(raw, within, member)
  if (array === undefined) return
  const spans = elements.length === 1 ? [onlyElement(raw, array)] : elementSpans(raw, array)
  for (let index = 0; index < elements.length; index++) {
    const [element, span] = [elements[index], spans[index]]
    if (isObject(element) && span !== undefined) visit(element, span)
  }
}

/** Most batches hold one of each: what stands between the brackets need not be walked once more. */
function onlyElement(raw: Uint8Array, array: Span): Span {
  let [start, end] = [array.start + 1, array.end - 1]
  while (isSpace(raw[start])) start += 1
  while (isSpace(raw[end - 1])) end -= 1
  return { start, end }
}

const isSpace = (byte: number | undefined): boolean => byte === 0x20 || byte === 0x0a || byte === 0x0d || byte === 0x09

function recordOf(record: Record<string, unknown>, raw: Uint8Array, span: Span, origin: RecordOrigin): LogRecord {
  return {
    raw: raw.subarray(span.start, span.end),
    time: nanosOf(record['timeUnixNano']),
    observedTime: nanosOf(record['observedTimeUnixNano']),
    severityNumber: Number(text(record['severityNumber'])) || 0,
    severityText: text(record['severityText']),
    eventName: text(record['eventName']),
    body: plain(record['body']),
    attributes: attributesOf(record['attributes']),
    traceId: text(record['traceId']).toLowerCase(),
    spanId: text(record['spanId']).toLowerCase(),
    origin,
  }
}

/** Some write a number, which JSON.parse rounds to 256 ns: less than the microsecond that an event's time has. */
const nanosOf = (value: unknown): string => (typeof value === 'number' ? String(value) : text(value))

/** `[{"key": "user.id", "value": {"stringValue": "u1"}}]` as an object. */
function attributesOf(pairs: unknown): Attributes {
  const attributes: Record<string, unknown> = {}
  for (const pair of list(pairs)) {
    const { key, value } = object(pair)
    if (typeof key === 'string') setAttribute(attributes, key, plain(value))
  }
  return attributes
}

function plain(value: unknown): unknown {
  const any = object(value)
  for (const kind in any) {
    const inner = any[kind]
    if (kind === 'arrayValue') return list(object(inner)['values']).map(plain)
    if (kind === 'kvlistValue') return attributesOf(object(inner)['values'])
    return inner
  }
  return undefined
}
