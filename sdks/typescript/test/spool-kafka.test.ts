import { mkdtemp, readdir, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, inject, onTestFinished, test } from 'vitest'
import { startTcpProxy } from '../../../test/support/tcp-proxy.ts'
import { defineActions } from '../src/index.ts'
import { receiptsOf, runApplication } from './support/run-application.ts'
import { type Stored, testAudit, testTopic } from './support/topic.ts'

const valid = { action: 'order.change', actor: 'u1' }

async function spoolDir(): Promise<string> {
  const dir = await mkdtemp(join(tmpdir(), 'trailhouse-spool-'))
  onTestFinished(() => rm(dir, { recursive: true, force: true }))
  return dir
}

async function proxiedBroker() {
  const kafka = inject('kafka')
  const proxy = await startTcpProxy(kafka)
  onTestFinished(() => proxy.close())
  return { proxy, options: { brokers: [proxy.address], addressMap: { [kafka]: proxy.address } } }
}

const identity = ({ producer_id, producer_seq }: { producer_id: string; producer_seq: number }) =>
  `${producer_id} ${producer_seq}`

/** The first of each event, in their order: the others are repeats. */
function withoutRepeats(stored: readonly Stored[]): { events: Stored[]; repeats: number } {
  const seen = new Set<string>()
  const events = stored.filter(({ event }) => !seen.has(identity(event)) && seen.add(identity(event)))
  return { events, repeats: stored.length - events.length }
}

test('an event is acknowledged by Kafka, taken off the spool, and nothing is left after close', async () => {
  const dir = await spoolDir()
  const topic = await testTopic(4)
  const audit = testAudit(topic, { spool: { dir } })
  const receipts = await Promise.all(Array.from({ length: 500 }, () => audit.record(valid)))
  expect(receipts.map(({ producer_seq }) => producer_seq)).toEqual(receipts.map((_, i) => i + 1))
  expect(audit.stats()).toMatchObject({ acknowledged: 500, spool: { recovered: 0, resent: 0, torn_bytes: 0 } })
  expect(await audit.close()).toEqual({ unknown: [], failed: [], spooled: 0 })
  expect(await readdir(dir)).toEqual(['lock'])
  const stored = (await topic.read()).map(({ event }) => event)
  expect(stored.map(({ producer_seq }) => producer_seq)).toEqual(receipts.map((_, i) => i + 1))
  expect(new Set(stored.map(identity))).toEqual(new Set(receipts.map(identity)))
})

test('Kafka is away: what is spooled is acknowledged by the disk, outlives close, and is sent in order by the next audit', async () => {
  const dir = await spoolDir()
  const topic = await testTopic(1)
  const { proxy, options } = await proxiedBroker()
  proxy.set('refuse')
  const spool = { dir, acknowledge: 'spool' as const }
  const first = testAudit(topic, { ...options, spool })
  const receipts = await Promise.all(Array.from({ length: 50 }, () => first.record(valid)))
  expect(await first.close({ timeoutMs: 100 })).toEqual({ unknown: [], failed: [], spooled: 50 })
  proxy.set('forward')
  const second = testAudit(topic, { ...options, spool })
  const own = await second.record(valid)
  expect(await second.close()).toMatchObject({ spooled: 0 })
  expect(second.stats().spool).toMatchObject({ recovered: 50 })
  expect((await topic.read()).map(({ event }) => identity(event))).toEqual([...receipts, own].map(identity))
})

test('what Kafka has not acknowledged in time is DELIVERY_DELAYED, and is stored once when Kafka is back', async () => {
  const topic = await testTopic(1)
  const { proxy, options } = await proxiedBroker()
  const audit = testAudit(topic, { ...options, spool: { dir: await spoolDir() }, deliveryTimeoutMs: 1_000 })
  await audit.record(valid)
  proxy.set('refuse')
  proxy.cut()
  await expect(audit.record(valid)).rejects.toMatchObject({ code: 'DELIVERY_DELAYED' })
  await expect.poll(() => audit.stats().spool?.trouble).toMatch(/ECONNRE|socket|connect/i)
  expect(await audit.attempt('pay', () => 42, { actor: 'u1' })).toBe(42)
  proxy.set('forward')
  await expect(audit.close()).resolves.toMatchObject({ spooled: 0 })
  expect((await topic.read()).map(({ event }) => event.producer_seq)).toEqual([1, 2, 3])
  expect(audit.stats()).toMatchObject({ acknowledged: 3, delayed: 2, spool: { trouble: '' } })
})

