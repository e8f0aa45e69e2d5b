/**
 * Records a second on one core, by dataset: `node packages/datasets/bench/datasets.ts [DATASET]`.
 * Input is the dataset's own samples, each grown to no more than its size. CPU time, not wall time.
 */
import { readdirSync, readFileSync } from 'node:fs'
import { datasets, type MapContext, type Mapper } from '../src/index.ts'

const rounds = 7
const secondsPerRound = 0.5

const context: MapContext = {
  ingestTime: 1_767_225_600_000_000,
  tenantId: 'default',
  originTopic: 'audit.raw.bench',
  originTopicId: '00000000-0000-4000-8000-000000000000',
  originPartition: 0,
  originOffset: 1,
}

function samplesOf(name: string): Uint8Array[] {
  const folder = new URL(`../${name}/samples/`, import.meta.url)
  return readdirSync(folder).map((file) => readFileSync(new URL(file, folder)))
}

/** Microseconds of CPU a record in one round. */
function measure(mapper: Mapper, samples: readonly Uint8Array[]): number {
  const started = process.cpuUsage()
  let records = 0
  let spent = 0
  while (spent < secondsPerRound * 1e6) {
    for (let count = 0; count < 100; count++) {
      for (const raw of samples) mapper.map(raw, { ...context, originOffset: ++records })
    }
    const { user, system } = process.cpuUsage(started)
    spent = user + system
  }
  return spent / records
}

const wanted = process.argv[2]
console.log('dataset             bytes/record  us/record (median, min, max)  records/s/core')
for (const [name, mapper] of datasets) {
  if (wanted !== undefined && wanted !== name) continue
  const samples = samplesOf(name)
  const bytes = samples.reduce((sum, raw) => sum + raw.length, 0) / samples.length
  measure(mapper, samples)
  const costs = Array.from({ length: rounds }, () => measure(mapper, samples)).sort((one, other) => one - other)
  const [min = 0, median = 0, max = 0] = [costs[0], costs[rounds >> 1], costs[rounds - 1]]
  const figures = `${median.toFixed(2)}, ${min.toFixed(2)}, ${max.toFixed(2)}`.padEnd(30)
  console.log(`${name.padEnd(20)}${bytes.toFixed(0).padStart(12)}  ${figures}${Math.round(1e6 / median)}`)
}
