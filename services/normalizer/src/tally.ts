import type { ReasonCode } from '@trailhouse/errors'

/** What became of the records of one dataset in one batch. `dataset` is a label: one of a bounded set. */
export type Tally = {
  readonly dataset: string
  records: number
  events: number
  deadLetters: number
  readonly reasons: Map<ReasonCode, number>
}

export type Tallies = Map<string, Tally>

/** A label for metrics: a million invented names of datasets are one label. '' is what no dataset was found for. */
export function datasetLabel(dataset: string, known: { has(name: string): boolean }): string {
  if (dataset === '') return 'unknown'
  return known.has(dataset) ? dataset : 'other'
}

export function tallyOf(tallies: Tallies, dataset: string): Tally {
  let tally = tallies.get(dataset)
  if (tally === undefined) {
    tally = { dataset, records: 0, events: 0, deadLetters: 0, reasons: new Map() }
    tallies.set(dataset, tally)
  }
  return tally
}

export function countEvents(tallies: Tallies, dataset: string, events: number): void {
  const tally = tallyOf(tallies, dataset)
  tally.records++
  tally.events += events
}

export function countDeadLetter(tallies: Tallies, dataset: string, reason: ReasonCode): void {
  const tally = tallyOf(tallies, dataset)
  tally.records++
  tally.deadLetters++
  tally.reasons.set(reason, (tally.reasons.get(reason) ?? 0) + 1)
}
