import { randomUUID } from 'node:crypto'
import { expect, onTestFinished, test } from 'vitest'
import { type KafkaClient, openTransactionalProducer } from '../src/index.ts'
import { range, testAdmin, testClient, testConsumer, testTopic, until } from './support/kafka.ts'
import { proxiedClient, requestOf } from './support/proxied.ts'

async function transactional(
  client: KafkaClient = testClient().client,
  options: { id?: string; timeoutMs?: number } = {},
) {
  const { id: transactionalId = randomUUID(), ...rest } = options
  const producer = await openTransactionalProducer(client, { transactionalId, ...rest })
  onTestFinished(() => producer.close())
  return producer
}

const one = (topic: string, value: string) => [{ topic, messages: [{ value, partition: 0 }] }]

async function valuesIn(topic: string, last: string): Promise<string[]> {
  const end = await transactional()
  await end.transact(({ send }) => send(one(topic, last)))
  const consumer = await testConsumer({ topics: [topic], groupId: randomUUID() })
  await until(() => consumer.values().includes(last), last)
  return consumer.values()
}

test('records and the offset of their input are committed together, or not at all', async () => {
  const admin = await testAdmin()
  const topic = await testTopic(admin)
  const producer = await transactional()
  const offset = (next: number) => ({ groupId: topic, topic, partition: 0, offset: next, metadata: `m${next}` })
  await producer.transact(async ({ send, sendOffsets }) => {
    await send(one(topic, 'committed'))
    await sendOffsets(offset(5))
  })
  const refused = producer.transact(async ({ send, sendOffsets }) => {
    await send(one(topic, 'aborted'))
    await sendOffsets(offset(9))
    throw new Error('the work failed')
  })
  await expect(refused).rejects.toThrow('the work failed')
  await producer.transact(({ send }) => send(one(topic, 'after')))
  expect((await admin.fetchOffsets(topic, [topic]))[0]).toMatchObject({ offset: 5, metadata: 'm5' })
  expect(await valuesIn(topic, 'end')).toEqual(['committed', 'after', 'end'])
})

test('a new owner of the transactional id fences the old one, whose open transaction is aborted', async () => {
  const topic = await testTopic(await testAdmin())
  const { client } = testClient()
  const id = randomUUID()
  const old = await transactional(client, { id })
  const fenced = old.transact(async ({ send }) => {
    await send(one(topic, 'of the old owner'))
    await transactional(client, { id })
    await send(one(topic, 'too late'))
  })
  await expect(fenced).rejects.toMatchObject({ code: 'PRODUCER_FENCED' })
  await expect(old.transact(({ send }) => send(one(topic, 'again')))).rejects.toMatchObject({ code: 'PRODUCER_FENCED' })
  expect(await valuesIn(topic, 'end')).toEqual(['end'])
})

test('an owner that is fenced between its last send and its commit commits nothing', async () => {
  const topic = await testTopic(await testAdmin())
  const { client } = testClient()
  const id = randomUUID()
  const old = await transactional(client, { id })
  const fenced = old.transact(async ({ send }) => {
    await send(one(topic, 'of the old owner'))
    await transactional(client, { id })
  })
  await expect(fenced).rejects.toMatchObject({ code: 'PRODUCER_FENCED' })
  expect(await valuesIn(topic, 'end')).toEqual(['end'])
})

test('a commit whose answer is lost is told as unknown, and the committed offset tells how it ended', async () => {
  const admin = await testAdmin()
  const topic = await testTopic(admin)
  const { proxy, client } = await proxiedClient()
  const id = randomUUID()
  const producer = await transactional(client.client, { id })
  const cut = proxy.cutNextResponse(requestOf('endTxn'))
  const unknown = producer.transact(async ({ send, sendOffsets }) => {
    await send(one(topic, 'in doubt'))
    await sendOffsets({ groupId: topic, topic, partition: 0, offset: 7 })
  })
  await expect(unknown).rejects.toMatchObject({ code: 'TRANSACTION_UNKNOWN' })
  await cut
  // The object is stuck: it repeats its error and is made anew.
  await expect(producer.transact(async () => {})).rejects.toMatchObject({ code: 'TRANSACTION_UNKNOWN' })
  await transactional(client.client, { id })
  const [committed] = await admin.fetchOffsets(topic, [topic])
  const values = await valuesIn(topic, 'end')
  expect(values).toEqual(committed?.offset === 7 ? ['in doubt', 'end'] : ['end'])
})

