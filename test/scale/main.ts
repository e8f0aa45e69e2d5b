/**
 * 24 partitions under load: 1 -> 3 -> 1 instances of both services, `npm run test:scale -- --rate 1000 --hold 20`. Prints the
 * longest time for which a partition stood still: while nothing changed, and at each hand-over. Then the oracle.
 */
import { setTimeout as delay } from 'node:timers/promises'
import { parseArgs } from 'node:util'
import { Bed } from '../faults/framework/bed.ts'
import { feed } from '../faults/framework/feed.ts'
import { count, judge } from '../faults/framework/oracle.ts'
import type { Service, ServiceName } from '../faults/framework/service.ts'
import { ownStack } from '../support/own-stack.ts'
import { runSuite, table } from '../support/suite.ts'
import { until } from '../support/until.ts'
import { watchCommits } from './commits.ts'
import { stops } from './stops.ts'

const partitions = 24
const services = ['normalizer', 'sink'] as const
/** Records of a turn: each of the two inputs gets half of them. */
const perTurn = 50

const { values } = parseArgs({
  options: { rate: { type: 'string', default: '1000' }, hold: { type: 'string', default: '20' } },
})
const [rate, holdMs] = [Number(values.rate), Number(values.hold) * 1_000]

type Phase = { readonly name: string; readonly from: number; readonly to: number }

await runSuite(async (trial) => {
  const stack = await ownStack(trial)
  const [kafka, registry, clickhouse] = [stack.kafka.address, stack.registry.address, stack.clickhouse.address]
  const bed = await Bed.open(trial, { kafka, registry, clickhouse, partitions })
  const start = (name: ServiceName) => bed.start(name, { settings: { TRAILHOUSE_LOG_LEVEL: 'info' } })
  const first = services.map(start)
  const watches = { normalizer: watchCommits(bed, 'normalizer'), sink: watchCommits(bed, 'sink') }
  const load = startLoad(bed)
  await allTake(first)
  await delay(holdMs / 2)
  const phases: Phase[] = [await phase('1 instance', async () => {})]
  const joined: Service[] = []
  const join = async () => {
    joined.push(...services.flatMap((name) => [start(name), start(name)]))
    await allTake(joined)
  }
  phases.push(await phase('1 -> 3', join))
  phases.push(await phase('3 instances', async () => {}))
  const codes: unknown[] = []
  phases.push(
    await phase('3 -> 1', async () => void codes.push(...(await Promise.all(joined.map((one) => one.stop()))))),
  )
  const records = await load.stop()
  await bed.settled(300_000)
  await Promise.all([watches.normalizer.end(), watches.sink.end()])
  const worst = (name: ServiceName, { from, to }: Phase) => {
    const [longest, ...others] = stops(watches[name].samples, from, to).map(({ ms }) => Math.round(ms))
    return [longest ?? 0, others[Math.floor(others.length / 2)] ?? 0]
  }
  console.log(
    table([
      ['While', 'Normalizer: worst partition, ms', 'half of them, ms', 'Sink: worst partition, ms', 'half of them, ms'],
      ...phases.map((each) => [each.name, ...worst('normalizer', each), ...worst('sink', each)]),
    ]),
  )
  const counted = await count(bed.clickhouse)
  const { conserved, lost, duplicates } = judge(counted, bed.expected)
  console.log(`\n${records} records at ${rate}/s; ${counted.events.rows} events, ${counted.letters.rows} dead letters`)
  console.log(`${lost} lost, ${duplicates} doubled; the four that left ended with ${codes.join(', ')}`)
  return conserved && codes.every((code) => code === 0)
})

/** Does what is to be measured, and goes on for as long as partitions may take to move again. */
async function phase(name: string, act: () => Promise<void>): Promise<Phase> {
  console.log(`${name} …`)
  const from = performance.now()
  await act()
  await delay(holdMs)
  return { name, from, to: performance.now() }
}

/** Each of them has partitions, and records of them. */
async function allTake(instances: readonly Service[]): Promise<void> {
  const takes = async () => {
    for (const each of instances) if ((await taken(each)) === 0) return false
    return true
  }
  await until('each instance takes records', takes, 180_000)
}

/** 0 also for one that is too busy to answer. */
function taken(service: Service): Promise<number> {
  return service.metric('trailhouse_records_in_total').catch(() => 0)
}

function startLoad(bed: Bed): { stop(): Promise<number> } {
  let [ended, records] = [false, 0]
  const working = (async () => {
    while (!ended) {
      const next = performance.now() + (perTurn / rate) * 1_000
      await feed(bed, perTurn, ['aws-cloudtrail', 'kubernetes-audit'])
      records += perTurn
      await delay(Math.max(0, next - performance.now()))
    }
  })()
  working.catch(() => undefined)
  const stop = async () => {
    ended = true
    await working
    return records
  }
  return { stop }
}
