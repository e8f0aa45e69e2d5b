import { randomUUID } from 'node:crypto'
import { expect, onTestFinished, test } from 'vitest'
import { type AssignedPartition, openProducer, openTransactionalProducer } from '../src/index.ts'
import { range, testAdmin, testClient, testConsumer, testTopic, until } from './support/kafka.ts'
import { plainKafka } from './support/plain.ts'
import { proxiedClient } from './support/proxied.ts'

async function topicOf(count: number): Promise<string> {
  const topic = await testTopic(await testAdmin())
  const producer = await openProducer(testClient().client)
  await producer.send([{ topic, messages: range(count).map((n) => ({ value: String(n), partition: 0 })) }])
  await producer.close()
  return topic
}

test('a member that was cut off past its session is a zombie: its commit is refused, and it loses its partition', async () => {
  const topic = await topicOf(5)
  const { proxy, client } = await proxiedClient()
  const sessionTimeoutMs = 6_000
  const handle = async () => {}
  const zombie = await testConsumer({ topics: [topic], groupId: topic, client, sessionTimeoutMs, handle })
  await until(() => zombie.values().length === 5, 'the records')
  const owner = zombie.seen[0]?.partition as AssignedPartition
  proxy.set('half-open')
  const heir = await testConsumer({ topics: [topic], groupId: topic, sessionTimeoutMs })
  await until(() => heir.values().length === 5, 'the new owner has read', 25_000)
  proxy.set('forward')
  expect(proxy.seen.swallowedBytes).toBeGreaterThan(0)
  await until(() => refused(owner), 'the zombie`s commit refused')
  expect(owner.signal.aborted).toBe(true)
  const [committed] = await (await testAdmin()).fetchOffsets(topic, [topic])
  expect(committed?.offset).toBe(5)
}, 60_000)

/** A commit on the old connection fails first; on a new one the broker says what it thinks of this member. */
async function refused(owner: AssignedPartition): Promise<boolean> {
  const error = await owner.commit(2).catch((reason: { code: string }) => reason)
  if (!error) throw new Error('the zombie`s commit was accepted')
  return error.code === 'OWNERSHIP_LOST'
}

/**
 * The negative control of the order on assignment: the offset is read before the old owner is fenced, as kafkajs does by
 * itself, and the old owner commits in between.
 */
test('read first and fenced second, what the old owner commits in between is handled twice', async () => {
  const topic = await topicOf(20)
  const output = await testTopic(await testAdmin())
  const { client } = testClient()
  const transactionalId = randomUUID()
  const old = await openTransactionalProducer(client, { transactionalId })
  onTestFinished(() => old.close())
  const copies = (from: number, to: number) => [
    { topic: output, messages: range(to - from, from).map((n) => ({ value: String(n), partition: 0 })) },
  ]
  const offset = (next: number) => ({ groupId: topic, topic, partition: 0, offset: next })
  const consumer = plainKafka().consumer({ groupId: topic, maxWaitTimeInMs: 50 })
  onTestFinished(() => consumer.disconnect())
  await consumer.subscribe({ topics: [topic], fromBeginning: true })
  let copied = 0
  await consumer.run({
    autoCommit: false,
    eachBatch: async ({ batch }) => {
      if (copied > 0) return
      await old.transact(async ({ send, sendOffsets }) => {
        await send(copies(0, 10))
        await sendOffsets(offset(10))
      })
      const heir = await openTransactionalProducer(client, { transactionalId })
      const values = batch.messages.map(({ value }) => ({ value, partition: 0 }))
      await heir.transact(({ send }) => send([{ topic: output, messages: values }]))
      copied = values.length
      await heir.close()
    },
  })
  await until(() => copied > 0, 'the new owner`s copies')
  const reader = await testConsumer({ topics: [output], groupId: output })
  await until(() => reader.values().includes('19'), 'the last copy')
  expect(reader.values().length).toBe(30)
})
