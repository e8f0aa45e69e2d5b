import fc from 'fast-check'
import { expect, onTestFinished, test } from 'vitest'
import { judge } from '../src/fetched-batch.ts'
import { type AssignedPartition, openProducer } from '../src/index.ts'
import type { OwnedPartition } from '../src/owned-partition.ts'
import { range, testAdmin, testClient, testConsumer, testTopic, until } from './support/kafka.ts'
import { plainKafka } from './support/plain.ts'

async function produce(topic: string, count: number, value = 'v', key?: string): Promise<void> {
  const producer = await openProducer(testClient().client)
  const messages = range(count).map((n) => ({ value: `${value}${n}`, partition: 0, ...(key ? { key } : {}) }))
  await producer.send([{ topic, messages }])
  await producer.close()
}

/** Offsets 0 to 9 are committed up to 3, and Kafka no longer holds what lies before 7. */
async function committedOffsetOutOfRange() {
  const admin = await testAdmin()
  const topic = await testTopic(admin)
  await produce(topic, 10)
  const before = await testConsumer({
    topics: [topic],
    groupId: topic,
    handle: (_, partition) => partition.commit(3, 'kept metadata'),
  })
  await until(async () => (await admin.fetchOffsets(topic, [topic]))[0]?.offset === 3, 'offset 3 committed')
  await before.stop()
  await admin.deleteRecords(topic, [{ partition: 0, offset: 7 }])
  return { admin, topic }
}

test('no offset is reset when Kafka no longer holds the next one: the partition stops and the commit stays', async () => {
  const { admin, topic } = await committedOffsetOutOfRange()
  const consumer = await testConsumer({ topics: [topic], groupId: topic })
  await until(() => consumer.stoppedCodes.length > 0, 'the partition stopped')
  expect(consumer.stoppedCodes).toEqual(['OFFSET_OUT_OF_RANGE'])
  expect(consumer.values()).toEqual([])
  expect(consumer.assignments()).toMatchObject([{ state: 'stopped', stopped: { code: 'OFFSET_OUT_OF_RANGE' } }])
  const [committed] = await admin.fetchOffsets(topic, [topic])
  expect(committed).toMatchObject({ offset: 3, metadata: 'kept metadata' })
})

test('kafkajs alone resets the offset in silence and wipes its metadata', async () => {
  const { admin, topic } = await committedOffsetOutOfRange()
  const consumer = plainKafka().consumer({ groupId: topic, maxWaitTimeInMs: 50, retry: { initialRetryTime: 50 } })
  onTestFinished(() => consumer.disconnect())
  const offsets: string[] = []
  await consumer.subscribe({ topics: [topic], fromBeginning: true })
  await consumer.run({ autoCommit: false, eachMessage: async ({ message }) => void offsets.push(message.offset) })
  await until(() => offsets.length > 0, 'a record after the hole')
  expect(offsets[0]).toBe('7')
  const [committed] = await admin.fetchOffsets(topic, [topic])
  expect(committed).toMatchObject({ offset: null, metadata: '' })
})

test('a stopped partition goes on when an operator lets it', async () => {
  const { admin, topic } = await committedOffsetOutOfRange()
  const consumer = await testConsumer({ topics: [topic], groupId: topic })
  await until(() => consumer.stoppedCodes.length > 0, 'the partition stopped')
  await consumer.stop()
  await admin.setOffsets(topic, topic, [{ partition: 0, offset: 7 }])
  const again = await testConsumer({ topics: [topic], groupId: topic })
  await until(() => again.values().length === 3, 'the three records left')
  expect(again.values()).toEqual(['v7', 'v8', 'v9'])
})

test('one partition that stops lets the others of its topic go on', async () => {
  const admin = await testAdmin()
  const topic = await testTopic(admin, 2)
  const producer = await openProducer(testClient().client)
  onTestFinished(() => producer.close())
  const send = (value: string) =>
    producer.send([{ topic, messages: range(2).map((partition) => ({ value, partition })) }])
  await send('first')
  await send('second')
  await admin.deleteRecords(topic, [{ partition: 0, offset: 1 }])
  const consumer = await testConsumer({ topics: [topic], groupId: topic, startOffset: 0 })
  await until(() => consumer.stoppedCodes.length > 0 && consumer.values().length === 2, 'the other partition read')
  await send('third')
  await until(() => consumer.values().includes('third'), 'the other partition goes on')
  expect(consumer.values()).toEqual(['first', 'second', 'third'])
})

/** Deletes the topic and makes it again with so many records; the old one had five. */
async function remake(topic: string, records: number): Promise<void> {
  const admin = await testAdmin()
  await admin.deleteTopics([topic])
  const create = () =>
    admin.createTopics([{ name: topic, partitions: 1 }]).then(
      () => true,
      () => false,
    )
  await until(create, 'the topic made again')
  await produce(topic, records, 'other')
}

test.each([
  ['fewer', 3],
  ['more', 10],
])(
  'a topic made again with %s records than were read is another topic: its partition stops',
  async (_, records) => {
    const admin = await testAdmin()
    const topic = await testTopic(admin)
    await produce(topic, 5)
    const before = await admin.topicId(topic)
    const consumer = await testConsumer({ topics: [topic], groupId: topic })
    await until(() => consumer.values().length === 5, 'the five records')
    expect(consumer.seen[0]?.partition.topicId).toBe(before)
    await remake(topic, records)
    expect(await admin.topicId(topic)).not.toBe(before)
    await until(() => consumer.stoppedCodes.length > 0, 'the partition stopped', 25_000)
    expect(consumer.stoppedCodes).toEqual(['TOPIC_REMADE'])
    expect(consumer.values().filter((value) => value.startsWith('other'))).toEqual([])
    consumer.resumeStopped(topic, 0)
    await until(() => consumer.values().includes('other2'), 'the new topic, read after an operator`s word')
  },
  40_000,
)

