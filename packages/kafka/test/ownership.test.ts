import { expect, onTestFinished, test } from 'vitest'
import { type AssignedPartition, openTransactionalProducer } from '../src/index.ts'
import { range, testAdmin, testClient, testConsumer, testTopic, until } from './support/kafka.ts'
import { plainKafka } from './support/plain.ts'

const ownedBy = (consumer: { assignments(): readonly { partition: number; state: string }[] }) =>
  consumer
    .assignments()
    .filter(({ state }) => state === 'running')
    .map(({ partition }) => partition)

const values = (count: number, from = 0) => range(count, from).map((n) => ({ value: String(n), partition: n % 2 }))

async function produce(topic: string, messages: { value: string; partition: number }[]): Promise<void> {
  const { kafka, sockets } = testClient().client.open('producer')
  const producer = kafka.producer()
  await producer.connect()
  await producer.send({ topic, messages })
  sockets.destroy()
}

test('a commit for a partition that was lost in a rebalance is refused, and the new owner`s stands', async () => {
  const admin = await testAdmin()
  const topic = await testTopic(admin, 2)
  await produce(topic, values(20))
  const old = await testConsumer({ topics: [topic], groupId: topic, handle: async () => {} })
  await until(() => ownedBy(old).length === 2, 'both partitions assigned')
  const first = old.seen.map(({ partition }) => partition)
  const joining = await testConsumer({ topics: [topic], groupId: topic, handle: async () => {} })
  await until(() => ownedBy(joining).length === 1 && ownedBy(old).length === 1, 'one partition each')
  const lost = first.find(({ partition }) => partition === ownedBy(joining)[0]) as AssignedPartition
  expect(lost.signal.aborted).toBe(true)
  await expect(lost.commit(7)).rejects.toMatchObject({ code: 'OWNERSHIP_LOST' })
  // The kept one as well: it is owned anew, under another generation.
  const kept = first.find(({ partition }) => partition === ownedBy(old)[0]) as AssignedPartition
  await expect(kept.commit(7)).rejects.toMatchObject({ code: 'OWNERSHIP_LOST' })
  const committed = await admin.fetchOffsets(topic, [topic])
  expect(committed.map(({ offset }) => offset)).toEqual([null, null])
})

test('the broker itself refuses a commit of an earlier generation, whatever this process believes', async () => {
  const admin = await testAdmin()
  const topic = await testTopic(admin, 2)
  await produce(topic, values(4))
  const old = await testConsumer({ topics: [topic], groupId: topic, handle: async () => {} })
  await until(() => ownedBy(old).length === 2, 'both partitions assigned')
  const [first] = old.seen.map(({ partition }) => partition as unknown as { membership: { offsets: CommitsOffsets } })
  const joining = await testConsumer({ topics: [topic], groupId: topic, handle: async () => {} })
  await until(() => ownedBy(joining).length === 1 && ownedBy(old).length === 1, 'one partition each')
  const topics = [{ topic, partitions: [{ partition: 0, offset: '1', metadata: '' }] }]
  await expect(first?.membership.offsets.commitOffsets({ topics })).rejects.toMatchObject({
    type: 'ILLEGAL_GENERATION',
  })
})

type CommitsOffsets = { commitOffsets(offsets: object): Promise<void> }

test('kafkajs alone accepts a commit for a partition that was lost', async () => {
  const admin = await testAdmin()
  const topic = await testTopic(admin, 2)
  const consumers = range(2).map(() =>
    plainKafka().consumer({ groupId: topic, heartbeatInterval: 100, maxWaitTimeInMs: 50 }),
  )
  const [old, joining] = consumers
  if (!old || !joining) throw new Error('two consumers')
  onTestFinished(async () => {
    for (const consumer of consumers) await consumer.disconnect()
  })
  const assigned = [2, 0]
  for (const [index, consumer] of consumers.entries()) {
    consumer.on(consumer.events.GROUP_JOIN, ({ payload }) => {
      assigned[index] = payload.memberAssignment[topic]?.length ?? 0
    })
    await consumer.subscribe({ topics: [topic], fromBeginning: true })
    await consumer.run({ autoCommit: false, eachMessage: async () => {} })
  }
  await until(() => assigned[0] === 1 && assigned[1] === 1, 'one partition each')
  await old.commitOffsets(range(2).map((partition) => ({ topic, partition, offset: '0' })))
  const committed = await admin.fetchOffsets(topic, [topic])
  expect(committed.map(({ offset }) => offset)).toEqual([0, 0])
})

