import fc from 'fast-check'
import { expect, onTestFinished, test } from 'vitest'
import { ByteBudget, openProducer } from '../src/index.ts'
import { range, testAdmin, testClient, testConsumer, testTopic, until } from './support/kafka.ts'

const mebibyte = 1_048_576

test('a budget is exceeded from its limit on, and free again at three quarters of it', () => {
  const amounts = fc.array(fc.record({ take: fc.boolean(), bytes: fc.nat({ max: 60 }) }))
  fc.assert(
    fc.property(amounts, (steps) => {
      const budget = new ByteBudget(100)
      let exceeded = false
      let changes = 0
      budget.onChange(() => changes++)
      for (const { take, bytes } of steps) {
        if (take) budget.take(bytes)
        else budget.give(Math.min(bytes, budget.taken))
        const before: boolean = exceeded
        if (budget.taken >= 100) exceeded = true
        else if (budget.taken <= 75) exceeded = false
        if (before !== exceeded) changes -= 1
        expect(budget.exceeded).toBe(exceeded)
        expect(changes).toBe(0)
      }
    }),
  )
})

test('a budget that is not above 0 is refused', () => {
  expect(() => new ByteBudget(0)).toThrow(RangeError)
})

test('one budget bounds what all partitions hold, and what was paused by it is read to the end', async () => {
  const admin = await testAdmin()
  const topic = await testTopic(admin, 4)
  const { client } = testClient()
  const producer = await openProducer(client)
  onTestFinished(() => producer.close())
  const value = Buffer.alloc(10_000, 'v')
  const perPartition = 300
  for (const partition of range(4)) {
    await producer.send([{ topic, messages: range(perPartition).map(() => ({ value, partition })) }])
  }
  const budget = new ByteBudget(mebibyte)
  const maxBytesPerPartition = 256 * 1_024
  let handling = 0
  const consumer = await testConsumer({
    topics: [topic],
    groupId: topic,
    budget,
    maxBytesPerPartition,
    handle: async () => {
      handling += 1
      await new Promise((resolve) => setTimeout(resolve, 5))
      handling -= 1
    },
  })
  await until(() => consumer.values().length === 4 * perPartition, 'all records')
  await until(() => handling === 0 && budget.taken === 0, 'all bytes given back')
  expect(consumer.events.some((event) => event.type === 'paused' && event.reason === 'budget')).toBe(true)
  // One fetch may come in beyond the limit: one record batch of each partition (it is never cut), 12 MB were there to read.
  expect(budget.highest).toBeLessThan(mebibyte + 4 * mebibyte)
})

test('bytes that a worker takes for itself pause the partitions, and their return lets them go on', async () => {
  const admin = await testAdmin()
  const topic = await testTopic(admin)
  const producer = await openProducer(testClient().client)
  onTestFinished(() => producer.close())
  const budget = new ByteBudget(mebibyte)
  budget.take(2 * mebibyte)
  const consumer = await testConsumer({ topics: [topic], groupId: topic, budget })
  await until(() => consumer.assignments()[0]?.state === 'paused', 'the partition paused')
  await producer.send([{ topic, messages: [{ value: 'a' }] }])
  expect(consumer.values()).toEqual([])
  budget.give(2 * mebibyte)
  await until(() => consumer.values().length === 1, 'the record')
})

test('bytes of a batch under way are given back when its partition is lost', async () => {
  const admin = await testAdmin()
  const topic = await testTopic(admin)
  const producer = await openProducer(testClient().client)
  onTestFinished(() => producer.close())
  const budget = new ByteBudget(mebibyte)
  const handle = (_: unknown, { signal }: { signal: AbortSignal }) =>
    new Promise<void>((_, reject) => signal.addEventListener('abort', () => reject(new Error('lost'))))
  const consumer = await testConsumer({ topics: [topic], groupId: topic, budget, handle })
  for (const value of ['a', 'b', 'c']) await producer.send([{ topic, messages: [{ value }] }])
  await until(() => budget.taken > 0, 'a batch under way')
  await consumer.stop()
  expect(budget.taken).toBe(0)
})
