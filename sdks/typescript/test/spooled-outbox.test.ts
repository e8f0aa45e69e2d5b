import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { blankEvent } from '@trailhouse/event'
import fc from 'fast-check'
import { expect, test } from 'vitest'
import type { Verdict } from '../src/pending.ts'
import { encodeUnsealed } from '../src/sealed-event.ts'
import type { SpooledEvent } from '../src/spool/reader.ts'
import type { SpoolDelivery } from '../src/spool/sender.ts'
import { Spool } from '../src/spool/spool.ts'
import { SpooledOutbox } from '../src/spooled-outbox.ts'

const limits = {
  ...{ maxEvents: 1_000, maxBytes: 1e9, maxWaitingEvents: 0, maxWaitingBytes: 0, settleMs: 30_000 },
  ...{ batchEvents: 4, batchBytes: 1_000_000, acknowledge: 'kafka' as const },
}

type Status = Verdict['status']

/** Stands where Kafka does: its verdicts are the script's, whose end acknowledges. */
class ScriptedSpoolDelivery implements SpoolDelivery {
  readonly sends: { schema: string; seqs: number[]; statuses: Status[] }[] = []
  readonly trouble = undefined
  readonly #script: Status[][]

  constructor(script: Status[][]) {
    this.#script = [...script]
  }

  async prepareFor(): Promise<void> {}

  async sendNumbered(events: readonly SpooledEvent[], schema: string): Promise<readonly Verdict[]> {
    const script = this.#script.shift() ?? ['acknowledged']
    const statuses = events.map((_, i) => script[i % script.length] as Status)
    this.sends.push({ schema, seqs: events.map(({ seq }) => seq), statuses })
    return statuses.map((status) => (status === 'acknowledged' ? { status } : { status, cause: new Error('scripted') }))
  }
}

function openOutbox(dir: string, producerId: string, schema: string, delivery: SpoolDelivery): SpooledOutbox {
  const spool = new Spool({ dir, maxBytes: 1 << 24, fsync: 'none', producerId, schema }, () => {})
  return new SpooledOutbox(producerId, limits, spool, delivery, () => {})
}

function record(outbox: SpooledOutbox, id: number) {
  const event_id = `00000000-0000-7000-8000-${String(id).padStart(12, '0')}`
  const event = { ...blankEvent(), event_id, event_time: id, ingest_time: id }
  return outbox.add(event, 'key', encodeUnsealed(event), 'reject')
}

async function end(outbox: SpooledOutbox): Promise<number> {
  outbox.stop()
  const left = await outbox.end()
  outbox.abandon()
  return left
}

const verdicts = fc.array(fc.constantFrom<Status>('acknowledged', 'failed', 'unknown'), { minLength: 1, maxLength: 4 })

test('whatever the verdicts, each event is sent until it is acknowledged, and before any of a later batch', () =>
  fc.assert(
    fc.asyncProperty(fc.array(verdicts, { maxLength: 3 }), fc.integer({ min: 1, max: 30 }), async (script, count) => {
      const dir = await mkdtemp(join(tmpdir(), 'trailhouse-spool-'))
      const delivery = new ScriptedSpoolDelivery(script)
      const outbox = openOutbox(dir, 'p', 'schema', delivery)
      const receipts = await Promise.all(Array.from({ length: count }, (_, i) => record(outbox, i + 1)))
      expect(receipts.map(({ producer_seq }) => producer_seq)).toEqual(receipts.map((_, i) => i + 1))
      await outbox.drain()
      expect(await end(outbox)).toBe(0)
      const acknowledged: number[] = []
      for (const { seqs, statuses } of delivery.sends) {
        const missing = receipts.map((_, i) => i + 1).filter((seq) => !acknowledged.includes(seq))
        expect(Math.min(...seqs)).toBe(missing[0])
        acknowledged.push(...seqs.filter((_, i) => statuses[i] === 'acknowledged'))
      }
      expect(acknowledged.toSorted((a, b) => a - b)).toEqual(receipts.map((_, i) => i + 1))
      const unknown = delivery.sends.flatMap(({ statuses }) => statuses).filter((status) => status === 'unknown')
      expect(outbox.spooled.resent).toBe(unknown.length)
      await rm(dir, { recursive: true })
    }),
    { numRuns: 25 },
  ))

test('events that an earlier version left are sent in its schema, before those of this one', async () => {
  const dir = await mkdtemp(join(tmpdir(), 'trailhouse-spool-'))
  const away = new ScriptedSpoolDelivery(Array(10).fill(['failed']))
  const earlier = openOutbox(dir, 'earlier', 'schema 1', away)
  const pending = [1, 2, 3].map((id) => record(earlier, id))
  const settled = Promise.allSettled(pending)
  await expect.poll(() => away.sends.length).toBeGreaterThan(0)
  expect(await end(earlier)).toBe(3)
  expect((await settled).map((each) => each.status === 'rejected' && each.reason.code)).toEqual(
    Array(3).fill('DELIVERY_DELAYED'),
  )
  const delivery = new ScriptedSpoolDelivery([])
  const later = openOutbox(dir, 'later', 'schema 2', delivery)
  expect(await record(later, 4)).toMatchObject({ producer_id: 'later', producer_seq: 1 })
  await later.drain()
  await end(later)
  expect(delivery.sends.map(({ schema, seqs }) => [schema, seqs])).toEqual([
    ['schema 1', [1, 2, 3]],
    ['schema 2', [1]],
  ])
  await rm(dir, { recursive: true })
})
