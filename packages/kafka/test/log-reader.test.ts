import { expect, onTestFinished, test } from 'vitest'
import {
  type FetchedBatch,
  type LogRange,
  openLogReader,
  openProducer,
  openTransactionalProducer,
} from '../src/index.ts'
import { range, testAdmin, testClient, testTopic } from './support/kafka.ts'

function reader() {
  const opened = openLogReader(testClient().client)
  onTestFinished(() => opened.close())
  const read = async (wanted: LogRange) => {
    const batches: FetchedBatch[] = []
    for await (const batch of opened.read(wanted)) batches.push(batch)
    return batches
  }
  return {
    read,
    values: async (wanted: LogRange) =>
      (await read(wanted)).flatMap((batch) => batch.records.map(({ value }) => String(value))),
  }
}

test('a range is read by offset, in order, and no record beyond it', async () => {
  const topic = await testTopic(await testAdmin(), 2)
  const producer = await openProducer(testClient().client, {})
  onTestFinished(() => producer.close())
  await producer.send([{ topic, messages: range(100).map((n) => ({ value: `${n}`, partition: 1 })) }])
  const { read, values } = reader()
  expect(await values({ topic, partition: 1, from: 10, to: 20 })).toEqual(range(10, 10).map(String))
  expect(await values({ topic, partition: 1, from: 0, to: 'high-watermark' })).toEqual(range(100).map(String))
  expect(await values({ topic, partition: 0, from: 0, to: 'high-watermark' })).toEqual([])
  const batches = await read({ topic, partition: 1, from: 10, to: 20 })
  expect(batches[0]?.firstOffset).toBe(10)
  expect(batches.at(-1)?.lastOffset).toBe(19)
})

test('up to the high watermark means to wait for a transaction that is open before it; aborted records are hidden', async () => {
  const admin = await testAdmin()
  const topic = await testTopic(admin)
  const slow = await openTransactionalProducer(testClient().client, { transactionalId: `${topic}-slow` })
  const quick = await openTransactionalProducer(testClient().client, { transactionalId: `${topic}-quick` })
  onTestFinished(async () => void (await Promise.all([slow.close(), quick.close()])))
  const { values } = reader()
  let abort: (error: Error) => void = () => {}
  const opened = Promise.withResolvers<void>()
  const held = slow.transact(async (transaction) => {
    await transaction.send([{ topic, messages: [{ value: 'aborted' }] }])
    opened.resolve()
    await new Promise((_, reject) => {
      abort = reject
    })
  })
  await opened.promise
  await quick.transact((transaction) => transaction.send([{ topic, messages: [{ value: 'committed behind it' }] }]))

  const [decided] = await admin.listOffsets(topic)
  expect(decided).toEqual({ partition: 0, low: 0, high: 0 })
  const all = values({ topic, partition: 0, from: 0, to: 'high-watermark' })
  abort(new Error('wanted'))
  await expect(held).rejects.toThrow('wanted')
  expect(await all).toEqual(['committed behind it'])
})

test('an offset that the log no longer holds is an error, never another offset', async () => {
  const admin = await testAdmin()
  const topic = await testTopic(admin)
  const producer = await openProducer(testClient().client, {})
  onTestFinished(() => producer.close())
  await producer.send([{ topic, messages: range(10).map((n) => ({ value: `${n}` })) }])
  await admin.deleteRecords(topic, [{ partition: 0, offset: 5 }])
  const { values } = reader()
  await expect(values({ topic, partition: 0, from: 2, to: 10 })).rejects.toMatchObject({ code: 'OFFSET_OUT_OF_RANGE' })
  expect(await values({ topic, partition: 0, from: 5, to: 10 })).toEqual(range(5, 5).map(String))
})

test('the first offset of a time is found, and the end where there is none', async () => {
  const admin = await testAdmin()
  const topic = await testTopic(admin)
  const producer = await openProducer(testClient().client, {})
  onTestFinished(() => producer.close())
  await producer.send([{ topic, messages: range(10).map((n) => ({ value: '', timestamp: 1_000_000 + n * 1_000 })) }])
  expect(await admin.offsetsAt(topic, 1_004_500)).toEqual([{ partition: 0, offset: 5 }])
  expect(await admin.offsetsAt(topic, 2_000_000)).toEqual([{ partition: 0, offset: 10 }])
})
