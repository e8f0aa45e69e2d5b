/**
 * A seeded random walk through faults, under load: `npm run test:chaos -- --minutes 20 --seed 7`. Then quiet, and the oracle.
 * 3 minutes and a seed of the clock unless given.
 *
 * With `--control token-off` the sink runs without what keeps a block from being stored twice, and the walk passes when the
 * oracle catches that.
 */
import { parseArgs } from 'node:util'
import { Bed } from '../faults/framework/bed.ts'
import type { ServiceName, ServiceOptions } from '../faults/framework/service.ts'
import { runSuite } from '../support/suite.ts'
import { strikeInstance, strikePart } from './faults.ts'
import { Instance } from './instance.ts'
import { startLoad } from './load.ts'
import { planOf, type Step } from './plan.ts'
import { conclusion, faultTable } from './report.ts'
import { type WiredStack, wiredStack } from './stack.ts'
import { keepTraces } from './traces.ts'
import { broken, type Found, find } from './verdict.ts'
import { walk } from './walk.ts'

const partitions = 4
const settleLimitMs = 300_000

const { values } = parseArgs({
  options: {
    minutes: { type: 'string', default: '3' },
    seed: { type: 'string', default: String(Date.now() % 1_000_000) },
    rate: { type: 'string', default: '300' },
    control: { type: 'string', default: '' },
  },
})
/** Modules of production that a control takes out. */
const controls: Readonly<Record<string, NonNullable<ServiceOptions['replace']>>> = {
  '': {},
  'token-off': { 'services/sink/src/range.ts': 'test/faults/controls/token-off.ts' },
}
const { control } = values
if (!(control in controls)) throw new Error(`--control takes ${Object.keys(controls).join(' or ')}, not ${control}`)
const replace = controls[control] ?? {}
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
  if (control !== '') return caught(found)
  if (wrong.length > 0) await keepTraces(bed, instances, `chaos-${seed}.log`)
  return wrong.length === 0
})

function caught({ doubled }: Found): boolean {
  console.log(doubled > 0 ? `The oracle caught ${control}.` : `THE ORACLE DID NOT CATCH ${control}.`)
  return doubled > 0
}

function instancesOf(bed: Bed, { wired }: WiredStack) {
  const settings = {
    TRAILHOUSE_LOG_LEVEL: 'debug',
    TRAILHOUSE_REGISTRY_URL: wired.registry,
    TRAILHOUSE_REGISTRY_TIMEOUT_MS: '2000',
  }
  const sink = { TRAILHOUSE_CLICKHOUSE_URL: wired.clickhouse, TRAILHOUSE_CLICKHOUSE_REQUEST_TIMEOUT_MS: '5000' }
  const instance = (service: ServiceName) =>
    new Instance(() => {
      const own = service === 'sink' ? { settings: { ...settings, ...sink }, replace } : { settings }
      return bed.start(service, own)
    })
  return {
    normalizer: instance('normalizer'),
    sink: instance('sink'),
    'second normalizer': instance('normalizer'),
    'second sink': instance('sink'),
  }
}
