import type { Kafka, KafkaMessage } from 'kafkajs'
import { compress as snappyCompress } from 'snappy'
import { expect, onTestFinished, test } from 'vitest'
import { type Compression, openProducer } from '../src/index.ts'
import { decodeXerial } from '../src/kafkajs-modules/xerial.ts'
import { range, testAdmin, testClient, testConsumer, testTopic, until } from './support/kafka.ts'
import { plainKafka } from './support/plain.ts'

const codecs: readonly Compression[] = ['none', 'gzip', 'snappy', 'lz4', 'zstd']

async function sendWith(topic: string, compression: Compression, values: readonly string[]): Promise<void> {
  const producer = await openProducer(testClient().client, { compression })
  await producer.send([{ topic, messages: values.map((value) => ({ value, partition: 0 })) }])
  await producer.close()
}

/** Runs kafkajs's own consumer on the topic until it delivers a record or ends. */
async function plainOutcome(
  kafka: Kafka,
  topic: string,
): Promise<{ delivered?: KafkaMessage; error?: Error; restart?: boolean }> {
  const consumer = kafka.consumer({ groupId: topic, maxWaitTimeInMs: 50, maxBytesPerPartition: 16_777_216 })
  onTestFinished(() => consumer.disconnect())
  await consumer.subscribe({ topics: [topic], fromBeginning: true })
  return new Promise((resolve) => {
    consumer.on(consumer.events.CRASH, ({ payload }) => resolve({ error: payload.error, restart: payload.restart }))
    void consumer.run({ eachMessage: async ({ message }) => resolve({ delivered: message }) })
  })
}

test('batches of every codec are read, each beside the others in one partition', async () => {
  const topic = await testTopic(await testAdmin())
  for (const codec of codecs)
    await sendWith(
      topic,
      codec,
      range(50).map((n) => `${codec}:${n}`),
    )
  const consumer = await testConsumer({ topics: [topic], groupId: topic })
  const expected = codecs.flatMap((codec) => range(50).map((n) => `${codec}:${n}`))
  await until(() => consumer.values().length === expected.length, 'all records')
  expect(consumer.values()).toEqual(expected)
})

test('kafkajs alone ends for good at a codec that it does not have', async () => {
  const topic = await testTopic(await testAdmin())
  await sendWith(topic, 'zstd', ['a'])
  const { error, restart } = await plainOutcome(plainKafka(), topic)
  expect(error?.message).toContain('ZSTD compression not implemented')
  expect(restart).toBe(false)
})

test('snappy is read as Java`s client frames it, in several blocks, and as one raw block', async () => {
  const { uncompress } = await import('snappy')
  const blocks = [Buffer.from('first '), Buffer.from('second')]
  const framed: Buffer[] = [Buffer.from([0x82, 0x53, 0x4e, 0x41, 0x50, 0x50, 0x59, 0x00, 0, 0, 0, 1, 0, 0, 0, 1])]
  for (const block of blocks) {
    const compressed = await snappyCompress(block)
    const length = Buffer.alloc(4)
    length.writeInt32BE(compressed.length)
    framed.push(length, compressed)
  }
  const decode = (bytes: Buffer) => decodeXerial(bytes, (block) => uncompress(block) as Promise<Buffer>)
  expect(String(await decode(Buffer.concat(framed)))).toBe('first second')
  expect(String(await decode(await snappyCompress(Buffer.from('raw'))))).toBe('raw')
})

test('a record batch of 130,000 records is read, where kafkajs alone ends with a RangeError', async () => {
  const topic = await testTopic(await testAdmin(), 1, { 'max.message.bytes': '16777216' })
  const count = 130_000
  const { kafka, sockets } = testClient().client.open('producer')
  onTestFinished(() => sockets.destroy())
  const producer = kafka.producer()
  await producer.connect()
  const messages = range(count).map((n) => ({ value: String(n), partition: 0 }))
  await producer.send({ topic, messages })
  const consumer = await testConsumer({ topics: [topic], groupId: `${topic}-ours` })
  await until(() => consumer.seen[0]?.batches.length === 1, 'the batch')
  expect(consumer.seen[0]?.batches[0]).toMatchObject({ firstOffset: 0, lastOffset: count - 1 })
  expect(consumer.values().length).toBe(count)
  const { error } = await plainOutcome(plainKafka(), topic)
  expect(String(error?.message)).toContain('Maximum call stack size exceeded')
})

test('keys, headers with several values and nulls come through byte for byte', async () => {
  const topic = await testTopic(await testAdmin())
  const producer = await openProducer(testClient().client)
  onTestFinished(() => producer.close())
  const bytes = Buffer.from([0, 255, 128, 10])
  await producer.send([
    {
      topic,
      messages: [
        { key: bytes, value: bytes, headers: { one: bytes, two: [bytes, Buffer.from('x')] }, partition: 0 },
        { key: null, value: null, partition: 0 },
      ],
    },
  ])
  const consumer = await testConsumer({ topics: [topic], groupId: topic })
  await until(() => consumer.values().length === 2, 'both records')
  const [first, second] = consumer.seen.flatMap(({ batches }) => batches.flatMap(({ records }) => records))
  expect(first).toMatchObject({ key: bytes, value: bytes, headers: { one: bytes, two: [bytes, Buffer.from('x')] } })
  expect(second).toMatchObject({ key: null, value: null })
})

test('headers that are called as what every object has come through, and thousands of them in no time', async () => {
  const topic = await testTopic(await testAdmin())
  const producer = await openProducer(testClient().client)
  onTestFinished(() => producer.close())
  const names = ['constructor', 'toString', '__proto__', 'hasOwnProperty', 'valueOf']
  const headers = Object.fromEntries(names.map((name) => [name, [Buffer.from(name), Buffer.from('again')]]))
  const many = Object.fromEntries(range(10_000).map((n) => [`h${n}`, Buffer.from([n & 0xff])]))
  await producer.send([
    { topic, messages: [headers, many].map((each) => ({ value: 'x', headers: each, partition: 0 })) },
  ])
  const consumer = await testConsumer({ topics: [topic], groupId: topic })
  await until(() => consumer.values().length === 2, 'both records')
  const [first, second] = consumer.seen.flatMap(({ batches }) => batches.flatMap(({ records }) => records))
  expect(Object.entries(first?.headers ?? {})).toEqual(Object.entries(headers))
  expect(Object.entries(second?.headers ?? {})).toEqual(Object.entries(many))
})
