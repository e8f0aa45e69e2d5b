import { isIP } from 'node:net'
import { type AuditEvent, encodeEvent } from '@trailhouse/event'
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { datasets, type MapContext, type Mapper, MappingError } from '../src/index.ts'
import { contextAt, sampleFiles } from './samples.ts'

/** Records that begin as a sample and are then cut, spliced, repeated and overwritten. */
function mutated(samples: readonly Buffer[]): fc.Arbitrary<Buffer> {
  const edit = fc.record({
    at: fc.double({ min: 0, max: 1, noNaN: true }),
    remove: fc.nat(40),
    insert: fc.oneof(
      fc.uint8Array({ maxLength: 12 }),
      fc
        .constantFrom(
          '"',
          '\\',
          '{',
          '}',
          '[[[[',
          ' ',
          '\n',
          '\0',
          ':',
          '=',
          '\ud800',
          '1e999',
          '12345678901234567890',
          'null',
          '""',
          '[]',
          '{}',
        )
        .map((text) => Buffer.from(text)),
    ),
  })
  return fc.tuple(fc.constantFrom(...samples), fc.array(edit, { maxLength: 4 })).map(([sample, edits]) =>
    edits.reduce((bytes, { at, remove, insert }) => {
      const start = Math.floor(at * bytes.length)
      return Buffer.concat([bytes.subarray(0, start), insert, bytes.subarray(start + remove)])
    }, sample),
  )
}

/** JSON samples with values of any type in the place of any member's. */
function retyped(samples: readonly Buffer[]): fc.Arbitrary<Buffer> {
  const roots = samples.flatMap((sample) => jsonOf(sample))
  const value = fc.oneof(
    fc.jsonValue({ maxDepth: 2 }),
    fc.string({ unit: 'binary' }),
    fc.constantFrom(
      'constructor',
      '__proto__',
      '0001-01-01T00:00:00Z',
      '9999-12-31T23:59:59.999Z',
      '\ud800',
      '1.2.3.4:70000',
      2 ** 60,
      -1,
    ),
  )
  const anyRoot = roots.length === 0 ? fc.constant<unknown>({}) : fc.constantFrom(...roots)
  return fc
    .tuple(anyRoot, fc.array(fc.tuple(fc.nat(), value), { minLength: 1, maxLength: 3 }))
    .map(([root, changes]) => {
      const copy = structuredClone(root)
      const places = placesOf(copy)
      for (const [pick, replacement] of changes) places[pick % places.length]?.(replacement)
      return Buffer.from(JSON.stringify(copy))
    })
}

function jsonOf(sample: Buffer): unknown[] {
  try {
    return [JSON.parse(sample.toString())]
  } catch {
    return []
  }
}

function placesOf(value: unknown): ((replacement: unknown) => void)[] {
  if (typeof value !== 'object' || value === null) return []
  const members = value as Record<string, unknown>
  return Object.keys(members).flatMap((key) => [
    (replacement: unknown) =>
      Object.defineProperty(members, key, { value: replacement, enumerable: true, writable: true, configurable: true }),
    ...placesOf(members[key]),
  ])
}

/** Events of a record, or none where it is refused as a mapper may refuse it. */
function mapped(mapper: Mapper, raw: Uint8Array, context: MapContext): AuditEvent[] {
  try {
    return mapper.map(raw, context)
  } catch (error) {
    expect(error).toBeInstanceOf(MappingError)
    return []
  }
}

function expectCanonical(event: AuditEvent, name: string, mapper: Mapper, raw: Buffer, context: MapContext): void {
  for (const address of [event.source_ip, event.destination_ip]) if (address !== '') expect(isIP(address)).not.toBe(0)
  expect(event).toMatchObject({
    dataset: name,
    mapper: `${name}@${mapper.version}`,
    ingest_time: context.ingestTime,
    origin_topic: context.originTopic,
    origin_partition: context.originPartition,
    origin_offset: context.originOffset,
    target_id: event.targets[0]?.id ?? '',
  })
  expect(event.event_time).not.toBe(0)
  expect(event.event_time === context.ingestTime || event.attributes['time_source'] !== 'ingest').toBe(true)
  expect(event.class_uid).toBeGreaterThan(0)
  expect(Object.values(event)).not.toContain(undefined)
  if (name !== 'sdk') expect(raw.includes(Buffer.from(event.raw))).toBe(true)
  expect(encodeEvent(event).length).toBeGreaterThan(0)
}

for (const [name, mapper] of datasets) {
  const samples = sampleFiles(name).flatMap((file) => file.records)
  const anyRecord = fc.oneof(
    mutated(samples),
    retyped(samples),
    fc.uint8Array({ maxLength: 64 }).map((bytes) => Buffer.from(bytes)),
  )

  test(`${name} turns any record into canonical events or a MappingError`, () => {
    fc.assert(
      fc.property(anyRecord, fc.nat(1000), (raw, offset) => {
        const context = contextAt(offset)
        const events = mapped(mapper, raw, context)
        events.forEach((event, index) => {
          expect(event.origin_index).toBe(index)
          expectCanonical(event, name, mapper, raw, context)
        })
        expect(mapped(mapper, raw, context)).toEqual(events)
        expect(new Set(events.map((event) => event.event_id)).size).toBe(events.length)
      }),
      { numRuns: 2000 },
    )
  })

  test(`${name} keeps the record as it came`, () => {
    for (const raw of samples) {
      const events = mapper.map(raw, contextAt(1))
      if (events.length === 1 && name !== 'sdk') expect(raw.includes(Buffer.from(events[0]?.raw ?? '-'))).toBe(true)
    }
  })

  test(`${name} refuses an empty record, one that is too large, and one that is too deep or not its own`, () => {
    const reason = (raw: Buffer, limits = { maxBytes: 1000, maxDepth: 20, maxEvents: 10 }) => {
      try {
        return mapper.map(raw, { ...contextAt(0), limits }).length
      } catch (error) {
        return error instanceof MappingError ? error.reason : error
      }
    }
    expect(reason(Buffer.alloc(0))).toBe('EMPTY_RECORD')
    expect(reason(Buffer.from(' \n'))).toBe('EMPTY_RECORD')
    expect(reason(Buffer.alloc(1001, 'a'))).toBe('TOO_LARGE')
    expect(reason(Buffer.from(`{"MESSAGE":"x","a":${'['.repeat(30)}${']'.repeat(30)}}`))).toBe('TOO_DEEP')
    expect(reason(Buffer.from('{"MESSAGE":'))).toBe('MALFORMED')
  })
}

test('100,000 levels of JSON cost the record, not the process', () => {
  const deep = Buffer.from(`{"auditID":"x","verb":"get","requestObject":${'[['.repeat(50_000)}${']]'.repeat(50_000)}}`)
  for (const mapper of datasets.values()) expect(() => mapper.map(deep, contextAt(0))).toThrow(MappingError)
})
