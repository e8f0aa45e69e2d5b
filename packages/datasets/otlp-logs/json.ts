import { isObject, list, object, text } from '../src/fields/text.ts'
import { type Limits, MappingError } from '../src/mapper.ts'
import { documentSpan, elementSpans, memberSpan, type Span } from '../src/parsers/json-slices.ts'
import { type Attributes, type LogRecord, type RecordOrigin, setAttribute } from './record.ts'

/**
 * The log records of OTLP's JSON encoding: camelCase, 64-bit integers as text, ids in hex.
 * https://opentelemetry.io/docs/specs/otlp/#json-protobuf-encoding
 */
export function jsonRecords(root: unknown, raw: Uint8Array, limits: Limits): LogRecord[] {
  const records: LogRecord[] = []
  if (isLogRecord(root)) return [recordOf(object(root), raw, documentSpan(raw), noOrigin)]
  const document = documentSpan(raw)
  for (const [batch, batchSpan] of each(raw, document, root, 'resourceLogs')) {
    const resource = attributesOf(object(batch['resource'])['attributes'])
    for (const member of ['scopeLogs', 'instrumentationLibraryLogs']) {
      for (const [scoped, scopedSpan] of each(raw, batchSpan, batch, member)) {
        const origin = originOf(resource, scoped)
        for (const [record, span] of each(raw, scopedSpan, scoped, 'logRecords', 'logs')) {
          if (records.length >= limits.maxEvents) throw tooMany(limits)
          records.push(recordOf(record, raw, span, origin))
        }
      }
    }
  }
  return records
}

export function tooMany({ maxEvents }: Limits): MappingError {
  return new MappingError('TOO_MANY_EVENTS', `the record holds more than ${maxEvents} log records`)
}

/** A log record by itself, as some exporters write one a line. */
export function isLogRecord(root: unknown): boolean {
  return isObject(root) && ('timeUnixNano' in root || 'observedTimeUnixNano' in root) && !('resourceLogs' in root)
}

const noOrigin: RecordOrigin = { resource: {}, scopeName: '', scopeVersion: '', scope: {} }

/** The objects of the array under one of the names, each with where it stands. */
function each(raw: Uint8Array, within: Span, holder: unknown, ...names: string[]): [Record<string, unknown>, Span][] {
  const name = names.find((candidate) => Array.isArray(object(holder)[candidate]))
  const array = name === undefined ? undefined : memberSpan(raw, within, name)
  if (name === undefined || array === undefined) return []
  const spans = elementSpans(raw, array)
  return list(object(holder)[name]).flatMap((element, index) => {
    const span = spans[index]
    return isObject(element) && span !== undefined ? [[element, span]] : []
  })
}

function originOf(resource: Attributes, scoped: Record<string, unknown>): RecordOrigin {
  const scope = object(scoped['scope'] ?? scoped['instrumentationLibrary'])
  return {
    resource,
    scopeName: text(scope['name']),
    scopeVersion: text(scope['version']),
    scope: attributesOf(scope['attributes']),
  }
}

function recordOf(record: Record<string, unknown>, raw: Uint8Array, span: Span, origin: RecordOrigin): LogRecord {
  return {
    raw: raw.subarray(span.start, span.end),
    time: text(record['timeUnixNano']),
    observedTime: text(record['observedTimeUnixNano']),
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
