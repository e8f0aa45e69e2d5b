import fc from 'fast-check'
import { expect, test } from 'vitest'
import { encodeEvent, eventFromJson, eventToJson, formatTime, parseTime } from '../src/index.ts'
import { event } from './support/arbitrary.ts'
import { minimal } from './support/avro.ts'

test('every event comes back from its line of NDJSON', () => {
  fc.assert(
    fc.property(event(), (given) => {
      const line = JSON.stringify(eventToJson(given))
      expect(line).not.toContain('\n')
      expect(encodeEvent(eventFromJson(JSON.parse(line))).equals(encodeEvent(given))).toBe(true)
    }),
  )
})

test('raw is text where it is UTF-8, and base64 where it is not', () => {
  expect(eventToJson({ ...minimal(), raw: Buffer.from('\ufeffé') }).raw).toBe('\ufeffé')
  expect(eventToJson({ ...minimal(), raw: Buffer.of(0xff, 0) }).raw).toEqual({ base64: '/wA=' })
})

test.each([
  [0, '1970-01-01T00:00:00.000000Z'],
  [-1, '1969-12-31T23:59:59.999999Z'],
  [1_782_000_000_123_456, '2026-06-21T00:00:00.123456Z'],
  [-2_208_988_800_000_000, '1900-01-01T00:00:00.000000Z'],
  [2 ** 53 - 2, '2255-06-05T23:47:34.740990Z'],
])('%i microseconds are %s', (micros, text) => {
  expect(formatTime(micros)).toBe(text)
  expect(parseTime(text)).toBe(micros === 0 ? undefined : micros)
})

test.each(['', '2026-06-21', '2026-06-21T00:00:00Z', '2026-02-30T00:00:00.000000Z', '2290-01-01T00:00:00.000000Z'])(
  '%j is not a time of an event',
  (text) => {
    expect(parseTime(text)).toBeUndefined()
  },
)

test.each([
  [[], 'MALFORMED'],
  [null, 'MALFORMED'],
  ['text', 'MALFORMED'],
  [{ event_time: 5 }, 'INVALID_FIELD'],
  [{ ingest_time: 'yesterday' }, 'INVALID_FIELD'],
  [{ raw: 5 }, 'INVALID_FIELD'],
  [{ raw: {} }, 'INVALID_FIELD'],
  [{ raw: null }, 'INVALID_FIELD'],
  [{ evnet_id: '' }, 'INVALID_FIELD'],
])('%j is not an event', (json, reason) => {
  expect(() => eventFromJson(json)).toThrow(expect.objectContaining({ reason }))
})
