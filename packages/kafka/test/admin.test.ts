import { randomUUID } from 'node:crypto'
import { expect, onTestFinished, test } from 'vitest'
import { openAdmin } from '../src/index.ts'
import { unsignedVarint } from '../src/kafkajs-modules/compact.ts'
import { testAdmin, testClient, testTopic } from './support/kafka.ts'

test('topics are created, widened and configured as declared, and a second run changes nothing', async () => {
  const admin = await testAdmin()
  const name = `kafka-test-${randomUUID()}`
  onTestFinished(() => admin.deleteTopics([name]))
  const declared = {
    name,
    partitions: 2,
    config: { 'message.timestamp.type': 'LogAppendTime', 'retention.ms': '60000' },
  }
  expect(await admin.applyTopics([declared])).toEqual([{ topic: name, change: 'created', detail: '2 partitions' }])
  expect(await admin.applyTopics([declared])).toEqual([{ topic: name, change: 'unchanged', detail: '' }])
  const changed = { ...declared, partitions: 3, config: { ...declared.config, 'retention.ms': '70000' } }
  expect((await admin.applyTopics([changed])).map(({ change }) => change)).toEqual([
    'partitions-added',
    'config-changed',
  ])
  const described = await admin.describeTopic(name)
  expect(described.partitions).toBe(3)
  expect(described.config).toMatchObject({ 'message.timestamp.type': 'LogAppendTime', 'retention.ms': '70000' })
})

test('a topic is never narrowed', async () => {
  const admin = await testAdmin()
  const name = await testTopic(admin, 2)
  await expect(admin.applyTopics([{ name, partitions: 1 }])).rejects.toMatchObject({ code: 'TOPIC_MISMATCH' })
})

test('a topic that does not exist is named', async () => {
  const admin = await testAdmin()
  const name = `kafka-test-${randomUUID()}`
  await expect(admin.topicId(name)).rejects.toMatchObject({ code: 'TOPIC_UNKNOWN' })
  await expect(admin.describeTopic(name)).rejects.toMatchObject({ code: 'TOPIC_UNKNOWN' })
})

test('an admin whose other topic was deleted still answers', async () => {
  const admin = await testAdmin()
  const [kept, deleted] = [await testTopic(admin), await testTopic(admin)]
  await admin.listOffsets(deleted)
  await admin.deleteTopics([deleted])
  await admin.listOffsets(deleted).catch(() => {})
  expect(await admin.listOffsets(kept)).toEqual([{ partition: 0, low: 0, high: 0 }])
})

test('a topic id is a UUID, and another one for each topic', async () => {
  const admin = await testAdmin()
  const ids = [await admin.topicId(await testTopic(admin)), await admin.topicId(await testTopic(admin))]
  for (const id of ids) expect(id).toMatch(/^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/)
  expect(ids[0]).not.toBe(ids[1])
})

test('a broker that cannot be reached is told as such', async () => {
  const admin = await openAdmin(testClient({ brokers: ['127.0.0.1:1'] }).client)
  onTestFinished(() => admin.close())
  await expect(admin.listTopics()).rejects.toMatchObject({ code: 'KAFKA_UNAVAILABLE' })
})

test('unsigned varints are those of the protocol', () => {
  expect([...unsignedVarint(0)]).toEqual([0])
  expect([...unsignedVarint(127)]).toEqual([127])
  expect([...unsignedVarint(300)]).toEqual([0xac, 0x02])
})
