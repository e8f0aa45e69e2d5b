/**
 * Records a second on one core, by dataset: `node packages/datasets/bench/datasets.ts [DATASET]`.
 * Input is the dataset's own samples in turn; the cost is CPU time, because wall time on a shared machine says little.
 */
import { datasets, type Mapper } from '../src/index.ts'
import { contextAt, sampleFiles } from '../test/samples.ts'

const rounds = 7
const microsPerRound = 500_000
const context = contextAt(1)

/** Microseconds of CPU an event in one round: an element of an array counts as the record that it is. */
function measure(mapper: Mapper, records: readonly Uint8Array[]): number {
  const started = process.cpuUsage()
  let mapped = 0
  let spent = 0
  while (spent < microsPerRound) {
    for (let turn = 0; turn < 100; turn++) {
      for (const raw of records) mapped += mapper.map(raw, context).length
    }
    const { user, system } = process.cpuUsage(started)
    spent = user + system
  }
  return spent / mapped
}

function report(name: string, mapper: Mapper): void {
  const records = sampleFiles(name).flatMap((file) => file.records)
  const events = records.flatMap((raw) => mapper.map(raw, context))
  const bytes = records.reduce((sum, raw) => sum + raw.length, 0) / events.length
  measure(mapper, records)
  const costs = Array.from({ length: rounds }, () => measure(mapper, records)).sort((one, other) => one - other)
  const median = costs[rounds >> 1] ?? Number.NaN
  const figures = [median, costs[0], costs.at(-1)].map((cost) => cost?.toFixed(2).padStart(7)).join('')
  console.log(
    `${name.padEnd(20)}${bytes.toFixed(0).padStart(12)}   ${figures}${String(Math.round(1e6 / median)).padStart(16)}`,
  )
}

console.log('dataset             bytes/record   us/record: median, min, max   records/s/core')
for (const [name, mapper] of datasets) {
  if (process.argv[2] === undefined || process.argv[2] === name) report(name, mapper)
}
