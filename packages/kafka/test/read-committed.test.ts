import { randomUUID } from 'node:crypto'
import fc from 'fast-check'
import type { Producer, Transaction } from 'kafkajs'
import { expect, onTestFinished, test } from 'vitest'
import { committedOnly } from '../src/kafkajs-modules/read-committed.ts'
import { range, testAdmin, testConsumer, testTopic, until } from './support/kafka.ts'
import { plainKafka, readPlain } from './support/plain.ts'
import { seededRandom } from './support/random.ts'

const rounds = Number(process.env['TRAILHOUSE_FUZZ_ROUNDS'] ?? 4)
const last = 'the last record'

type Writer = { readonly name: number; readonly producer: Producer; open: Transaction | null; pending: string[] }

/** Writers take turns at random, a step each: the log is the same for the same seed. Returns what was committed. */
async function writeInterleaved(topic: string, writers: number, seed: number): Promise<string[]> {
  const random = seededRandom(seed)
  const all = await Promise.all(range(writers).map(openWriter))
  const committed: string[] = []
  let written = 0
  for (let step = 0; step < 60; step += 1) {
    const writer = all[Math.floor(random() * writers)]
    if (!writer) continue
    writer.open ??= await writer.producer.transaction()
    const values = range(1 + Math.floor(random() * 3)).map(() => `${writer.name}:${written++}`)
    await writer.open.send({ topic, messages: values.map((value) => ({ value, partition: 0 })) })
    writer.pending.push(...values)
    if (random() < 0.4) await end(writer, random() < 0.5, committed)
  }
  for (const writer of all) if (writer.open) await end(writer, false, committed)
  const [first] = all
  if (first) {
    first.open = await first.producer.transaction()
    await first.open.send({ topic, messages: [{ value: last, partition: 0 }] })
    first.pending.push(last)
    await end(first, true, committed)
  }
  return committed.sort()
}

async function openWriter(name: number): Promise<Writer> {
  const retry = { initialRetryTime: 5, maxRetryTime: 250, retries: 20 }
  const producer = plainKafka().producer({ transactionalId: randomUUID(), maxInFlightRequests: 1, retry })
  onTestFinished(() => producer.disconnect())
  await producer.connect()
  return { name, producer, open: null, pending: [] }
}

async function end(writer: Writer, commit: boolean, committed: string[]): Promise<void> {
  if (commit) await writer.open?.commit()
  else await writer.open?.abort()
  if (commit) committed.push(...writer.pending)
  writer.open = null
  writer.pending = []
}

test.each([1, 2, 3])('read_committed hides every aborted record of %i writers in one partition', async (writers) => {
  const admin = await testAdmin()
  for (const seed of range(rounds, writers * 1_000)) {
    const topic = await testTopic(admin)
    const committed = await writeInterleaved(topic, writers, seed)
    // Small fetches begin in the middle of transactions.
    const consumer = await testConsumer({ topics: [topic], groupId: topic, maxBytesPerPartition: 1_000 })
    await until(() => consumer.values().includes(last), 'the last record')
    expect(consumer.values().sort(), `seed ${seed}`).toEqual(committed)
    await consumer.stop()
  }
})

test('kafkajs alone delivers aborted records where two writers interleave', async () => {
  const topic = await testTopic(await testAdmin())
  const committed = await writeInterleaved(topic, 3, 3_000)
  const delivered = await readPlain(topic, (messages) => messages.some(({ value }) => String(value) === last))
  expect(delivered.length).toBeGreaterThan(committed.length)
})

test('a key of four zero bytes is not taken for an abort marker', () => {
  const batchContext = { producerId: '7', inTransaction: true }
  const message = (offset: number, isControlRecord = false) => ({
    offset: String(offset),
    timestamp: '0',
    key: Buffer.alloc(4),
    value: null,
    headers: {},
    isControlRecord,
    batchContext,
  })
  const messages = [message(0), message(1), message(2, true)]
  const kept = committedOnly({ messages, abortedTransactions: [{ producerId: '7', firstOffset: '0' }] })
  expect(kept.map(({ offset }) => offset)).toEqual(['2'])
})

test('the order of the broker`s list of aborted transactions does not matter', () => {
  const transaction = fc.record({ producerId: fc.integer({ min: 1, max: 3 }), aborted: fc.boolean() })
  fc.assert(
    fc.property(fc.array(transaction, { maxLength: 8 }), fc.infiniteStream(fc.double()), (transactions, shuffle) => {
      const { messages, aborted, expected } = sequentialLog(transactions)
      const sorted = aborted.map((entry) => ({ entry, at: shuffle.next().value ?? 0 })).sort((a, b) => a.at - b.at)
      const kept = committedOnly({ messages, abortedTransactions: sorted.map(({ entry }) => entry) })
      expect(kept.filter(({ isControlRecord }) => !isControlRecord).map(({ offset }) => offset)).toEqual(expected)
    }),
  )
})

/** Transactions one after the other, two records and a marker each. */
function sequentialLog(transactions: readonly { producerId: number; aborted: boolean }[]) {
  const aborted: { producerId: string; firstOffset: string }[] = []
  const expected: string[] = []
  const messages = transactions.flatMap((transaction, index) => {
    const producerId = String(transaction.producerId)
    const first = index * 3
    if (transaction.aborted) aborted.push({ producerId, firstOffset: String(first) })
    else expected.push(String(first), String(first + 1))
    return [first, first + 1, first + 2].map((offset) => ({
      offset: String(offset),
      timestamp: '0',
      key: null,
      value: null,
      headers: {},
      isControlRecord: offset === first + 2,
      batchContext: { producerId, inTransaction: true },
    }))
  })
  return { messages, aborted, expected }
}
