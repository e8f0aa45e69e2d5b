import { isIP } from 'node:net'
import { type AuditEvent, encodeEvent } from '@trailhouse/event'
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { datasets, type MapContext, type Mapper, MappingError } from '../src/index.ts'
import { anyRecord } from './any-record.ts'
import { contextAt, sampleFiles } from './samples.ts'

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
  test(`${name} turns any record into canonical events or a MappingError`, () => {
    fc.assert(
      fc.property(anyRecord(samples), fc.nat(1000), (raw, offset) => {
        const context = contextAt(offset)
        const events = mapped(mapper, raw, context)
        events.forEach((event, index) => {
          expect(event.origin_index).toBe(index)
          expectCanonical(event, name, mapper, raw, context)
        })
        expect(mapped(mapper, raw, context)).toEqual(events)
        expect(new Set(events.map((event) => event.event_id)).size).toBe(events.length)
      }),
      { numRuns: 300 },
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
