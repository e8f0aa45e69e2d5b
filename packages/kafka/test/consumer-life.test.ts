import { TrailhouseError } from '@trailhouse/errors'
import { AssignerProtocol } from 'kafkajs'
import { expect, onTestFinished, test } from 'vitest'
import { type AssignedPartition, openProducer } from '../src/index.ts'
import { rotate } from '../src/kafkajs-modules/consumer-group.ts'
import { range, testAdmin, testClient, testConsumer, testTopic, until } from './support/kafka.ts'
import { plainKafka } from './support/plain.ts'
import { proxiedClient, requestOf } from './support/proxied.ts'

async function topicWith(...values: string[]) {
  const admin = await testAdmin()
  const topic = await testTopic(admin)
  const producer = await openProducer(testClient().client)
  onTestFinished(() => producer.close())
  const send = (...each: string[]) => producer.send([{ topic, messages: each.map((value) => ({ value })) }])
  if (values.length > 0) await send(...values)
  return { admin, topic, send }
}

test('a member whose connection is cut goes on where it was', async () => {
  const { admin, topic, send } = await topicWith('a')
  const { proxy, client } = await proxiedClient()
  const consumer = await testConsumer({ topics: [topic], groupId: topic, client })
  await until(async () => (await admin.fetchOffsets(topic, [topic]))[0]?.offset === 1, 'the first record committed')
  proxy.cut()
  await send('b')
  await until(() => consumer.values().includes('b'), 'the second record')
  expect(consumer.values()).toEqual(['a', 'b'])
  expect(proxy.seen.cut).toBeGreaterThan(0)
})

const atStart = ['metadata', 'findCoordinator', 'joinGroup', 'syncGroup', 'offsetFetch', 'fetch', 'heartbeat'] as const

test.each(atStart)('a member goes on whose connection is cut before the answer to %s', async (api) => {
  const { topic } = await topicWith('a')
  const { proxy, client } = await proxiedClient()
  const cut = proxy.cutNextResponse(requestOf(api))
  const consumer = await testConsumer({ topics: [topic], groupId: topic, client })
  await cut
  await Promise.race([consumer.failed, until(() => consumer.values().includes('a'), 'the record')])
})

test('a consumer starts before its broker, and says what it waits for', async () => {
  const { topic } = await topicWith('a')
  const { proxy, client } = await proxiedClient()
  proxy.set('refuse')
  const consumer = await testConsumer({ topics: [topic], groupId: topic, client })
  await until(() => consumer.events.some(({ type }) => type === 'retry'), 'a retry told')
  proxy.set('forward')
  await until(() => consumer.values().length === 1, 'the record')
})

test('stop ends within seconds though the broker says nothing any more', async () => {
  const { topic } = await topicWith('a')
  const { proxy, client } = await proxiedClient()
  const consumer = await testConsumer({ topics: [topic], groupId: topic, client })
  await until(() => consumer.values().length === 1, 'the record')
  proxy.set('half-open')
  const stopped = consumer.stop()
  const limit = new Promise((_, reject) => setTimeout(reject, 8_000, new Error('stop took more than 8 s')))
  await Promise.race([stopped, limit])
  expect(proxy.seen.swallowedBytes).toBeGreaterThan(0)
})

test('heartbeats go on while a worker is busy for longer than the session', async () => {
  const { admin, topic } = await topicWith('a')
  const busy = 7_500
  const consumer = await testConsumer({
    topics: [topic],
    groupId: topic,
    sessionTimeoutMs: 6_000,
    handle: async (batch, partition) => {
      await new Promise((resolve) => setTimeout(resolve, busy))
      await partition.commit(batch.lastOffset + 1)
    },
  })
  await until(async () => (await admin.fetchOffsets(topic, [topic]))[0]?.offset === 1, 'the commit after it')
  expect(consumer.seen.length).toBe(1)
})

test('a worker that throws is made anew and gets the batch again', async () => {
  const { topic } = await topicWith('a', 'b')
  let failures = 2
  const consumer = await testConsumer({
    topics: [topic],
    groupId: topic,
    handle: async (batch, partition) => {
      if (failures-- > 0) throw new Error('ClickHouse is away')
      await partition.commit(batch.lastOffset + 1)
    },
  })
  await until(() => consumer.seen.length === 3 && consumer.seen[2]?.batches.length === 1, 'the third worker')
  expect(consumer.seen.map(({ batches }) => batches[0]?.firstOffset)).toEqual([0, 0, 0])
  expect(consumer.events.filter((event) => event.type === 'retry').map(({ message }) => message)).toEqual([
    'ClickHouse is away',
    'ClickHouse is away',
  ])
})

test('a worker`s error with a code that only a person can mend stops its partition', async () => {
  const { topic } = await topicWith('a')
  const handle = async () => {
    throw new TrailhouseError('WRITER_SCHEMA_NEWER', 'The table lacks the field colour')
  }
  const consumer = await testConsumer({ topics: [topic], groupId: topic, handle })
  await until(() => consumer.stoppedCodes.length > 0, 'the partition stopped')
  expect(consumer.assignments()).toMatchObject([{ state: 'stopped', stopped: { code: 'WRITER_SCHEMA_NEWER' } }])
})

