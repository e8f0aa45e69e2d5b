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
import {
  documentSpan,
  documentStart,
  elementSpans,
  memberElements,
  memberSpan,
  type Span,
} from './parsers/json-slices.ts'

export type JsonRecord = Record<string, unknown>

/** One record in the bytes it came in. */
export type Source = {
  /** The exact JSON text of a member's value, or of a member of that, or the empty string: how a large subtree is kept. */
  readonly member: (...path: readonly string[]) => string
  /** The whole record, which may hold other elements besides. */
  readonly root: unknown
  /** Ingest time, microseconds since 1970-01-01 UTC. */
  readonly now: number
}

type JsonDataset = {
  readonly name: string
  readonly version: number
  /**
   * Member of the top-level object whose array holds the records, where the vendor sends several at once: a name, a path
   * of names (`data.events`), or several of them, of which the first that is an array counts.
   */
  readonly arrayMember?: string | readonly string[]
  /** Takes the vendor's record out of what another product wrapped around it, or returns it as it is. */
  readonly unwrap?: (record: JsonRecord) => JsonRecord
  /** Members of a record that the vendor documents. Others are told as drift. */
  readonly fields?: ReadonlySet<string>
  readonly carrier?: number
  readonly detects: (record: JsonRecord) => boolean
  /** Maps one record, or a record that tells of several events at once to as many. May throw MappingError. */
  readonly map: (record: JsonRecord, source: Source) => Draft | readonly Draft[]
}

/**
 * A mapper of JSON records: one object, an array of objects, or an object whose `arrayMember` is one. Each element
 * becomes an event (or the several that it tells of), with the element's exact bytes as `raw`.
 */
export function jsonMapper(dataset: JsonDataset): Mapper {
  const { name, version, arrayMember = [] } = dataset
  const paths = (typeof arrayMember === 'string' ? [arrayMember] : arrayMember).map((member) => member.split('.'))
  const known: Known = { ...dataset, paths, mapper: `${name}@${version}` }
  return {
    name,
    version,
    ...(dataset.carrier === undefined ? {} : { carrier: dataset.carrier }),
    detects: (sample) => detects(known, sample),
    map: (raw, context) => mapRecord(known, raw, context),
  }
}

/** A dataset with what is the same for all of its records. */
type Known = JsonDataset & { readonly paths: readonly (readonly string[])[]; readonly mapper: string }

function detects({ paths, unwrap = asItIs, detects }: Known, sample: Sample): boolean {
  const elements = arrayIn(sample.json, paths)?.elements ?? [sample.json]
  return elements.length > 0 && elements.every((element) => isObject(element) && detects(unwrap(element)))
}

const asItIs = (record: JsonRecord): JsonRecord => record

function mapRecord(dataset: Known, raw: Uint8Array, context: MapContext): AuditEvent[] {
  const limits = context.limits ?? defaultLimits
  return mapJson(decode(raw, limits), raw, limits, (root) => mapRoot(dataset, root, raw, context))
}

function mapRoot(dataset: Known, root: unknown, raw: Uint8Array, context: MapContext): AuditEvent[] {
  const found = arrayIn(root, dataset.paths)
  if (found === undefined) return mapElement(dataset, root, root, raw, 0, context)
  const { elements, path } = found
  if (elements.length === 0) throw new MappingError('EMPTY_RECORD', 'the record holds an array without elements')
  expectFew(elements.length, context)
  const spans = spansOf(raw, path)
  const events: AuditEvent[] = []
  for (let index = 0; index < elements.length; index++) {
    const span = spans[index] ?? documentSpan(raw)
    const element = raw.subarray(span.start, span.end)
    const mapped = mapElement(dataset, elements[index], root, element, events.length, context)
    for (const event of mapped) events.push(event)
  }
  return events
}

function expectFew(count: number, context: MapContext): void {
  const { maxEvents } = context.limits ?? defaultLimits
  if (count <= maxEvents) return
  throw new MappingError('TOO_MANY_EVENTS', `the record holds ${count} events, more than ${maxEvents}`)
}

function mapElement(
  dataset: Known,
  element: unknown,
  root: unknown,
  raw: Uint8Array,
  index: number,
  context: MapContext,
): AuditEvent[] {
  if (!isObject(element)) throw new MappingError('MALFORMED', `element ${index} of the record is not a JSON object`)
  const record = dataset.unwrap?.(element) ?? element
  const mapped = dataset.map(record, { member: (...path) => memberText(raw, path), root, now: context.ingestTime })
  if (context.onDrift !== undefined) tellUnknown(dataset, record, context.onDrift)
  const { name, mapper } = dataset
  if (!isSeveral(mapped)) return [finish(mapped, { dataset: name, mapper, raw, index }, context)]
  expectFew(index + mapped.length, context)
  return mapped.map((draft, place) => finish(draft, { dataset: name, mapper, raw, index: index + place }, context))
}

const isSeveral = (mapped: Draft | readonly Draft[]): mapped is readonly Draft[] => Array.isArray(mapped)

function tellUnknown({ name, fields }: JsonDataset, record: JsonRecord, onDrift: OnDrift): void {
  if (fields === undefined) return
  for (const key in record) if (!fields.has(key)) onDrift(name, 'field', key)
}

type Start = Pick<Span, 'start'>
type Elements = { readonly elements: readonly unknown[]; readonly path: readonly string[] }

function arrayIn(root: unknown, paths: readonly (readonly string[])[]): Elements | undefined {
  if (Array.isArray(root)) return { elements: root, path: [] }
  for (const path of paths) {
    let elements = root
    for (const key of path) elements = isObject(elements) ? elements[key] : undefined
    if (Array.isArray(elements)) return { elements, path }
  }
  return undefined
}

function spansOf(raw: Uint8Array, path: readonly string[]): Span[] {
  const last = path.length - 1
  let at: Start | undefined = { start: documentStart(raw) }
  for (let step = 0; step < last; step++) at = at === undefined ? undefined : memberSpan(raw, at, path[step] ?? '')
  if (at === undefined) return []
  return last < 0 ? elementSpans(raw, at) : memberElements(raw, at, path[last] ?? '')
}

function memberText(raw: Uint8Array, path: readonly string[]): string {
  let at: Span = { start: documentStart(raw), end: raw.length }
  for (const key of path) {
    const member = raw[at.start] === 0x7b ? memberSpan(raw, at, key) : undefined
    if (member === undefined) return ''
    at = member
  }
  return Buffer.from(raw.subarray(at.start, at.end)).toString('utf8')
}