test('a full spool rejects, holds up or sheds, as the action says, and a shed number is missing in the topic', async () => {
  const topic = await testTopic(1)
  const { proxy, options } = await proxiedBroker()
  proxy.set('refuse')
  const actions = defineActions({
    'order.change': { class: 'entity_management', whenFull: 'reject' },
    'order.refund': { class: 'entity_management', whenFull: 'wait' },
    'page.view': { class: 'web_resources_activity', whenFull: 'shed' },
  })
  const shed: unknown[] = []
  const audit = testAudit(topic, {
    ...{ ...options, actions, onShed: (event) => shed.push(event) },
    spool: { dir: await spoolDir(), maxBytes: 1 << 20, acknowledge: 'spool' },
  })
  const large = { actor: 'u1', after: { text: 'x'.repeat(100_000) } }
  const spooled = await Promise.all(
    Array.from({ length: 10 }, () => audit.record({ action: 'order.change', ...large })),
  )
  await expect(audit.record({ action: 'order.change', ...large })).rejects.toMatchObject({ code: 'BUFFER_FULL' })
  const view = await audit.record({ action: 'page.view', ...large })
  expect(view).toMatchObject({ producer_seq: 11, shed: true })
  expect(shed).toMatchObject([{ event_id: view.event_id, action: 'page.view', producer_seq: 11 }])
  const waiting = audit.record({ action: 'order.refund', ...large })
  expect(audit.stats()).toMatchObject({ buffer_full: 1, shed: 1, waiting: { events: 1 } })
  proxy.set('forward')
  expect(await waiting).toMatchObject({ producer_seq: 12 })
  await audit.close()
  const numbers = (await topic.read()).map(({ event }) => event.producer_seq)
  expect(numbers).toEqual([...spooled.map(({ producer_seq }) => producer_seq), 12])
})

test('what the broker refuses does not hold up the others, and is told although its promise had resolved', async () => {
  const topic = await testTopic(1, { 'max.message.bytes': '20000' })
  const lost: unknown[] = []
  const audit = testAudit(topic, {
    ...{ onError: (error: unknown) => lost.push(error) },
    spool: { dir: await spoolDir(), acknowledge: 'spool' },
  })
  const sizes = [10, 30_000, 10]
  const receipts = await Promise.all(sizes.map((size) => audit.record({ ...valid, after: 'x'.repeat(size) })))
  await audit.close()
  expect(lost).toMatchObject([{ code: 'DELIVERY_FAILED', event_id: receipts[1]?.event_id }])
  expect((await topic.read()).map(({ event }) => event.producer_seq)).toEqual([1, 3])
  expect(audit.stats()).toMatchObject({ acknowledged: 2, failed: 1 })
})

test('shedding without a spool is refused: its loss would not be seen', () => {
  const actions = defineActions({ 'page.view': { class: 'web_resources_activity', whenFull: 'shed' } })
  const options = { service: 's', brokers: ['a:1'], registry: 'http://r', actions }
  expect(() => testAudit({ name: 't', read: async () => [] }, options)).toThrow(/whenFull shed, which needs a spool/)
})

/** TRAILHOUSE_TEST_SPOOL_KILLS=20 npx vitest run sdks/typescript/test/spool-kafka -t flow */
const kills = Number(process.env['TRAILHOUSE_TEST_SPOOL_KILLS'] ?? 2)

test('an application killed in full flow and started again: all it was told to be spooled is in Kafka, in order', {
  timeout: 30_000 * kills,
}, async () => {
  const dir = await spoolDir()
  const topic = await testTopic(4)
  const spool = { dir, acknowledge: 'spool' as const }
  const told: string[] = []
  for (let i = 0; i < kills; i++) {
    const application = runApplication(topic, { burst: 500, actors: 7 }, { spool })
    await expect.poll(() => receiptsOf(application).length, { timeout: 20_000 }).toBeGreaterThan(1_000 + i * 137)
    application.kill('SIGKILL')
    expect(await application.ended).toBe('SIGKILL')
    told.push(...receiptsOf(application).map(({ receipt }) => identity(receipt)))
  }
  const last = runApplication(topic, { burst: 0, onlyClose: true }, { spool })
  expect(await last.ended).toBe(0)
  const stored = await topic.read()
  const { events, repeats } = withoutRepeats(stored)
  const identities = new Set(events.map(({ event }) => identity(event)))
  expect(told.filter((event) => !identities.has(event))).toEqual([])
  for (const producer of new Set(events.map(({ event }) => event.producer_id)))
    for (let actor = 0; actor < 7; actor++) {
      const own = events.filter(({ event }) => event.producer_id === producer && event.actor_id === `u${actor}`)
      const seqs = own.map(({ event }) => event.producer_seq)
      expect(seqs).toEqual(seqs.toSorted((a, b) => a - b))
    }
  if (process.env['TRAILHOUSE_TEST_SPOOL_KILLS'])
    console.log(`${kills} kills: told ${told.length}, stored ${events.length}, repeats ${repeats}`)
  expect(repeats).toBeLessThanOrEqual(kills * 2 * 2_000)
})