test('no batch reaches a worker that has paused, and none is lost by it', async () => {
  const { topic, send } = await topicWith('a')
  let owner: AssignedPartition | undefined
  const consumer = await testConsumer({
    topics: [topic],
    groupId: topic,
    handle: async (_, partition) => {
      owner = partition
      partition.pause()
    },
  })
  await until(() => owner !== undefined, 'the first batch')
  for (const value of ['b', 'c', 'd']) await send(value)
  expect(consumer.values()).toEqual(['a'])
  for (let seen = 1; seen < 4; seen = consumer.values().length) {
    owner?.resume()
    await until(() => consumer.values().length > seen, 'another batch')
  }
  expect(consumer.values()).toEqual(['a', 'b', 'c', 'd'])
})

test('a commit carries its metadata, and says so when its answer is lost', async () => {
  const { admin, topic } = await topicWith('a')
  const { proxy, client } = await proxiedClient()
  const consumer = await testConsumer({ topics: [topic], groupId: topic, client, handle: async () => {} })
  await until(() => consumer.values().length === 1, 'the record')
  const owner = consumer.seen[0]?.partition as AssignedPartition
  await owner.commit(1, '{"last":9}')
  expect(await owner.position()).toMatchObject({ committed: 1, metadata: '{"last":9}', logStart: 0, logEnd: 1 })
  const cut = proxy.cutNextResponse(requestOf('offsetCommit'))
  await expect(owner.commit(1, 'again')).rejects.toMatchObject({ code: 'COMMIT_FAILED' })
  await cut
  const [committed] = await admin.fetchOffsets(topic, [topic])
  expect(committed?.metadata).toBe('again')
})

test('a consumer that cannot go on says so: it never stops in silence', async () => {
  const { topic } = await topicWith('a')
  const assigner = () => ({
    name: 'another protocol',
    version: 1,
    assign: async ({ members }: { members: { memberId: string }[] }) =>
      members.map(({ memberId }) => ({ memberId, memberAssignment: Buffer.alloc(0) })),
    protocol: ({ topics }: { topics: string[] }) => ({
      name: 'another protocol',
      metadata: AssignerProtocol.MemberMetadata.encode({ version: 1, topics, userData: Buffer.alloc(0) }),
    }),
  })
  const other = plainKafka().consumer({ groupId: topic, maxWaitTimeInMs: 50, partitionAssigners: [assigner as never] })
  onTestFinished(() => other.disconnect())
  await other.subscribe({ topics: [topic] })
  const joined = new Promise<void>((resolve) => other.on(other.events.GROUP_JOIN, () => resolve()))
  await other.run({ eachMessage: async () => {} })
  await joined
  const consumer = await testConsumer({ topics: [topic], groupId: topic })
  await expect(consumer.failed).rejects.toMatchObject({
    code: 'CONSUMER_FAILED',
    message: expect.stringContaining('INCONSISTENT_GROUP_PROTOCOL'),
  })
})

test('lag is counted from the commit, or from the log`s start, to the log`s end', async () => {
  const { topic } = await topicWith('a', 'b', 'c')
  const consumer = await testConsumer({ topics: [topic], groupId: topic, handle: async () => {} })
  await until(() => consumer.values().length === 3, 'the records')
  expect(await consumer.lag()).toEqual([{ topic, partition: 0, lag: 3, committed: null, logEnd: 3 }])
  await consumer.seen[0]?.partition.commit(2)
  expect(await consumer.lag()).toEqual([{ topic, partition: 0, lag: 1, committed: 2, logEnd: 3 }])
  expect(consumer.assignments()).toEqual([{ topic, partition: 0, state: 'running', position: 3 }])
})

test('a partition that is resumed is fetched at once, not after the fetch`s longest wait', async () => {
  const { topic, send } = await topicWith('a')
  let owner: AssignedPartition | undefined
  const handle = async (_: unknown, partition: AssignedPartition) => {
    owner = partition
    partition.pause()
  }
  // Far beyond what this test waits for.
  const consumer = await testConsumer({ topics: [topic], groupId: topic, maxWaitMs: 25_000, handle })
  await until(() => owner !== undefined, 'the first batch')
  await send('b')
  owner?.resume()
  await until(() => consumer.values().length === 2, 'the second batch')
})

test('each fetch asks for another partition first, so that none waits for the backlog of others', () => {
  const partitions = range(6)
  const orders = range(12).map((turn) => rotate(partitions, turn))
  expect(orders.map(([first]) => first)).toEqual([...partitions, ...partitions])
  for (const order of orders) expect([...order].sort()).toEqual(partitions)
  expect(rotate([], 3)).toEqual([])
})

test('a member that lost its broker comes back as the same member, without waiting for its own session to end', async () => {
  const { admin, topic, send } = await topicWith('a')
  const { proxy, client } = await proxiedClient()
  // The session is longer than what this test waits for.
  const consumer = await testConsumer({ topics: [topic], groupId: topic, client, sessionTimeoutMs: 30_000 })
  await until(async () => (await admin.fetchOffsets(topic, [topic]))[0]?.offset === 1, 'the first record committed')
  proxy.set('refuse')
  proxy.cut()
  await until(() => consumer.events.some(({ type }) => type === 'restart'), 'kafkajs gave up and starts again')
  proxy.set('forward')
  await send('b')
  await until(() => consumer.values().includes('b'), 'the second record')
  expect(consumer.values()).toEqual(['a', 'b'])
}, 40_000)
