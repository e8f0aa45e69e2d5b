import fc from 'fast-check'
import { expect, test } from 'vitest'
import { Outbox } from '../src/outbox.ts'
import type { OutboxLimits, Verdict, WhenFull } from '../src/pending.ts'
import { ScriptedDelivery } from './support/scripted-delivery.ts'

const limits: OutboxLimits = {
  ...{ maxEvents: 1_000, maxBytes: 10_000_000, maxWaitingEvents: 0, maxWaitingBytes: 0 },
  ...{ queueMs: 30_000, lingerMs: 0, batchEvents: 7, batchBytes: 1_000_000 },
}
const never = () => new Promise<void>(() => {})
const add = (outbox: Outbox, id: number, whenFull: WhenFull = 'reject') =>
  outbox.add({ event_id: String(id), event_time: id }, 'key', Buffer.alloc(10), whenFull)

const statuses = fc.constantFrom<Verdict['status']>('acknowledged', 'failed', 'unknown')
const batch = fc.oneof(
  statuses.map((status) => [status]),
  fc.array(statuses, { minLength: 2, maxLength: 7 }),
)

test('whatever becomes of its batches, each event settles once as its verdict says, in order, without a false gap', () =>
  fc.assert(
    fc.asyncProperty(
      fc.array(batch, { maxLength: 8 }),
      fc.array(fc.nat(12), { maxLength: 6 }),
      async (script, bursts) => {
        const delivery = new ScriptedDelivery(script)
        const outbox = new Outbox('p', limits, delivery)
        const settled: Promise<string>[] = []
        for (const burst of bursts) {
          for (let i = 0; i < burst; i++) settled.push(outcomeOf(add(outbox, settled.length)))
          await new Promise((resolve) => setImmediate(resolve))
        }
        const outcomes = await Promise.all(settled)
        expect(delivery.sent.map(({ event_id }) => event_id)).toEqual(outcomes.map((_, i) => String(i)))
        expect(outcomes).toEqual(delivery.sent.map(({ status, seq }) => expectedOutcome[status](seq)))
        expect(delivery.greatestUnderWay).toBeLessThanOrEqual(1)
        expect(gaps(delivery)).toEqual([])
        expect(outbox.size.buffered).toEqual({ events: 0, bytes: 0 })
      },
    ),
    { numRuns: 200 },
  ))

const expectedOutcome = {
  acknowledged: (seq: number) => `seq ${seq}`,
  failed: () => 'DELIVERY_FAILED',
  unknown: () => 'DELIVERY_UNKNOWN',
}

const outcomeOf = (recorded: Promise<{ producer_seq: number }>) =>
  recorded.then(
    ({ producer_seq }) => `seq ${producer_seq}`,
    ({ code }: { code: string }) => code,
  )

/** Numbers of stored or perhaps stored events that follow a number which nobody can have seen, with no reason in their batch. */
function gaps({ sent, batches }: ScriptedDelivery): number[] {
  let next = 1
  let start = 0
  const found: number[] = []
  for (const length of batches) {
    const events = sent.slice(start, start + length)
    start += length
    if (events.every(({ status }) => status === 'failed')) continue
    if (events[0]?.seq !== next) found.push(next)
    next = (events.at(-1)?.seq ?? 0) + 1
  }
  return found
}

test('past its bound of events it rejects with BUFFER_FULL, and takes events again when there is room', async () => {
  let release = () => {}
  const held = new Promise<void>((resolve) => {
    release = resolve
  })
  const outbox = new Outbox('p', { ...limits, maxEvents: 3 }, new ScriptedDelivery([], () => held))
  const first = [0, 1, 2].map((id) => add(outbox, id))
  await expect(add(outbox, 3)).rejects.toMatchObject({ code: 'BUFFER_FULL', event_id: '3' })
  expect(outbox.size.buffered.events).toBe(3)
  release()
  await Promise.all(first)
  await expect(add(outbox, 4)).resolves.toMatchObject({ producer_seq: 4 })
})

test('past its bound of bytes it rejects with BUFFER_FULL', async () => {
  const outbox = new Outbox('p', { ...limits, maxBytes: 1_500 }, new ScriptedDelivery([], never))
  void add(outbox, 0)
  void add(outbox, 1)
  await expect(add(outbox, 2)).rejects.toMatchObject({ code: 'BUFFER_FULL' })
})

test('when it is to wait, events beyond the bound wait in order, and no more than the bound is buffered', async () => {
  const waiting: OutboxLimits = {
    ...limits,
    maxEvents: 5,
    maxWaitingEvents: 500,
    maxWaitingBytes: 1e9,
  }
  const delivery = new ScriptedDelivery([])
  const outbox = new Outbox('p', waiting, delivery)
  const receipts = Promise.all(Array.from({ length: 200 }, (_, id) => add(outbox, id, 'wait')))
  expect(outbox.size).toMatchObject({ buffered: { events: 5 }, waiting: { events: 195 } })
  expect((await receipts).map(({ producer_seq }) => producer_seq)).toEqual(Array.from({ length: 200 }, (_, i) => i + 1))
  expect(Math.max(...delivery.batches)).toBeLessThanOrEqual(5)
})

test('the waiting room is bounded too', async () => {
  const waiting: OutboxLimits = { ...limits, maxEvents: 1, maxWaitingEvents: 2, maxWaitingBytes: 1e9 }
  const outbox = new Outbox('p', waiting, new ScriptedDelivery([], never))
  for (const id of [0, 1, 2]) void add(outbox, id, 'wait')
  await expect(add(outbox, 3, 'wait')).rejects.toMatchObject({ code: 'BUFFER_FULL' })
})

test('events that cannot be handed over in time fail, and their numbers go to the next', async () => {
  let reachable = false
  const prepare = async () => {
    if (!reachable) throw new Error('registry away')
  }
  const outbox = new Outbox('p', { ...limits, queueMs: 20 }, new ScriptedDelivery([], prepare))
  await expect(add(outbox, 0)).rejects.toMatchObject({
    ...{ code: 'DELIVERY_FAILED', event_id: '0', message: expect.stringContaining('registry away') },
  })
  reachable = true
  await expect(add(outbox, 1)).resolves.toMatchObject({ producer_seq: 1 })
})

test('flush waits for what was recorded before it, and does not linger', async () => {
  const outbox = new Outbox('p', { ...limits, lingerMs: 1_000 }, new ScriptedDelivery([]))
  const first = add(outbox, 0)
  const began = performance.now()
  await outbox.flush()
  expect(outbox.size.buffered.events).toBe(0)
  expect(performance.now() - began).toBeLessThan(900)
  await first
})
