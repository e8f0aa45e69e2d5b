import { auditEventSchema, blankEvent, decodeEvent, encodeFramed, unframe } from '@trailhouse/event'
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { encodeUnsealed, sealValue } from '../src/sealed-event.ts'

const event = () => ({
  ...blankEvent(),
  ...{
    event_id: '01900000-0000-7000-8000-000000000001',
    event_time: 1,
    ingest_time: 1,
    producer_id: 'p',
    after: '{"é":1}',
  },
})

test('a sealed value is what the encoder gives for the same event with its number', () => {
  const seqs = fc.oneof(
    fc.integer({ min: 1, max: 100_000 }),
    fc.maxSafeInteger().map((n) => Math.abs(n) % (2 ** 53 - 1)),
  )
  fc.assert(
    fc.property(seqs, fc.integer({ min: 0, max: 2 ** 31 - 1 }), (seq, schemaId) => {
      const expected = encodeFramed(schemaId, { ...event(), producer_seq: seq })
      expect(sealValue(encodeUnsealed(event()), schemaId, seq)).toEqual(expected)
    }),
  )
})

test('sealing one event leaves those encoded after it as they were', () => {
  const first = encodeUnsealed({ ...event(), action: 'first' })
  const second = encodeUnsealed({ ...event(), action: 'second' })
  const sealedSecond = sealValue(second, 1, 2)
  sealValue(first, 1, 1)
  expect(decodeEvent(unframe(sealedSecond).body, auditEventSchema)).toMatchObject({ action: 'second', producer_seq: 2 })
})

test('a value that the schema cannot hold is EVENT_INVALID and names the field', () => {
  expect(() => encodeUnsealed({ ...event(), severity_id: 256 })).toThrow(
    expect.objectContaining({ code: 'EVENT_INVALID', message: expect.stringContaining('severity_id') }),
  )
})
