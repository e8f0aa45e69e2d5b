/**
 * What an event costs, in CPU time of this process by the operating system's accounting: in the caller before record()
 * returns, and from record() to acknowledged; beside the floor, the same bytes sent from prepared buffers. The rounds of
 * all cases are taken in turn, so that what else the machine does falls on each of them alike.
 *
 * usage: TRAILHOUSE_TEST_KAFKA=host:port TRAILHOUSE_TEST_REGISTRY=url node bench/record.ts [--events 50000] [--rounds 7]
 */
import { randomUUID } from 'node:crypto'
import { readFileSync } from 'node:fs'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { parseArgs } from 'node:util'
import { connectKafka, openAdmin } from '@trailhouse/kafka'
import { type Message, openProducer, connectKafka as producerOnly } from '@trailhouse/kafka/producer'
import { type AuditOptions, createAudit, type SpoolOptions } from '../src/index.ts'
import { inputs } from './inputs.ts'

const { values } = parseArgs({
  options: { events: { type: 'string', default: '50000' }, rounds: { type: 'string', default: '7' } },
})
const events = Number(values.events)
const rounds = Number(values.rounds)
const { TRAILHOUSE_TEST_KAFKA: kafka = '', TRAILHOUSE_TEST_REGISTRY: registry = '' } = process.env
/** What a busy service has under way at once. */
const IN_FLIGHT = 4_000

type Cost = {
  readonly total: number
  readonly main: number
  readonly caller: number
  readonly rate: number
  readonly written: number
}
type Case = { readonly name: string; round(): Promise<Cost>; end(): Promise<void> }

async function run(cases: readonly Case[]): Promise<void> {
  const costs = new Map<Case, Cost[]>(cases.map((each) => [each, []]))
  for (let i = -1; i < rounds; i++)
    for (const each of cases) {
      const cost = await each.round()
      if (i >= 0) costs.get(each)?.push(cost)
    }
  for (const [{ name, end }, of] of costs) {
    const columns = (['total', 'main', 'caller'] as const).map((column) => spread(of.map((cost) => cost[column])))
    const [rate, written] = [median(of.map((cost) => cost.rate)), median(of.map((cost) => cost.written))]
    console.log(`${name.padEnd(30)} ${columns.join('  ')}  ${rate.toFixed(0).padStart(6)}/s  ${written.toFixed(0)} B`)
    await end()
  }
}

const median = (figures: number[]) => figures.toSorted((a, b) => a - b)[figures.length >> 1] ?? Number.NaN
const spread = (figures: number[]) =>
  `${median(figures).toFixed(2)} (${Math.min(...figures).toFixed(2)} to ${Math.max(...figures).toFixed(2)})`.padEnd(24)

/** What this process wrote to sockets and files, by Linux's accounting; elsewhere NaN. */
function bytesWritten(): number {
  if (process.platform !== 'linux') return Number.NaN
  return Number(/wchar: (\d+)/.exec(readFileSync('/proc/self/io', 'utf8'))?.[1])
}

async function timed(work: () => Promise<number>): Promise<Cost> {
  const began = performance.now()
  const before = { cpu: process.cpuUsage(), thread: process.threadCpuUsage(), bytes: bytesWritten() }
  const caller = await work()
  const all = process.cpuUsage(before.cpu)
  const thread = process.threadCpuUsage(before.thread)
  const rate = events / ((performance.now() - began) / 1000)
  const written = (bytesWritten() - before.bytes) / events
  const [total, main] = [all, thread].map(({ user, system }) => (user + system) / events) as [number, number]
  return { total, main, caller: caller / events, rate, written }
}

function recording(name: string, topic: string, options: Partial<AuditOptions>): Case {
  const addresses = { brokers: [kafka], registry, topic }
  const audit = createAudit({ service: 'bench', ...addresses, registerSchema: true, ...options })
  const work = async () => {
    let caller = 0
    for (let sent = 0; sent < events; sent += IN_FLIGHT) {
      const recorded = new Array<Promise<unknown>>(Math.min(IN_FLIGHT, events - sent))
      const before = process.threadCpuUsage()
      for (let i = 0; i < recorded.length; i++)
        recorded[i] = audit.record(inputs[(sent + i) % inputs.length] as (typeof inputs)[number])
      const { user, system } = process.threadCpuUsage(before)
      caller += user + system
      await Promise.all(recorded)
    }
    await audit.flush()
    return caller
  }
  return { name, round: () => timed(work), end: async () => void (await audit.close()) }
}

async function floor(name: string, topic: string, compression: 'none' | 'zstd'): Promise<Case> {
  const producer = await openProducer(producerOnly({ brokers: [kafka], clientId: 'bench' }), { compression })
  const value = (i: number) => Buffer.from(JSON.stringify(inputs[i]).padEnd(1_200, randomUUID()).slice(0, 1_200))
  const messages: Message[] = inputs.map((_, i) => ({ key: `acme:u${i % 100}`, value: value(i) }))
  const work = async () => {
    for (let sent = 0; sent < events; sent += 750) {
      const length = Math.min(750, events - sent)
      const batch = Array.from({ length }, (_, i) => messages[(sent + i) % messages.length] as Message)
      await producer.send([{ topic, messages: batch }])
    }
    return Number.NaN
  }
  return { name, round: () => timed(work), end: () => producer.close() }
}

const topic = `sdk-bench-${randomUUID()}`
const admin = await openAdmin(connectKafka({ brokers: [kafka], clientId: 'bench' }))
await admin.createTopics([{ name: topic, partitions: 4 }])
console.log(`${events} events a round, ${rounds} rounds in turn, us of CPU an event: median (least to most)`)
console.log(
  `${''.padEnd(30)} ${'record to acknowledged'.padEnd(24)}  ${'of it, main thread'.padEnd(24)}  ${'of it, in the caller'.padEnd(24)}  rate, bytes written an event`,
)
const dir = await mkdtemp(join(tmpdir(), 'trailhouse-bench-'))
const spool = (name: string): SpoolOptions => ({ dir: join(dir, name) })
await run([
  recording('record, zstd', topic, { batch: { compression: 'zstd' } }),
  recording('record, uncompressed', topic, { batch: { compression: 'none' } }),
  recording('record, spool', topic, { spool: spool('kafka') }),
  recording('record, spool, no fsync', topic, { spool: { ...spool('no-fsync'), fsync: 'none' } }),
  await floor('floor: prepared buffers, zstd', topic, 'zstd'),
  await floor('floor: prepared buffers', topic, 'none'),
])
await rm(dir, { recursive: true })
await admin.deleteTopics([topic])
await admin.close()
