import fc from 'fast-check'
import { expect, test } from 'vitest'
import { loadForProducers } from '../src/kafkajs-modules/for-producers.ts'
import { loadKafkajs } from '../src/kafkajs-modules/load.ts'
import { varintLength } from '../src/kafkajs-modules/record-batch.ts'

/**
 * Encoded by our modules and by kafkajs's own, decoded by kafkajs's own: the bytes are held against another
 * implementation, and the real broker checks each CRC in the other tests.
 */
type Encode = (request: object) => { encode(): Promise<{ buffer: Buffer }> }
type Frame = (request: object) => Promise<{ buffer: Buffer }>
type Decoder = { offset: number; readInt64(): bigint }
type Decoded = {
  records: { key: Buffer | null; value: Buffer | null; headers: object; timestamp: string; offset: string }[]
}

const ours = loadForProducers()
const plain = loadKafkajs({})
const encodeOurs = ours('protocol/requests/produce/v3/request.js') as Encode
const encodePlain = plain('protocol/requests/produce/v3/request.js') as Encode
const DecoderClass = plain('protocol/decoder.js') as new (bytes: Buffer) => Decoder
const decodeBatch = plain('protocol/recordBatch/v0/decoder.js') as (decoder: Decoder) => Promise<Decoded>

const bytes = fc.option(fc.uint8Array({ maxLength: 300 }).map((array) => Buffer.from(array)))
const text = fc.string({ unit: 'binary', maxLength: 200 })
const headerValue = fc.oneof(bytes, text, fc.array(fc.oneof(text, bytes), { minLength: 1, maxLength: 3 }))
const name = fc.string({ maxLength: 20 }).filter((each) => each !== '__proto__')
const message = fc.record({
  key: fc.oneof(bytes, text),
  value: fc.oneof(bytes, text),
  headers: fc.dictionary(name, headerValue, { maxKeys: 4, noNullPrototype: true }),
  timestamp: fc.integer({ min: 0, max: 4_102_444_800_000 }).map(String),
})
const messages = fc.array(message, { minLength: 1, maxLength: 40 })

const request = (list: readonly object[], extra: object = {}) => ({
  acks: -1,
  timeout: 30_000,
  producerId: '4611686018427387904',
  producerEpoch: 7,
  topicData: [{ topic: 'a.topic', partitions: [{ partition: 3, messages: list, firstSequence: 2_147_483_647 }] }],
  ...extra,
})

/** kafkajs throws a TypeError at a header whose value is null, which the format allows and other clients send. */
const hasNull = (value: unknown) => value === null || (Array.isArray(value) && value.includes(null))

const toBuffer = (value: Buffer | string | null) => (value === null ? null : Buffer.from(value as string))

async function decode(encoded: Buffer, transactionalId: string | null): Promise<Decoded> {
  const idLength = transactionalId === null ? 0 : Buffer.byteLength(transactionalId)
  const batchAt = 2 + idLength + 2 + 4 + 4 + (2 + 'a.topic'.length) + 4 + 4 + 4
  const decoder = new DecoderClass(encoded.subarray(batchAt))
  return decodeBatch(decoder)
}

test('a record batch is the very bytes that kafkajs makes of the same messages', async () => {
  await fc.assert(
    fc.asyncProperty(messages, fc.constantFrom(null, 'an id'), async (list, transactionalId) => {
      // kafkajs sorts times as text and takes the least as base: with one time they mean the same.
      const same = list.map(({ headers, ...each }) => ({
        ...each,
        timestamp: '1700000000000',
        headers: Object.fromEntries(Object.entries(headers).filter(([, value]) => !hasNull(value))),
      }))
      const made = await encodeOurs(request(same, { transactionalId })).encode()
      const expected = await encodePlain(request(same, { transactionalId })).encode()
      expect(made.buffer.equals(expected.buffer)).toBe(true)
    }),
  )
})

test('what is encoded, in any codec, decodes to the same messages and times', async () => {
  await fc.assert(
    fc.asyncProperty(messages, fc.constantFrom(0, 1), async (list, compression) => {
      const { buffer } = await encodeOurs(request(list, { compression })).encode()
      const { records } = await decode(buffer, null)
      expect(records.map(({ timestamp }) => timestamp)).toEqual(list.map(({ timestamp }) => timestamp))
      expect(records.map(({ offset }) => offset)).toEqual(list.map((_, index) => String(index)))
      expect(records.map(({ key }) => key)).toEqual(list.map(({ key }) => toBuffer(key)))
      expect(records.map(({ value }) => value)).toEqual(list.map(({ value }) => toBuffer(value)))
      expect(records.map(({ headers }) => Object.keys(headers))).toEqual(
        list.map(({ headers }) => Object.keys(headers)),
      )
    }),
  )
})

test('a request is framed as kafkajs frames it', async () => {
  const frame = { correlationId: 77, clientId: 'cliënt' }
  const encoded = {
    apiKey: 0,
    apiVersion: 3,
    encode: () => encodePlain(request([{ value: 'a', timestamp: '1' }])).encode(),
  }
  const made = await (ours('protocol/request.js') as Frame)({ ...frame, request: encoded })
  const expected = await (plain('protocol/request.js') as Frame)({ ...frame, request: encoded })
  expect(made.buffer.equals(expected.buffer)).toBe(true)
})

test('a varint grows by a byte every seven bits, for either sign', () => {
  expect([0, -1, 63, -64, 64, -65, 8_191, 8_192, 2 ** 31].map(varintLength)).toEqual([1, 1, 1, 1, 2, 2, 2, 3, 5])
})
