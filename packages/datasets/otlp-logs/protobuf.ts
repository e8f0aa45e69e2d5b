import { type Limits, MappingError } from '../src/mapper.ts'
import type { Span } from '../src/parsers/json-slices.ts'
import { ProtobufReader } from '../src/parsers/protobuf.ts'
import { originOf } from './attributes.ts'
import { tooMany } from './json.ts'
import { type Attributes, type LogRecord, noAttributes, type RecordOrigin, setAttribute } from './record.ts'

/**
 * The log records of OTLP's binary encoding: an ExportLogsServiceRequest, which has the fields of LogsData.
 * https://github.com/open-telemetry/opentelemetry-proto/blob/main/opentelemetry/proto/logs/v1/logs.proto
 * @throws MappingError MALFORMED, TOO_DEEP, TOO_MANY_EVENTS
 */
export function protobufRecords(raw: Uint8Array, limits: Limits): LogRecord[] {
  const records: LogRecord[] = []
  const request = new ProtobufReader(raw)
  for (let field = request.next(); field !== 0; field = request.next()) {
    if (field === 1) addBatch(records, raw, request.span(), limits)
    else request.skip()
  }
  return records
}

/** ResourceLogs: the resource may stand after the records that it is of. */
function addBatch(records: LogRecord[], raw: Uint8Array, span: Span, limits: Limits): void {
  const batch = new ProtobufReader(raw, span)
  const scopes: Span[] = []
  let resource = noAttributes
  for (let field = batch.next(); field !== 0; field = batch.next()) {
    if (field === 1) resource = attributesIn(raw, batch.span(), 1, limits)
    else if (field === 2) scopes.push(batch.span())
    else batch.skip()
  }
  for (const scope of scopes) addScope(records, raw, scope, resource, limits)
}

function addScope(records: LogRecord[], raw: Uint8Array, span: Span, resource: Attributes, limits: Limits): void {
  const scoped = new ProtobufReader(raw, span)
  const spans: Span[] = []
  let origin: RecordOrigin | undefined
  for (let field = scoped.next(); field !== 0; field = scoped.next()) {
    if (field === 1) origin = scopeOf(raw, scoped.span(), resource, limits)
    else if (field === 2) spans.push(scoped.span())
    else scoped.skip()
  }
  if (records.length + spans.length > limits.maxEvents) throw tooMany(limits)
  origin ??= originOf(resource, '', '', noAttributes)
  for (const record of spans) records.push(recordOf(raw, record, origin, limits))
}

function scopeOf(raw: Uint8Array, span: Span, resource: Attributes, limits: Limits): RecordOrigin {
  const scope = new ProtobufReader(raw, span)
  let [name, version] = ['', '']
  for (let field = scope.next(); field !== 0; field = scope.next()) {
    if (field === 1) name = scope.string()
    else if (field === 2) version = scope.string()
    else scope.skip()
  }
  return originOf(resource, name, version, attributesIn(raw, span, 3, limits))
}

type Parts = { -readonly [Part in keyof LogRecord]: LogRecord[Part] }

function recordOf(raw: Uint8Array, span: Span, origin: RecordOrigin, limits: Limits): LogRecord {
  const reader = new ProtobufReader(raw, span)
  const attributes: Record<string, unknown> = {}
  const record: Parts = {
    raw: raw.subarray(span.start, span.end),
    time: '',
    observedTime: '',
    severityNumber: 0,
    severityText: '',
    eventName: '',
    body: undefined,
    attributes,
    traceId: '',
    spanId: '',
    origin,
  }
  for (let field = reader.next(); field !== 0; field = reader.next()) {
    if (field === 6) addPair(attributes, raw, reader.span(), limits, 1)
    else readField(field, reader, record, raw, limits)
  }
  return record
}

function readField(field: number, reader: ProtobufReader, record: Parts, raw: Uint8Array, limits: Limits): void {
  switch (field) {
    case 1:
      record.time = String(reader.fixed64())
      break
    case 2:
      record.severityNumber = Number(reader.int())
      break
    case 3:
      record.severityText = reader.string()
      break
    case 5:
      record.body = valueIn(raw, reader.span(), limits, 1)
      break
    case 9:
      record.traceId = reader.bytes('hex')
      break
    case 10:
      record.spanId = reader.bytes('hex')
      break
    case 11:
      record.observedTime = String(reader.fixed64())
      break
    case 12:
      record.eventName = reader.string()
      break
    default:
      reader.skip()
  }
}

/** The KeyValue messages that are a message's `member`. */
function attributesIn(raw: Uint8Array, span: Span, member: number, limits: Limits, depth = 1): Attributes {
  const attributes: Record<string, unknown> = {}
  const reader = new ProtobufReader(raw, span)
  for (let field = reader.next(); field !== 0; field = reader.next()) {
    if (field === member) addPair(attributes, raw, reader.span(), limits, depth)
    else reader.skip()
  }
  return attributes
}

function addPair(
  attributes: Record<string, unknown>,
  raw: Uint8Array,
  span: Span,
  limits: Limits,
  depth: number,
): void {
  const pair = new ProtobufReader(raw, span)
  let key = ''
  let value: unknown
  for (let field = pair.next(); field !== 0; field = pair.next()) {
    if (field === 1) key = pair.string()
    else if (field === 2) value = valueIn(raw, pair.span(), limits, depth)
    else pair.skip()
  }
  setAttribute(attributes, key, value)
}

/** AnyValue: of several the last counts, as for every oneof. */
function valueIn(raw: Uint8Array, span: Span, limits: Limits, depth: number): unknown {
  if (depth > limits.maxDepth) {
    throw new MappingError('TOO_DEEP', `the record is nested deeper than ${limits.maxDepth} levels`)
  }
  const any = new ProtobufReader(raw, span)
  let value: unknown
  for (let field = any.next(); field !== 0; field = any.next()) {
    if (field === 1) value = any.string()
    else if (field === 2) value = Number(any.int()) !== 0
    else if (field === 3) value = any.int()
    else if (field === 4) value = exact(any.double())
    else if (field === 5) value = itemsIn(raw, any.span(), limits, depth)
    else if (field === 6) value = attributesIn(raw, any.span(), 1, limits, depth + 1)
    else if (field === 7) value = any.bytes('base64')
    else any.skip()
  }
  return value
}

function itemsIn(raw: Uint8Array, span: Span, limits: Limits, depth: number): unknown[] {
  const items: unknown[] = []
  const array = new ProtobufReader(raw, span)
  for (let field = array.next(); field !== 0; field = array.next()) {
    if (field === 1) items.push(valueIn(raw, array.span(), limits, depth + 1))
    else array.skip()
  }
  return items
}

/** Past 2^53 a double is kept as text: as a number it would count as an integer that JSON.parse had rounded. */
const exact = (value: number): number | string =>
  Number.isInteger(value) && !Number.isSafeInteger(value) ? String(value) : value
