/**
 * What an event costs, in CPU time of this process by the operating system's accounting: in the caller before record()
 * returns, and from record() to acknowledged; beside the floor, the same bytes sent from prepared buffers.
 *
 * usage: TRAILHOUSE_TEST_KAFKA=host:port TRAILHOUSE_TEST_REGISTRY=url node bench/record.ts [--events 50000] [--rounds 7]
 */
import { randomUUID } from 'node:crypto'
import { parseArgs } from 'node:util'
import { connectKafka, openAdmin } from '@trailhouse/kafka'
import { type Message, openProducer, connectKafka as producerOnly } from '@trailhouse/kafka/producer'
import { type BatchOptions, createAudit } from '../src/index.ts'
import { inputs } from './inputs.ts'

const { values } = parseArgs({
  options: { events: { type: 'string', default: '50000' }, rounds: { type: 'string', default: '7' } },
})
const events = Number(values.events)
const rounds = Number(values.rounds)
const { TRAILHOUSE_TEST_KAFKA: kafka = '', TRAILHOUSE_TEST_REGISTRY: registry = '' } = process.env
/** What a busy service has under way at once. */
const IN_FLIGHT = 4_000

type Cost = { readonly caller?: number; readonly total: number; readonly rate: number }

async function measure(name: string, round: () => Promise<Cost>): Promise<void> {
  for (let i = 0; i < 2; i++) await round()
  const costs: Cost[] = []
  for (let i = 0; i < rounds; i++) costs.push(await round())
  const columns = [spread(costs.map(({ total }) => total)), spread(costs.map(({ caller = Number.NaN }) => caller))]
  console.log(`${name.padEnd(34)} ${columns.join('  ')}  ${median(costs.map(({ rate }) => rate)).toFixed(0)}/s`)
}

const median = (figures: number[]) => figures.toSorted((a, b) => a - b)[figures.length >> 1] ?? Number.NaN
const spread = (figures: number[]) =>
  `${median(figures).toFixed(2)} (${Math.min(...figures).toFixed(2)} to ${Math.max(...figures).toFixed(2)})`.padEnd(24)

async function timed(work: () => Promise<number | undefined>): Promise<Cost> {
  const began = performance.now()
  const before = process.cpuUsage()
  const caller = await work()
  const { user, system } = process.cpuUsage(before)
  const rate = events / ((performance.now() - began) / 1000)
  return { total: (user + system) / events, rate, ...(caller === undefined ? {} : { caller: caller / events }) }
}

async function recordRounds(name: string, topic: string, batch: BatchOptions): Promise<void> {
  const audit = createAudit({ service: 'bench', brokers: [kafka], registry, topic, batch, registerSchema: true })
  await measure(name, () =>
    timed(async () => {
      let caller = 0
      for (let sent = 0; sent < events; sent += IN_FLIGHT) {
        const count = Math.min(IN_FLIGHT, events - sent)
        const recorded = new Array<Promise<unknown>>(count)
        const before = process.threadCpuUsage()
        for (let i = 0; i < count; i++)
          recorded[i] = audit.record(inputs[(sent + i) % inputs.length] as (typeof inputs)[number])
        const { user, system } = process.threadCpuUsage(before)
        caller += user + system
        await Promise.all(recorded)
      }
      return caller
    }),
  )
  await audit.close()
}

async function floorRounds(name: string, topic: string, bytes: number, compression: 'none' | 'zstd'): Promise<void> {
  const producer = await openProducer(producerOnly({ brokers: [kafka], clientId: 'bench' }), { compression })
  const value = (i: number) =>
    Buffer.from(
      JSON.stringify({ ...inputs[i], pad: '' })
        .padEnd(bytes, randomUUID())
        .slice(0, bytes),
    )
  const messages: Message[] = inputs.map((_, i) => ({ key: `acme:u${i % 100}`, value: value(i) }))
  await measure(name, () =>
    timed(async () => {
      for (let sent = 0; sent < events; sent += 750) {
        const batch = Array.from(
          { length: Math.min(750, events - sent) },
          (_, i) => messages[(sent + i) % messages.length] as Message,
        )
        await producer.send([{ topic, messages: batch }])
      }
      return undefined
    }),
  )
  await producer.close()
}

const topic = `sdk-bench-${randomUUID()}`
const admin = await openAdmin(connectKafka({ brokers: [kafka], clientId: 'bench' }))
await admin.createTopics([{ name: topic, partitions: 4 }])
console.log(`${events} events a round, ${rounds} rounds, us of CPU an event: median (least to most)`)
console.log(`${''.padEnd(34)} ${'record to acknowledged'.padEnd(24)}  ${'in the caller'.padEnd(24)}`)
await recordRounds('record, zstd', topic, {})
await recordRounds('record, uncompressed', topic, { compression: 'none' })
await floorRounds('floor: prepared buffers, zstd', topic, 1_200, 'zstd')
await floorRounds('floor: prepared buffers', topic, 1_200, 'none')
await admin.deleteTopics([topic])
await admin.close()