test('a partition that was paused while its topic was made again is not read on', async () => {
  const topic = await testTopic(await testAdmin())
  await produce(topic, 5)
  const handle = async (_: unknown, partition: AssignedPartition) => partition.pause()
  const consumer = await testConsumer({ topics: [topic], groupId: topic, handle })
  await until(() => consumer.values().length === 5, 'the five records')
  await remake(topic, 10)
  consumer.seen[0]?.partition.resume()
  await until(() => consumer.stoppedCodes.length > 0, 'the partition stopped', 25_000)
  expect(consumer.stoppedCodes).toEqual(['TOPIC_REMADE'])
  expect(consumer.values().filter((value) => value.startsWith('other'))).toEqual([])
}, 40_000)

test('kafkajs alone reads a topic made again on from the old one`s offset', async () => {
  const topic = await testTopic(await testAdmin())
  await produce(topic, 5)
  const consumer = plainKafka().consumer({ groupId: topic, maxWaitTimeInMs: 50, retry: { initialRetryTime: 50 } })
  onTestFinished(() => consumer.disconnect())
  const values: string[] = []
  await consumer.subscribe({ topics: [topic], fromBeginning: true })
  await consumer.run({ eachMessage: async ({ message }) => void values.push(String(message.value)) })
  await until(() => values.length === 5, 'the five records')
  consumer.pause([{ topic }])
  await remake(topic, 10)
  consumer.resume([{ topic }])
  await until(() => values.some((value) => value.startsWith('other')), 'a record of the new topic')
  expect(values[5]).toBe('other5')
}, 40_000)

test('a hole between two offsets stops the partition', async () => {
  const admin = await testAdmin()
  // Compaction is the one thing that makes a hole in the middle of a real log.
  const config = { 'cleanup.policy': 'compact', 'segment.ms': '200', 'min.cleanable.dirty.ratio': '0.01' }
  const topic = await testTopic(admin, 1, config)
  await produce(topic, 3, 'kept', 'a')
  await produce(topic, 3, 'removed', 'b')
  const isCompacted = async () => {
    // Each record later than segment.ms rolls the segment, and only closed segments are compacted.
    await produce(topic, 1, 'last', 'c')
    const reader = await testConsumer({ topics: [topic], groupId: `${topic}-${Math.random()}` })
    await until(
      () => reader.stoppedCodes.length > 0 || reader.values().some((value) => value.startsWith('last')),
      'read',
    )
    await reader.stop()
    return reader.stoppedCodes.length > 0
  }
  await until(isCompacted, 'the log compacted', 40_000)
  const consumer = await testConsumer({ topics: [topic], groupId: topic })
  await until(() => consumer.stoppedCodes.length > 0, 'the partition stopped')
  expect(consumer.stoppedCodes).toEqual(['OFFSET_GAP'])
  expect((await admin.fetchOffsets(topic, [topic]))[0]?.offset).toBe(null)
}, 60_000)

test('a batch is next, stale or behind a gap, and never two of them', () => {
  const offset = fc.nat({ max: 6 })
  fc.assert(
    fc.property(offset, offset, fc.option(offset), (expected, fetched, first) => {
      const batch = { fetchedOffset: String(fetched), firstOffset: () => (first === null ? null : String(first)) }
      const verdict = judge(expected, batch)
      if (fetched !== expected) expect(verdict).toBe('stale')
      else expect(verdict).toBe(first === expected ? 'next' : 'gap')
    }),
  )
})

/** Runs `between` once, after kafkajs has applied the seeks of a fetch and before it looks which partitions are active. */
function betweenSeeksAndFetch(partition: AssignedPartition, between: () => Promise<void>): void {
  const { group } = (partition as OwnedPartition).membership
  const open = group as typeof group & { seekOffsets(topicPartitions: unknown): Promise<void> }
  const seekOffsets = open.seekOffsets.bind(open)
  open.seekOffsets = async (topicPartitions) => {
    await seekOffsets(topicPartitions)
    open.seekOffsets = seekOffsets
    await between()
  }
}

test('a partition that is resumed in the middle of a fetch is not asked for at the committed offset', async () => {
  const admin = await testAdmin()
  const topic = await testTopic(admin, 2)
  const producer = await openProducer(testClient().client)
  onTestFinished(() => producer.close())
  const messages = [0, 1].flatMap((partition) => range(10).map((n) => ({ value: `${partition}-${n}`, partition })))
  await producer.send([{ topic, messages }])
  await admin.setOffsets(topic, topic, [{ partition: 1, offset: 2 }])
  await admin.deleteRecords(topic, [{ partition: 1, offset: 5 }])
  const open = Promise.withResolvers<void>()
  const fence = async (partition: AssignedPartition) => {
    if (partition.partition === 1) return open.promise
    const isOpened = () => consumer.events.some((event) => event.type === 'resumed' && event.partition === 1)
    betweenSeeksAndFetch(partition, async () => {
      open.resolve()
      await until(isOpened, 'the other partition resumed')
    })
  }
  const consumer = await testConsumer({ topics: [topic], groupId: topic, startOffset: 5, fence })
  await until(() => consumer.values().length === 10, 'all that is held from 5 on')
  expect(consumer.stoppedCodes).toEqual([])
})
