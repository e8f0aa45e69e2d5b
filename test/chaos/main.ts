/**
 * A seeded random walk through faults, under load: `npm run test:chaos -- --minutes 20 --seed 7`. Then quiet, and the oracle.
 * 3 minutes and a seed of the clock unless given.
 */
import { parseArgs } from 'node:util'
import { Bed } from '../faults/framework/bed.ts'
import type { ServiceName } from '../faults/framework/service.ts'
import { runSuite } from '../support/suite.ts'
import { strikeInstance, strikePart } from './faults.ts'
import { Instance } from './instance.ts'
import { startLoad } from './load.ts'
import { planOf, type Step } from './plan.ts'
import { conclusion, faultTable } from './report.ts'
import { type WiredStack, wiredStack } from './stack.ts'
import { broken, find } from './verdict.ts'
import { walk } from './walk.ts'

const partitions = 4
const settleLimitMs = 300_000

const { values } = parseArgs({
  options: {
    minutes: { type: 'string', default: '3' },
    seed: { type: 'string', default: String(Date.now() % 1_000_000) },
    rate: { type: 'string', default: '300' },
  },
})
const [minutes, seed, rate] = [Number(values.minutes), Number(values.seed), Number(values.rate)]

await runSuite(async (trial) => {
  const plan = planOf(seed, minutes)
  console.log(`Seed ${seed}, ${minutes} minutes, ${plan.length} faults planned:`)
  for (const { at, target, fault, lasts } of plan) console.log(`  ${at} ms  ${target}: ${fault}, ${lasts} ms`)
  const stack = await wiredStack(trial)
  const bed = await Bed.open(trial, { ...stack.direct, kafka: stack.wired.kafka, partitions })
  const instances = instancesOf(bed, stack)
  instances.normalizer.start()
  instances.sink.start()
  const load = startLoad(trial, bed, stack, rate)
  const strike = ({ target, fault }: Step, lasting: () => Promise<unknown>) =>
    target in stack.parts
      ? strikePart(stack.parts[target as keyof typeof stack.parts], fault, lasting)
      : strikeInstance(instances[target as keyof typeof instances], fault, lasting)
  const walked = await walk(plan, minutes * 60_000, strike)
  const quietAt = performance.now()
  console.log('All faults are over.')
  await load.stop()
  await bed.settled(settleLimitMs)
  const recovered = (performance.now() - quietAt) / 1_000
  const found = await find(bed, load)
  const wrong = broken(found)
  const ends = Object.entries(instances).flatMap(([name, { ends }]) => ends.map((how) => `${name}: ${how}`))
  console.log(faultTable(walked))
  console.log(conclusion({ seed, minutes, planned: plan.length, walked: walked.length, recovered, ends, found, wrong }))
  return wrong.length === 0
})

function instancesOf(bed: Bed, { wired }: WiredStack) {
  const settings = {
    TRAILHOUSE_LOG_LEVEL: 'info',
    TRAILHOUSE_REGISTRY_URL: wired.registry,
    TRAILHOUSE_REGISTRY_TIMEOUT_MS: '2000',
  }
  const sink = { TRAILHOUSE_CLICKHOUSE_URL: wired.clickhouse, TRAILHOUSE_CLICKHOUSE_REQUEST_TIMEOUT_MS: '5000' }
  const instance = (service: ServiceName) =>
    new Instance(() => bed.start(service, { settings: { ...settings, ...(service === 'sink' ? sink : {}) } }))
  return {
    normalizer: instance('normalizer'),
    sink: instance('sink'),
    'second normalizer': instance('normalizer'),
    'second sink': instance('sink'),
  }
}
