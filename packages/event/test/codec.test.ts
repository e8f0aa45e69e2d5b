import { RecordError } from '@trailhouse/errors'
import avro from 'avsc'
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { type AuditEvent, auditEventSchema, decodeEvent, encodeEvent, encodeFramed } from '../src/index.ts'
import { event } from './support/arbitrary.ts'
import { bodyWith, long, minimal as valid } from './support/avro.ts'

const avsc = avro.Type.forSchema(auditEventSchema as unknown as avro.Schema)
const plain = (decoded: AuditEvent) => ({ ...decoded, raw: Buffer.from(decoded.raw) })

function reasonOf(action: () => unknown): string {
  try {
    action()
  } catch (error) {
    if (error instanceof RecordError) return `${error.reason} ${error.message}`
    throw error
  }
  return 'no error'
}

test('every event decodes to what was encoded', () => {
  fc.assert(
    fc.property(event(), (given) => {
      expect(plain(decodeEvent(encodeEvent(given)))).toEqual(plain(given))
    }),
  )
})

test('avsc writes the same bytes where the map has at most one key', () => {
  fc.assert(
    fc.property(event(), (given) => {
      const one = { ...given, attributes: { key: 'value' }, raw: Buffer.from(given.raw) }
      expect(encodeEvent(one)).toEqual(avsc.toBuffer(one))
    }),
  )
})

test('a body does not depend on the order in which attributes were set', () => {
  fc.assert(
    fc.property(event(), (given) => {
      const attributes = Object.fromEntries(Object.entries(given.attributes).reverse())
      fc.pre(!Object.hasOwn(given.attributes, '__proto__'))
      expect(encodeEvent({ ...given, attributes })).toEqual(encodeEvent(given))
    }),
  )
})

test('bodies that were handed out stay as they are while others are written', () => {
  const events = fc.sample(event(5_000), 200)
  const bodies = events.map(encodeEvent)
  expect(bodies.map((body) => plain(decodeEvent(body)))).toEqual(events.map(plain))
})

test('a large body does not keep its memory for the small ones after it', () => {
  encodeEvent({ ...valid(), raw: Buffer.alloc(5_000_000), before: 'é'.repeat(100_000) })
  expect(encodeEvent(valid()).buffer.byteLength).toBeLessThanOrEqual(65_536)
})

test('a framed event is its frame and its body', () => {
  const given = valid()
  const framed = encodeFramed(0x01020304, given)
  expect([...framed.subarray(0, 5)]).toEqual([0, 1, 2, 3, 4])
  expect(framed.subarray(5)).toEqual(encodeEvent(given))
})

test('a lone surrogate becomes U+FFFD, in values and in keys', () => {
  const decoded = decodeEvent(encodeEvent({ ...valid(), action: 'a\ud800', attributes: { '\udfff': 'b\udc00' } }))
  expect(decoded.action).toBe('a\ufffd')
  expect(decoded.attributes).toEqual({ '\ufffd': 'b\ufffd' })
})

test('keys that only lone surrogates told apart are refused', () => {
  const attributes = { '\ud800': '1', '\ud801': '2' }
  expect(reasonOf(() => encodeEvent({ ...valid(), attributes }))).toMatch(/^INVALID_FIELD attributes/)
})

test.each([
  ['event_id', ''],
  ['event_id', '0198B2C4-0000-7000-8000-000000000000'],
  ['event_id', '0198b2c400007000800000000000000000000'],
  ['event_time', 0],
  ['event_time', -2_208_988_800_000_001],
  ['ingest_time', Number.MAX_SAFE_INTEGER],
  ['ingest_time', 1.5],
  ['event_time', new Date()],
  ['source_port', 65_536],
  ['destination_port', -1],
  ['severity_id', 256],
  ['activity_id', 65_536],
  ['class_uid', 2 ** 31],
  ['class_uid', Number.NaN],
  ['origin_offset', 2 ** 53],
  ['producer_seq', -1],
  ['revision', 65_536],
  ['outcome', 'maybe'],
  ['actor_type', undefined],
  ['action', null],
  ['action', 7],
  ['raw', 'text'],
  ['targets', {}],
  ['targets', [{ type: 'a', id: 1, name: '' }]],
  ['changed', [undefined]],
  ['attributes', { key: 1 }],
  ['attributes', null],
])('%s cannot be %j: the error names the field', (field, value) => {
  const bad = { ...valid(), [field]: value } as AuditEvent
  expect(reasonOf(() => encodeEvent(bad))).toMatch(new RegExp(`^INVALID_FIELD ${field}`))
})

test('a refused event leaves no trace in the next one', () => {
  reasonOf(() => encodeEvent({ ...valid(), revision: -1 }))
  const given = valid()
  expect(decodeEvent(encodeEvent(given)).event_id).toBe(given.event_id)
})

const hex = (digits: string) => Buffer.from(digits, 'hex')

test.each([
  ['ends early', () => encodeEvent(valid()).subarray(0, -1), 'TRUNCATED_BODY'],
  ['is empty', () => Buffer.alloc(0), 'TRUNCATED_BODY'],
  ['goes on', () => Buffer.concat([encodeEvent(valid()), hex('00')]), 'TRAILING_BYTES'],
  ['has text that is not UTF-8', () => bodyWith('action', hex('04c328')), 'INVALID_UTF8'],
  ['has an item that is not UTF-8', () => bodyWith('changed', hex('0202ff00')), 'INVALID_UTF8'],
  ['has a key that is not UTF-8', () => bodyWith('attributes', hex('0202ff0000')), 'INVALID_UTF8'],
  ['has an unknown symbol', () => bodyWith('outcome', hex('0e')), 'INVALID_FIELD'],
  ['has a number past 2^53', () => bodyWith('producer_seq', long(2 ** 60)), 'INVALID_FIELD'],
  ['claims 2^50 items', () => bodyWith('changed', long(2 ** 50)), 'TRUNCATED_BODY'],
])('a body that %s is refused with its reason', (_, body, reason) => {
  expect(reasonOf(() => decodeEvent(body()))).toMatch(new RegExp(`^${reason} `))
})

test('U+FFFD itself is text like any other', () => {
  const given = { ...valid(), action: '\ufffd', attributes: { '\ufffd': '\ufffd' }, changed: ['a\ufffd'] }
  expect(plain(decodeEvent(encodeEvent(given)))).toEqual(plain(given))
})

test('a writer schema that gives no event is unknown', () => {
  for (const schema of [{ type: 'record', name: 'Other', fields: [] }, 'string', { type: 'nonsense' }])
    expect(reasonOf(() => decodeEvent(Buffer.alloc(0), schema))).toMatch(/^UNKNOWN_SCHEMA /)
})