test('what the old owner commits between the new one`s fetch of offsets and its fence is not read again', async () => {
  const admin = await testAdmin()
  const topic = await testTopic(admin, 1)
  const output = await testTopic(admin, 1)
  await produce(
    topic,
    range(20).map((n) => ({ value: String(n), partition: 0 })),
  )
  const { client } = testClient()
  const transactionalId = topic
  const oldOwner = await openTransactionalProducer(client, { transactionalId })
  onTestFinished(() => oldOwner.close())
  const copy = (from: number, to: number) =>
    oldOwner.transact(async ({ send, sendOffsets }) => {
      const messages = range(to - from, from).map((n) => ({ value: String(n), partition: 0 }))
      await send([{ topic: output, messages }])
      await sendOffsets({ groupId: topic, topic, partition: 0, offset: to })
    })
  await copy(0, 5)
  const owners: Awaited<ReturnType<typeof openTransactionalProducer>>[] = []
  const consumer = await testConsumer({
    topics: [topic],
    groupId: topic,
    // kafkajs fetched the offset, 5, when it joined. Held exactly here, the old owner commits 10; then it is fenced.
    fence: async () => {
      await copy(5, 10)
      owners.push(await openTransactionalProducer(client, { transactionalId }))
    },
    handle: async (batch, partition) => {
      await owners.at(-1)?.transact(async ({ send, sendOffsets }) => {
        await send([{ topic: output, messages: batch.records.map(({ value }) => ({ value, partition: 0 })) }])
        const offset = batch.lastOffset + 1
        await sendOffsets({ groupId: topic, topic, partition: partition.partition, offset })
      })
    },
  })
  onTestFinished(async () => {
    for (const owner of owners) await owner.close()
  })
  await until(() => consumer.values().includes('19'), 'the last record')
  await expect(copy(10, 15)).rejects.toMatchObject({ code: 'PRODUCER_FENCED' })
  const copied = await testConsumer({ topics: [output], groupId: output })
  await until(() => copied.values().includes('19'), 'the last copy')
  expect(copied.values().map(Number)).toEqual(range(20))
})

test('a worker of a lost partition has stopped before the next one starts', async () => {
  const admin = await testAdmin()
  const topic = await testTopic(admin, 1)
  await produce(topic, [{ value: 'a', partition: 0 }])
  const order: string[] = []
  let release = () => {}
  const consumer = await testConsumer({
    topics: [topic],
    groupId: topic,
    fence: async () => void order.push('assigned'),
    handle: async (_, partition) => {
      order.push('handle')
      if (order.length > 2) return
      partition.restart()
      await new Promise<void>((resolve) => {
        release = resolve
      })
      order.push('handled')
    },
  })
  await until(() => order.includes('handle'), 'the first batch')
  const [owner] = consumer.seen
  await until(() => owner?.stopped === true, 'stop() called while the batch is under way')
  release()
  await until(() => order.length >= 5, 'the next worker')
  expect(order.slice(0, 5)).toEqual(['assigned', 'handle', 'handled', 'assigned', 'handle'])
})

test('members that join and leave in full flow make nothing handled twice after its commit, and nothing skipped', async () => {
  const admin = await testAdmin()
  const topic = await testTopic(admin, 24)
  const perPartition = 200
  const handled = new Map<string, number>()
  const handle = async (
    batch: { records: readonly { offset: number }[]; lastOffset: number },
    owner: AssignedPartition,
  ) => {
    await new Promise((resolve) => setTimeout(resolve, 5))
    await owner.commit(batch.lastOffset + 1)
    for (const { offset } of batch.records) {
      const key = `${owner.partition}:${offset}`
      handled.set(key, (handled.get(key) ?? 0) + 1)
    }
  }
  const join = () => testConsumer({ topics: [topic], groupId: topic, handle, maxBytesPerPartition: 2_000 })
  const staying = await join()
  await until(() => ownedBy(staying).length === 24, 'all partitions')
  const messages = range(24 * perPartition).map((n) => ({ value: 'x'.repeat(100), partition: n % 24 }))
  for (const start of range(8))
    await produce(
      topic,
      messages.filter((_, index) => index % 8 === start),
    )
  const leaving = [await join(), await join()]
  await until(() => leaving.every((each) => ownedBy(each).length > 0), 'three members')
  for (const each of leaving) await each.stop()
  await until(() => handled.size === messages.length, 'every record', 20_000)
  expect([...handled.values()].filter((times) => times !== 1)).toEqual([])
})
