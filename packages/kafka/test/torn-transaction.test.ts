import { randomUUID } from 'node:crypto'
import { beforeAll, expect, onTestFinished, test } from 'vitest'
import { ownBroker } from '../../../test/support/own-broker.ts'
import { openAdmin, openTransactionalProducer } from '../src/index.ts'
import { hashOfGroup, judgeTorn } from '../src/torn-transaction.ts'
import { testClient, testConsumer, until } from './support/kafka.ts'
import { leaveOpen } from './support/leave-open.ts'

let address = ''

/** A broker that takes records into a transaction that its coordinator does not know of, as if it had forgotten it. */
beforeAll(async () => {
  const broker = await ownBroker({ 'transaction.partition.verification.enable': 'false' })
  address = broker.address
  return broker.end
}, 60_000)

async function scene() {
  const client = testClient({ brokers: [address] }).client
  const admin = await openAdmin(client)
  onTestFinished(() => admin.close())
  const topic = `torn-${randomUUID()}`
  await admin.createTopics([{ name: topic, partitions: 3 }])
  const id = randomUUID()
  const open = async (looks = true) => {
    const writesTo = looks ? { writesTo: { topics: [topic], groupId: topic } } : {}
    const producer = await openTransactionalProducer(client, { transactionalId: id, ...writesTo })
    onTestFinished(() => producer.close())
    return producer
  }
  const write = async (value: string, next: number, looks = true) => {
    const producer = await open(looks)
    await producer.transact(async ({ send, sendOffsets }) => {
      await send([{ topic, messages: [{ value, partition: 0 }] }])
      await sendOffsets({ groupId: topic, topic, partition: 0, offset: next })
    })
  }
  return { client, admin, topic, id, open, write }
}

function leave({ client, topic, id }: Awaited<ReturnType<typeof scene>>, what: 'both' | 'records' | 'offset') {
  return leaveOpen(client, {
    transactionalId: id,
    ...(what === 'offset' ? {} : { messages: [{ topic, messages: [{ value: '1', partition: 0 }] }] }),
    ...(what === 'records' ? {} : { offset: { groupId: topic, topic, partition: 0, offset: 2 } }),
  })
}

async function valuesOf({ topic }: Awaited<ReturnType<typeof scene>>): Promise<string[]> {
  const client = testClient({ brokers: [address] })
  const consumer = await testConsumer({ topics: [topic], groupId: randomUUID(), client })
  await until(() => consumer.values().includes('2'), 'the last record')
  return consumer.values()
}

test('what Kafka left open of an ended transaction is aborted, so that it is written once', async () => {
  const trial = await scene()
  await trial.write('0', 1)
  await leave(trial, 'both')
  await trial.open()
  expect((await trial.admin.fetchOffsets(trial.topic, [trial.topic]))[0]).toMatchObject({ offset: 1 })
  await trial.write('1', 2)
  await trial.write('2', 3)
  expect(await valuesOf(trial)).toEqual(['0', '1', '2'])
})

test('who does not look writes it twice', async () => {
  const trial = await scene()
  await trial.write('0', 1, false)
  await leave(trial, 'both')
  await trial.write('1', 2, false)
  await trial.write('2', 3, false)
  expect(await valuesOf(trial)).toEqual(['0', '1', '1', '2'])
})

for (const what of ['records', 'offset'] as const) {
  test(`a transaction that left its ${what} open alone is for a person to judge`, async () => {
    const trial = await scene()
    await trial.write('0', 1)
    await leave(trial, what)
    await expect(trial.open()).rejects.toMatchObject({ code: 'TRANSACTION_TORN' })
  })
}

test('only what is open everywhere is aborted', () => {
  const partitions = [{ topic: 't', partition: 0 }]
  expect(judgeTorn({ offsets: false, partitions: [] })).toBe('go')
  expect(judgeTorn({ offsets: true, partitions })).toBe('abort')
  expect(judgeTorn({ offsets: false, partitions })).toBe('stop')
  expect(judgeTorn({ offsets: true, partitions: [] })).toBe('stop')
})

test('a group is found where Java’s hash of its name puts it', () => {
  expect(hashOfGroup('trailhouse-normalizer')).toBe(Math.abs(javaHash('trailhouse-normalizer')))
  // Its hash is the smallest integer, which has no positive one.
  expect(hashOfGroup('polygenelubricants')).toBe(0)
})

/** https://docs.oracle.com/en/java/javase/21/docs/api/java.base/java/lang/String.html#hashCode() */
function javaHash(text: string): number {
  let hash = 0n
  for (const unit of text) hash = BigInt.asIntN(32, hash * 31n + BigInt(unit.charCodeAt(0)))
  return Number(hash)
}
