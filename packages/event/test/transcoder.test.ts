import { RecordError } from '@trailhouse/errors'
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { auditEventSchema, compileTranscoder, decodeEvent, encodeEvent, NativeBlock } from '../src/index.ts'
import { event } from './support/arbitrary.ts'
import { bodyWith, type FieldName, long, text } from './support/avro.ts'

const transcode = compileTranscoder(auditEventSchema)
const topicId = '0198b2c4-1234-7abc-8000-0123456789ab'
const newBlock = () => new NativeBlock({ topicId, partition: 0 })
const bytesOf = (block: NativeBlock) => Buffer.concat(block.finish()).toString('hex')

function append(block: NativeBlock, body: Uint8Array): RecordError | undefined {
  try {
    transcode(block, body, 0, body.length, block.rows)
  } catch (error) {
    if (error instanceof RecordError) return error
    throw error
  }
  return undefined
}

const hex = (digits: string) => Buffer.from(digits, 'hex')
const items = (...values: string[]) => values.map(text)

const refused: [string, FieldName, Uint8Array, string][] = [
  ['a string longer than the body', 'action', long(1_000), 'TRUNCATED_BODY'],
  ['a string of 2^62 bytes', 'action', long(2n ** 62n), 'TRUNCATED_BODY'],
  ['bytes of 2^62', 'raw', long(2n ** 62n), 'TRUNCATED_BODY'],
  ['an array of 2^62 items', 'changed', long(2n ** 62n), 'TRUNCATED_BODY'],
  ['a map of 2^62 entries', 'attributes', Buffer.concat([long(2n ** 62n), ...items('a')]), 'NOT_CANONICAL'],
  ['a negative length', 'action', long(-1), 'MALFORMED'],
  ['a negative length of bytes', 'raw', long(-5), 'MALFORMED'],
  ['a varint of 11 bytes', 'class_uid', hex('8080808080808080808001'), 'MALFORMED'],
  ['a varint of more than 64 bits', 'producer_seq', hex('ffffffffffffffffff02'), 'MALFORMED'],
  ['an overlong length', 'action', hex('8000'), 'NOT_CANONICAL'],
  ['an overlong length that is not 0', 'action', hex('820061'), 'NOT_CANONICAL'],
  ['an overlong number', 'class_uid', hex('868000'), 'NOT_CANONICAL'],
  ['an overlong time', 'event_time', hex('8600'), 'NOT_CANONICAL'],
  [
    'an array in two blocks',
    'changed',
    Buffer.concat([long(1), ...items('a'), long(1), ...items('b'), long(0)]),
    'NOT_CANONICAL',
  ],
  ['an array with its size', 'changed', Buffer.concat([long(-1), long(2), ...items('a'), long(0)]), 'NOT_CANONICAL'],
  ['an array that ends overlong', 'changed', Buffer.concat([long(1), ...items('a'), hex('8000')]), 'NOT_CANONICAL'],
  [
    'a map in two blocks',
    'attributes',
    Buffer.concat([long(1), ...items('a', ''), long(1), ...items('b', ''), long(0)]),
    'NOT_CANONICAL',
  ],
  [
    'a map with its size',
    'attributes',
    Buffer.concat([long(-1), long(3), ...items('a', ''), long(0)]),
    'NOT_CANONICAL',
  ],
  [
    'a map with a key twice',
    'attributes',
    Buffer.concat([long(2), ...items('a', '', 'a', ''), long(0)]),
    'NOT_CANONICAL',
  ],
  [
    'a map with keys out of order',
    'attributes',
    Buffer.concat([long(2), ...items('b', '', 'a', ''), long(0)]),
    'NOT_CANONICAL',
  ],
  [
    'a map in the order of UTF-16',
    'attributes',
    Buffer.concat([long(2), ...items('\u{10000}', '', '\ue000', ''), long(0)]),
    'NOT_CANONICAL',
  ],
  ['text that is not UTF-8', 'action', hex('02ff'), 'INVALID_UTF8'],
  ['an overlong UTF-8 sequence', 'action', hex('04c080'), 'INVALID_UTF8'],
  ['a surrogate in UTF-8', 'action', hex('06eda080'), 'INVALID_UTF8'],
  ['long text that is not UTF-8', 'before', Buffer.concat([long(200), Buffer.alloc(200, 0xff)]), 'INVALID_UTF8'],
  ['a target that is not UTF-8', 'targets', Buffer.concat([long(1), hex('000002ff'), long(0)]), 'INVALID_UTF8'],
  ['an empty id', 'event_id', long(0), 'NOT_CANONICAL'],
  ['an id in upper case', 'event_id', text('0198B2C4-1234-7abc-8000-0123456789ab'), 'NOT_CANONICAL'],
  ['an id in braces', 'event_id', text('{0198b2c4-1234-7abc-8000-0123456789a}'), 'NOT_CANONICAL'],
  ['an id without hyphens', 'event_id', text('0198b2c4012340abc0800000123456789abc'), 'NOT_CANONICAL'],
  ['an outcome past the symbols', 'outcome', long(3), 'INVALID_FIELD'],
  ['a negative outcome', 'outcome', long(-1), 'INVALID_FIELD'],
  ['an actor_type of 2^40', 'actor_type', long(2 ** 40), 'INVALID_FIELD'],
  ['a port of 65536', 'source_port', long(65_536), 'INVALID_FIELD'],
  ['a negative port', 'destination_port', long(-1), 'INVALID_FIELD'],
  ['a severity of 256', 'severity_id', long(256), 'INVALID_FIELD'],
  ['a class of 2^31', 'class_uid', long(2 ** 31), 'INVALID_FIELD'],
  ['a class of 2^32', 'class_uid', long(2 ** 32), 'INVALID_FIELD'],
  ['an offset of 2^53', 'origin_offset', long(2 ** 53), 'INVALID_FIELD'],
  ['an offset of -2^63', 'origin_offset', long(-(2n ** 63n)), 'INVALID_FIELD'],
  ['a time of 0', 'event_time', long(0), 'INVALID_FIELD'],
  ['a time before 1900', 'event_time', long(-2_208_988_800_000_001), 'INVALID_FIELD'],
  ['a time after 2299', 'ingest_time', long(10_413_792_000_000_000), 'INVALID_FIELD'],
  ['a time of 2^63 - 1', 'ingest_time', long(2n ** 63n - 1n), 'INVALID_FIELD'],
]

