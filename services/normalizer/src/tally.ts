import type { ReasonCode } from '@trailhouse/errors'

/** What became of the records of one dataset in one batch. `dataset` is one that a mapper has, or `other`: a bounded set. */
export type Tally = {
  readonly dataset: string
  records: number
  events: number
  deadLetters: number
  readonly reasons: Map<ReasonCode, number>
}

export type Tallies = Map<string, Tally>

/** The label of records of which no dataset was found. */
const other = 'other'

function tallyOf(tallies: Tallies, found: string): Tally {
  const dataset = found || other
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