test('a produce answer that is cut inside a transaction stores its records once', async () => {
  const topic = await testTopic(await testAdmin())
  const { proxy, client } = await proxiedClient()
  const producer = await transactional(client.client)
  await producer.transact(({ send }) => send(one(topic, 'first')))
  const cut = proxy.cutNextResponse(requestOf('produce'))
  await producer.transact(async ({ send }) => {
    for (const n of range(5)) await send(one(topic, String(n)))
  })
  await cut
  expect(await valuesIn(topic, 'end')).toEqual(['first', ...range(5).map(String), 'end'])
})

test('an offset that arrives late, when its sender has gone on, does not undo a later one', async () => {
  const admin = await testAdmin()
  const topic = await testTopic(admin)
  const { proxy, client } = await proxiedClient()
  const id = randomUUID()
  let producer = await transactional(client.client, { id })
  const write = (value: string, offset: number) =>
    producer.transact(async ({ send, sendOffsets }) => {
      await send(one(topic, value))
      await sendOffsets({ groupId: topic, topic, partition: 0, offset })
    })
  await write('0', 1)
  const held = proxy.holdNextRequest(requestOf('txnOffsetCommit'))
  const written = write('1', 2).catch(async (error) => {
    expect(error).toMatchObject({ code: 'TRANSACTION_ABORTED' })
    producer = await transactional(client.client, { id })
    await write('1', 2)
  })
  const release = await held
  await written
  await producer.transact(async ({ send, sendOffsets }) => {
    await send(one(topic, '2'))
    await sendOffsets({ groupId: topic, topic, partition: 0, offset: 3 })
    await release()
  })
  expect((await admin.fetchOffsets(topic, [topic]))[0]).toMatchObject({ offset: 3 })
  expect(await valuesIn(topic, 'end')).toEqual(['0', '1', '2', 'end'])
})

test('a message that the broker refuses aborts its transaction', async () => {
  const topic = await testTopic(await testAdmin(), 1, { 'max.message.bytes': '2000' })
  const producer = await transactional()
  const refused = producer.transact(async ({ send }) => {
    await send(one(topic, 'small'))
    await send(one(topic, 'x'.repeat(5_000)))
  })
  await expect(refused).rejects.toMatchObject({ code: 'MESSAGE_REFUSED' })
  expect(await valuesIn(topic, 'end')).toEqual(['end'])
})

test('a failed step that the work swallows is not committed around', async () => {
  const topic = await testTopic(await testAdmin(), 1, { 'max.message.bytes': '2000' })
  const producer = await transactional()
  const swallowed = producer.transact(async ({ send }) => {
    await send(one(topic, 'small'))
    await send(one(topic, 'x'.repeat(5_000))).catch(() => {})
  })
  await expect(swallowed).rejects.toMatchObject({ code: 'MESSAGE_REFUSED' })
  expect(await valuesIn(topic, 'end')).toEqual(['end'])
})

test('a transaction that stays open for longer than its limit is aborted by the broker', async () => {
  const topic = await testTopic(await testAdmin())
  const producer = await transactional(testClient().client, { timeoutMs: 500 })
  // The coordinator looks for such transactions every 10 s (transaction.abort.timed.out.transaction.cleanup.interval.ms).
  const late = producer.transact(async ({ send }) => {
    await send(one(topic, 'late'))
    const isFenced = () =>
      send(one(topic, 'later')).then(
        () => false,
        () => true,
      )
    await until(isFenced, 'the transaction aborted by the broker', 25_000)
  })
  await expect(late).rejects.toMatchObject({ code: 'PRODUCER_FENCED' })
  expect(await valuesIn(topic, 'end')).toEqual(['end'])
}, 30_000)