test.each(refused)('%s is refused, naming the field, and leaves the block as it was', (_, field, bytes, reason) => {
  const block = newBlock()
  append(block, bodyWith('action', text('before')))
  const before = bytesOf(block)
  const error = append(block, bodyWith(field, bytes))
  expect(error?.reason).toBe(reason)
  expect(error?.message).toContain(field)
  expect(bytesOf(block)).toBe(before)
})

test('a refused body leaves no trace in the rows after it', () => {
  const [clean, mixed] = [newBlock(), newBlock()]
  for (const given of fc.sample(event(), 50)) {
    const body = encodeEvent(given)
    append(clean, body)
    append(mixed, body.subarray(0, -1))
    append(mixed, Buffer.concat([body, Buffer.of(0)]))
    append(mixed, body)
  }
  // Only the offsets may differ: both count the rows before.
  expect(bytesOf(mixed)).toBe(bytesOf(clean))
})

test('a body that ends anywhere before its end is truncated, and one that goes on has trailing bytes', () => {
  const body = Buffer.from(encodeEvent(fc.sample(event(20), 1)[0] as never))
  const block = newBlock()
  for (let length = 0; length < body.length; length++)
    expect(append(block, body.subarray(0, length))?.reason).toBe('TRUNCATED_BODY')
  expect(append(block, Buffer.concat([body, Buffer.of(0)]))?.reason).toBe('TRAILING_BYTES')
  expect(block.rows).toBe(0)
})

test('bytes around the body are neither read nor needed', () => {
  const [clean, framed] = [newBlock(), newBlock()]
  const body = Buffer.from(encodeEvent(fc.sample(event(), 1)[0] as never))
  transcode(clean, body, 0, body.length, 5)
  transcode(framed, Buffer.concat([Buffer.alloc(5, 0xff), body, Buffer.alloc(100)]), 5, 5 + body.length, 5)
  expect(bytesOf(framed)).toBe(bytesOf(clean))
})

test('a huge claimed length allocates nothing', () => {
  const block = newBlock()
  const before = process.memoryUsage().arrayBuffers
  append(block, bodyWith('raw', long(2 ** 40)))
  append(block, bodyWith('attributes', long(2 ** 40)))
  expect(process.memoryUsage().arrayBuffers - before).toBeLessThan(100_000)
})

/** Changes of a body: bytes replaced, cut out and put in. */
const mutation = fc.record({
  at: fc.nat(2_000),
  cut: fc.nat(3),
  insert: fc.uint8Array({ maxLength: 3 }),
})

function mutate(body: Buffer, mutations: readonly { at: number; cut: number; insert: Uint8Array }[]): Buffer {
  return mutations.reduce((bytes, { at, cut, insert }) => {
    const place = at % (bytes.length + 1)
    return Buffer.concat([bytes.subarray(0, place), insert, bytes.subarray(place + cut)])
  }, body)
}

/** Whether avsc reads the bytes as an event that encodes to the same bytes: what the transcoder must accept, and only that. */
function isCanonical(body: Buffer): boolean {
  try {
    return encodeEvent(decodeEvent(body)).equals(body)
  } catch (error) {
    if (error instanceof RecordError) return false
    throw error
  }
}

test('any bytes are accepted if and only if avsc reads an event that encodes to them; else a RecordError is thrown', () => {
  let accepted = 0
  fc.assert(
    fc.property(event(50), fc.array(mutation, { maxLength: 3 }), (given, mutations) => {
      const body = mutate(Buffer.from(encodeEvent(given)), mutations)
      const block = newBlock()
      const error = append(block, body)
      if (!error) accepted++
      expect(error === undefined).toBe(isCanonical(body))
      expect(block.rows).toBe(error ? 0 : 1)
    }),
    { numRuns: 5_000 },
  )
  expect(accepted).toBeGreaterThan(50)
}, 120_000)

test('a cleared block makes the same bytes as a new one', () => {
  const bodies = fc.sample(event(), 300).map((given) => Buffer.from(encodeEvent(given)))
  const block = newBlock()
  for (const body of bodies) append(block, body)
  block.clear()
  const fresh = newBlock()
  for (const body of bodies.slice(0, 20)) {
    append(block, body)
    append(fresh, body)
  }
  expect(bytesOf(block)).toBe(bytesOf(fresh))
  expect(block.bytes).toBe(fresh.bytes)
})

test('bytes is an upper bound of the size of the rows', () => {
  const block = newBlock()
  const header = Buffer.concat(newBlock().finish()).length
  for (const given of fc.sample(event(), 300)) append(block, encodeEvent(given))
  const size = Buffer.concat(block.finish()).length - header
  expect(size).toBeLessThanOrEqual(block.bytes + 2)
  expect(size).toBeGreaterThan(block.bytes * 0.8)
})
