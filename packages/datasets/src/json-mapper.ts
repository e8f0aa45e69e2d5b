import type { AuditEvent } from '@trailhouse/event'
import { isObject } from './fields/text.ts'
import { finish } from './finish.ts'
import {
  type Draft,
  defaultLimits,
  type MapContext,
  type Mapper,
  MappingError,
  type OnDrift,
  type Sample,
} from './mapper.ts'
import { decode, mapJson } from './parsers/json.ts'
import { documentSpan, elementSpans, memberSpan, type Span } from './parsers/json-slices.ts'

export type JsonRecord = Record<string, unknown>

/** One record in the bytes it came in. */
export type Source = {
  /** The exact JSON text of a member's value, or the empty string: what a large subtree is kept as. */
  readonly member: (key: string) => string
}

type JsonDataset = {
  readonly name: string
  readonly version: number
  /** Member of the top-level object whose array holds the records, where the vendor sends several at once. */
  readonly arrayMember?: string
  /** Takes the vendor's record out of what another product wrapped around it, or returns it as it is. */
  readonly unwrap?: (record: JsonRecord) => JsonRecord
  /** Members of a record that the vendor documents. Others are told as drift. */
  readonly fields?: ReadonlySet<string>
  readonly carrier?: number
  readonly detects: (record: JsonRecord) => boolean
  /** Maps one record. May throw MappingError. */
  readonly map: (record: JsonRecord, source: Source) => Draft
}

/**
 * A mapper of JSON records: one object, an array of objects, or an object whose `arrayMember` is one. Each element
 * becomes an event, with the element's exact bytes as `raw`.
 */
export function jsonMapper(dataset: JsonDataset): Mapper {
  return {
    name: dataset.name,
    version: dataset.version,
    ...(dataset.carrier === undefined ? {} : { carrier: dataset.carrier }),
    detects: (sample) => detects(dataset, sample),
    map: (raw, context) => mapRecord(dataset, raw, context),
  }
}

function detects({ arrayMember, unwrap = asItIs, detects }: JsonDataset, sample: Sample): boolean {
  const elements = elementsOf(sample.json, arrayMember) ?? [sample.json]
  return elements.length > 0 && elements.every((element) => isObject(element) && detects(unwrap(element)))
}

const asItIs = (record: JsonRecord): JsonRecord => record

function mapRecord(dataset: JsonDataset, raw: Uint8Array, context: MapContext): AuditEvent[] {
  const limits = context.limits ?? defaultLimits
  return mapJson(decode(raw, limits), raw, limits, (root) => mapRoot(dataset, root, raw, context))
}

function mapRoot(dataset: JsonDataset, root: unknown, raw: Uint8Array, context: MapContext): AuditEvent[] {
  const elements = elementsOf(root, dataset.arrayMember)
  if (elements === undefined) return [mapElement(dataset, root, raw, 0, context)]
  const { maxEvents } = context.limits ?? defaultLimits
  if (elements.length === 0) throw new MappingError('EMPTY_RECORD', 'the record holds an array without elements')
  if (elements.length > maxEvents) {
    throw new MappingError('TOO_MANY_EVENTS', `the record holds ${elements.length} events, more than ${maxEvents}`)
  }
  const spans = spansOf(root, raw, dataset.arrayMember)
  return elements.map((element, index) => {
    const span = spans[index] ?? documentSpan(raw)
    return mapElement(dataset, element, raw.subarray(span.start, span.end), index, context)
  })
}

function mapElement(
  dataset: JsonDataset,
  element: unknown,
  raw: Uint8Array,
  index: number,
  context: MapContext,
): AuditEvent {
  if (!isObject(element)) throw new MappingError('MALFORMED', `element ${index} of the record is not a JSON object`)
  const record = dataset.unwrap?.(element) ?? element
  const draft = dataset.map(record, { member: (key) => memberText(raw, key) })
  if (context.onDrift !== undefined) tellUnknown(dataset, record, context.onDrift)
  return finish(draft, { dataset: dataset.name, mapper: `${dataset.name}@${dataset.version}`, raw, index }, context)
}

function tellUnknown({ name, fields }: JsonDataset, record: JsonRecord, onDrift: OnDrift): void {
  if (fields === undefined) return
  for (const key in record) if (!fields.has(key)) onDrift(name, 'field', key)
}

function elementsOf(root: unknown, arrayMember: string | undefined): readonly unknown[] | undefined {
  if (Array.isArray(root)) return root
  const member = arrayMember !== undefined && isObject(root) ? root[arrayMember] : undefined
  return Array.isArray(member) ? member : undefined
}

function spansOf(root: unknown, raw: Uint8Array, arrayMember: string | undefined): Span[] {
  const document = documentSpan(raw)
  const array = Array.isArray(root) ? document : memberSpan(raw, document, arrayMember ?? '')
  return array === undefined ? [] : elementSpans(raw, array)
}

function memberText(raw: Uint8Array, key: string): string {
  const span = memberSpan(raw, documentSpan(raw), key)
  return span === undefined ? '' : Buffer.from(raw.subarray(span.start, span.end)).toString('utf8')
}
