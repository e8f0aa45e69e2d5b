import { compress as snappyCompress } from 'snappy'
import { expect, test } from 'vitest'
import { type Compression, type Message, openLogReader, openProducer } from '../src/index.ts'
import { type Decoder, decodeBatches } from '../src/kafkajs-modules/decode-messages.ts'
import { lz4Bound, maxCost, snappyLength } from '../src/kafkajs-modules/expansion.ts'
import { recordsAt, writeBatchHeader } from '../src/kafkajs-modules/record-batch.ts'
import { range, testAdmin, testClient, testConsumer, testTopic, until } from './support/kafka.ts'

const mebibyte = 1024 * 1024
const large = { 'max.message.bytes': String(8 * mebibyte) }

async function send(topic: string, messages: readonly Message[], compression: Compression = 'none'): Promise<void> {
  const producer = await openProducer(testClient().client, { compression })
  await producer.send([{ topic, messages }])
  await producer.close()
}

const record = (value: string, partition = 0): Message => ({ value, partition })

/** What one record batch of a few kilobytes becomes. */
const bomb: Message = { value: Buffer.alloc(maxCost + mebibyte), partition: 0 }

/** A refused batch with a record before it, one behind it, and one in another partition. */
async function topicWithBomb(codec: Compression): Promise<string> {
  const topic = await testTopic(await testAdmin(), 2, large)
  await send(topic, [record('before')])
  await send(topic, [bomb], codec)
  await send(topic, [record('after'), record('other', 1)])
  return topic
}

test.each(['gzip', 'snappy', 'lz4', 'zstd'] as const)(
  'a %s batch that would take more memory than any may stops its partition alone',
  async (codec) => {
    const topic = await topicWithBomb(codec)
    const consumer = await testConsumer({ topics: [topic], groupId: topic })
    await until(() => consumer.stoppedCodes.length > 0 && consumer.values().length === 2, 'the stop, and the others')
    expect(consumer.stoppedCodes).toEqual(['BATCH_TOO_LARGE'])
    expect(consumer.values().toSorted()).toEqual(['before', 'other'])
    const stopped = consumer.assignments().find(({ state }) => state === 'stopped')
    expect(stopped?.stopped?.message).toContain('from offset 1 to 1 takes more')
  },
)

test('a batch of too many records is not begun, small as each may be', async () => {
  const buffer = Buffer.alloc(recordsAt)
  const header = {
    attributes: 0,
    producerId: '1',
    producerEpoch: 0,
    firstSequence: 0,
    baseTimestamp: 0,
    maxTimestamp: 0,
  }
  writeBatchHeader(buffer, { ...header, count: 280_000 }, () => 0)
  buffer.writeBigInt64BE(7n, 0)
  const decoder = { buffer, offset: 0, canReadBytes: () => true } as unknown as Decoder
  const decodeBatch = () => Promise.reject(new Error('it was begun'))
  const last = { offset: String(7 + 280_000 - 1), isControlRecord: false, tooLarge: true }
  expect(await decodeBatches(decoder, decodeBatch)).toEqual([last])
})

test('a reader without a group is told instead of being given less', async () => {
  const topic = await topicWithBomb('zstd')
  const reader = openLogReader(testClient().client)
  const seen: string[] = []
  const reading = async () => {
    for await (const batch of reader.read({ topic, partition: 0, from: 0, to: 'high-watermark' })) {
      for (const { value } of batch.records) seen.push(String(value))
    }
  }
  await expect(reading()).rejects.toMatchObject({ code: 'BATCH_TOO_LARGE' })
  expect(seen).toEqual(['before'])
  await reader.close()
})

test('batches that are each within the limit come a limit at a time, all of them and in order', async () => {
  const topic = await testTopic(await testAdmin())
  const sizes = range(8).map((n) => 20 * mebibyte + n)
  for (const size of sizes) await send(topic, [{ value: Buffer.alloc(size), partition: 0 }], 'zstd')
  const fetched: { bytes: number; sizes: number[] }[] = []
  await testConsumer({
    topics: [topic],
    groupId: topic,
    handle: async ({ bytes, records }) =>
      void fetched.push({ bytes, sizes: records.map(({ value }) => value?.length ?? 0) }),
  })
  const seen = () => fetched.flatMap((batch) => batch.sizes)
  await until(() => seen().length === sizes.length, 'all batches')
  expect(seen()).toEqual(sizes)
  for (const { bytes } of fetched) expect(bytes).toBeLessThan(maxCost + 21 * mebibyte)
})

test('the size of a snappy block and of an LZ4 frame is known before it is decompressed', async () => {
  const { compressFrame } = await import('lz4-napi')
  for (const length of [0, 1, 127, 128, 70_000, 5 * mebibyte]) {
    const bytes = Buffer.alloc(length, 'abc')
    expect(snappyLength(await snappyCompress(bytes))).toBe(length)
    const bound = lz4Bound(await compressFrame(bytes))
    expect(bound).toBeGreaterThanOrEqual(length)
    expect(bound).toBeLessThanOrEqual(Math.max(length * 2, 4 * mebibyte))
  }
})
