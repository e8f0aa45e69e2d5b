import type { Mapper } from '../src/index.ts'
import { contextAt, sampleFiles } from '../test/samples.ts'

export type Speed = {
  /** Mean size of a record; an element of an array counts as the record that it is. */
  readonly bytes: number
  /** Microseconds of CPU a record: median, least and most of the rounds. */
  readonly micros: readonly [median: number, least: number, most: number]
}

const context = contextAt(1)

/** Maps the dataset's own samples in turn. CPU time, because wall time on a shared machine says little. */
export function measureSpeed(name: string, mapper: Mapper, rounds = 7, microsPerRound = 500_000): Speed {
  const records = sampleFiles(name).flatMap((file) => file.records)
  const events = records.flatMap((raw) => mapper.map(raw, context))
  const bytes = records.reduce((sum, raw) => sum + raw.length, 0) / events.length
  costOf(mapper, records, microsPerRound)
  const costs = Array.from({ length: rounds }, () => costOf(mapper, records, microsPerRound))
  costs.sort((one, other) => one - other)
  const at = (index: number): number => costs[index] ?? Number.NaN
  return { bytes, micros: [at(rounds >> 1), at(0), at(rounds - 1)] }
}

function costOf(mapper: Mapper, records: readonly Uint8Array[], microsPerRound: number): number {
  const started = process.cpuUsage()
  let mapped = 0
  let spent = 0
  while (spent < microsPerRound) {
    for (let turn = 0; turn < 10; turn++) {
      for (const raw of records) mapped += mapper.map(raw, context).length
    }
    const { user, system } = process.cpuUsage(started)
    spent = user + system
  }
  return spent / mapped
}
