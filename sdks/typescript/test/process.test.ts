import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, onTestFinished, test } from 'vitest'
import { receiptsOf, runApplication } from './support/run-application.ts'
import { testTopic } from './support/topic.ts'

const numbers = (count: number) => Array.from({ length: count }, (_, i) => i + 1)

async function spoolDir(): Promise<string> {
  const dir = await mkdtemp(join(tmpdir(), 'trailhouse-spool-'))
  onTestFinished(() => rm(dir, { recursive: true, force: true }))
  return dir
}

test('process.exit with events pending: none was acknowledged, and a line on stderr says how many are lost', async () => {
  const topic = await testTopic(1)
  const application = runApplication(topic, { burst: 40, next: 'exit' })
  expect(await application.ended).toBe(3)
  expect(receiptsOf(application)).toEqual([])
  expect(application.stderr).toMatch(/^DELIVERY_UNKNOWN: the process ended with 40 audit events of shop/)
  expect(await topic.read()).toEqual([])
})

test('with onError each event that ends with the process is told to it, before the process ends', async () => {
  const application = runApplication(await testTopic(1), { burst: 40, next: 'exit', onError: true })
  expect(await application.ended).toBe(3)
  expect(application.lines.filter((line) => 'error' in line)).toEqual(Array(40).fill({ error: 'DELIVERY_UNKNOWN' }))
  expect(application.stderr).toBe('')
})

test('an uncaught exception tells the same way', async () => {
  const application = runApplication(await testTopic(1), { burst: 40, next: 'throw' })
  expect(await application.ended).toBe(1)
  expect(application.stderr).toContain('a fault of the application')
  expect(application.stderr).toContain('DELIVERY_UNKNOWN: the process ended with 40 audit events of shop')
})

test.each(['exit', 'throw'] as const)('with a spool nothing is lost by %s: the next process sends it', async (next) => {
  const topic = await testTopic(1)
  const spool = { dir: await spoolDir() }
  const application = runApplication(topic, { burst: 40, next }, { spool })
  await application.ended
  expect(application.stderr).not.toContain('DELIVERY_UNKNOWN')
  const after = runApplication(topic, { burst: 0, onlyClose: true }, { spool })
  expect(await after.ended).toBe(0)
  expect((await topic.read()).map(({ event }) => event.producer_seq)).toEqual(numbers(40))
})

test('SIGTERM in full flow, and close() in its handler: what was acknowledged is what is stored', async () => {
  const topic = await testTopic(1)
  const application = runApplication(topic, { burst: 200 })
  await expect.poll(() => receiptsOf(application).length, { timeout: 20_000 }).toBeGreaterThan(400)
  application.kill('SIGTERM')
  expect(await application.ended).toBe(0)
  const last = application.lines.at(-1)
  expect(last).toMatchObject({ report: { unknown: [], failed: [] } })
  const stored = (await topic.read()).map(({ event }) => event.producer_seq)
  expect(stored).toEqual(numbers(stored.length))
  expect(last).toMatchObject({ stats: { acknowledged: stored.length } })
})

test('SIGTERM that nobody handles ends the process at once: what was acknowledged is stored, once', async () => {
  const topic = await testTopic(1)
  const application = runApplication(topic, { burst: 200, deaf: true })
  await expect.poll(() => receiptsOf(application).length, { timeout: 20_000 }).toBeGreaterThan(400)
  application.kill('SIGTERM')
  expect(await application.ended).toBe('SIGTERM')
  const stored = (await topic.read()).map(({ event }) => event.producer_seq)
  expect(stored).toEqual(numbers(stored.length))
  expect(stored.length).toBeGreaterThanOrEqual(receiptsOf(application).length)
})

test('SIGTERM that nobody handles takes nothing from a spool: the next process sends it', async () => {
  const topic = await testTopic(1)
  const spool = { dir: await spoolDir() }
  const application = runApplication(topic, { burst: 200, deaf: true }, { spool })
  await expect.poll(() => receiptsOf(application).length, { timeout: 20_000 }).toBeGreaterThan(400)
  application.kill('SIGTERM')
  expect(await application.ended).toBe('SIGTERM')
  const after = runApplication(topic, { burst: 0, onlyClose: true }, { spool })
  expect(await after.ended).toBe(0)
  const stored = new Set((await topic.read()).map(({ event }) => event.request_id))
  expect(receiptsOf(application).filter(({ n }) => !stored.has(String(n)))).toEqual([])
})

test.each(['cluster', 'fork'] as const)(
  'each process of a %s has a producer_id and numbers of its own',
  async (next) => {
    const topic = await testTopic(2)
    const application = runApplication(topic, { burst: 100, next })
    await expect.poll(() => receiptsOf(application).length, { timeout: 25_000 }).toBe(300)
    await application.ended
    const byProducer = Map.groupBy(await topic.read(), ({ event }) => event.producer_id)
    expect(byProducer.size).toBe(3)
    for (const stored of byProducer.values())
      expect(stored.map(({ event }) => event.producer_seq).sort((a, b) => a - b)).toEqual(numbers(100))
  },
)

test('blocked for longer than deliveryTimeoutMs, what is told to have failed is not stored, and what was acknowledged is, once', async () => {
  const topic = await testTopic(1)
  const options = { deliveryTimeoutMs: 1_000, batch: { maxEvents: 50 } }
  const application = runApplication(topic, { burst: 2_500, next: 'block', blockMs: 3_000 }, options)
  expect(await application.ended).toBe(0)
  const stored = (await topic.read()).map(({ event }) => Number(event.request_id))
  expect(new Set(stored).size).toBe(stored.length)
  const failed = application.lines.flatMap((line) =>
    'error' in line && line.error === 'DELIVERY_FAILED' ? [line.n] : [],
  )
  expect(failed.length).toBeGreaterThan(0)
  const held = new Set(stored)
  expect(failed.filter((n) => held.has(n as number))).toEqual([])
  expect(receiptsOf(application).filter(({ n }) => !held.has(n))).toEqual([])
})

test('an event loop that is blocked for 10 s in full flow loses and doubles nothing', async () => {
  const topic = await testTopic(1)
  const application = runApplication(topic, { burst: 2_500, next: 'block', blockMs: 10_000 })
  expect(await application.ended).toBe(0)
  expect(receiptsOf(application)).toHaveLength(2_500)
  expect((await topic.read()).map(({ event }) => event.producer_seq)).toEqual(numbers(2_500))
})