test('a folder that another process uses is SPOOL_LOCKED until that is killed', async () => {
  const topic = await testTopic(1)
  const spool = { dir: await spoolDir() }
  const application = runApplication(topic, { burst: 10 }, { spool })
  await expect.poll(() => receiptsOf(application).length, { timeout: 20_000 }).toBeGreaterThan(10)
  expect(() => testAudit(topic, { spool })).toThrow(expect.objectContaining({ code: 'SPOOL_LOCKED' }))
  application.kill('SIGKILL')
  await application.ended
  expect(await testAudit(topic, { spool }).close()).toMatchObject({ spooled: 0 })
})

test('killed while Kafka is away: all of it is there once Kafka is back, each once', async () => {
  const dir = await spoolDir()
  const topic = await testTopic(1)
  const { proxy, options } = await proxiedBroker()
  proxy.set('refuse')
  const spool = { dir, acknowledge: 'spool' as const }
  const application = runApplication(topic, { burst: 100 }, { ...options, spool })
  await expect.poll(() => receiptsOf(application).length, { timeout: 20_000 }).toBeGreaterThan(1_000)
  application.kill('SIGKILL')
  await application.ended
  expect(proxy.seen.refused).toBeGreaterThan(0)
  const told = receiptsOf(application).map(({ receipt }) => receipt.producer_seq)
  proxy.set('forward')
  const next = runApplication(topic, { burst: 0, onlyClose: true }, { ...options, spool })
  expect(await next.ended).toBe(0)
  const numbers = (await topic.read()).map(({ event }) => event.producer_seq)
  expect(numbers).toEqual(numbers.map((_, i) => i + 1))
  expect(numbers.length).toBeGreaterThanOrEqual(Math.max(...told))
  expect(next.lines).toMatchObject([{ report: { spooled: 0 }, stats: { spool: { recovered: numbers.length } } }])
})

test('a disk that fails: what was told to be spooled is stored, what was told SPOOL_FAILED is not', async () => {
  const topic = await testTopic(1)
  const spool = { dir: await spoolDir(), maxBytes: 1 << 20, acknowledge: 'spool' as const }
  const application = runApplication(topic, { burst: 50 }, { spool }, 40 * 1_024)
  const failed = () => application.lines.flatMap((line) => ('error' in line ? [line] : []))
  await expect.poll(() => failed().length, { timeout: 20_000 }).toBeGreaterThan(100)
  application.kill('SIGTERM')
  expect(await application.ended).toBe(0)
  const stored = new Set((await topic.read()).map(({ event }) => Number(event.request_id)))
  const told = receiptsOf(application).map(({ n }) => n)
  expect(told.length).toBeGreaterThan(100)
  expect(told.filter((n) => !stored.has(n))).toEqual([])
  const refused = failed().filter(({ error }) => error === 'SPOOL_FAILED')
  expect(refused.length).toBeGreaterThan(100)
  expect(refused.filter(({ n }) => stored.has(n as number))).toEqual([])
})

test.each([2, 8])(
  'a disk that takes no more than %i KiB of a file: each event is told, and no file stays',
  async (kib) => {
    const dir = await spoolDir()
    const application = runApplication(await testTopic(1), { burst: 50 }, { spool: { dir } }, kib * 1_024)
    await expect.poll(() => application.lines.length, { timeout: 20_000 }).toBeGreaterThan(500)
    application.kill('SIGTERM')
    expect(await application.ended).toBe(0)
    const told = new Set(application.lines.flatMap((line) => ('error' in line ? [line.error] : [])))
    expect(receiptsOf(application)).toEqual([])
    expect(told).toContain('SPOOL_FAILED')
    expect(await readdir(dir)).toEqual(['lock'])
  },
)

test('events that wait for a slow disk are admitted as it takes the others, while Kafka is away', async () => {
  const { proxy, options } = await proxiedBroker()
  proxy.set('refuse')
  const audit = testAudit(await testTopic(1), {
    ...{ ...options, buffer: { maxEvents: 5, whenFull: 'wait' } },
    spool: { dir: await spoolDir(), acknowledge: 'spool' },
  })
  const receipts = await Promise.all(Array.from({ length: 100 }, () => audit.record(valid)))
  expect(receipts.map(({ producer_seq }) => producer_seq)).toEqual(receipts.map((_, i) => i + 1))
})
