import type { DriftKind } from '@trailhouse/datasets'
import type { ReasonCode } from '@trailhouse/errors'
import type { Answer } from './answer.ts'

/** Names of fields and event types that are listed; of a hostile record there can be any number. */
const maxNames = 100

/** Counts what a run made, and remembers the first record of each reason that could not be mapped. */
export class Tally {
  #records = 0
  #events = 0
  readonly #datasets = new Map<string, number>()
  readonly #drift = new Map<string, { count: number; line: number }>()
  readonly #failed = new Map<ReasonCode, { count: number; line: number; error: string }>()

  /** @param line number of the record's line, from 1 */
  add(answer: Answer, line: number): void {
    this.#records += 1
    if ('events' in answer) {
      this.#events += answer.events.length
      const dataset = answer.events[0]?.dataset ?? ''
      this.#datasets.set(dataset, (this.#datasets.get(dataset) ?? 0) + 1)
      return
    }
    const failed = this.#failed.get(answer.reason)
    if (failed === undefined) this.#failed.set(answer.reason, { count: 1, line, error: answer.error })
    else failed.count += 1
  }

  /** @param name of an event type or a field that the mapper does not know */
  drift(dataset: string, kind: DriftKind, name: string, line: number): void {
    const what = `${dataset}: unknown ${kind === 'field' ? 'field' : 'event type'} ${name.slice(0, 100)}`
    const seen = this.#drift.get(what)
    if (seen !== undefined) seen.count += 1
    else if (this.#drift.size < maxNames) this.#drift.set(what, { count: 1, line })
  }

  /** Lines for a person: what was read and made, each reason with its first record, and what the mappers do not know. */
  summary(): string {
    const failures = [...this.#failed].map(
      ([reason, { count, line, error }]) => `  ${reason}: ${count}, first in line ${line}: ${error}`,
    )
    const unmapped = [...this.#failed.values()].reduce((sum, { count }) => sum + count, 0)
    const counts = `${this.#records} records read, ${this.#events} events made, ${unmapped} records not mapped`
    const datasets = [...this.#datasets].map(([dataset, records]) => `  ${dataset}: ${records}`)
    const drift = [...this.#drift].map(([what, { count, line }]) => `  ${what}: ${count}, first in line ${line}`)
    const parts = [counts, ...datasets, ...failures]
    if (drift.length > 0) parts.push('mapped all the same, though the vendor may have changed its format:', ...drift)
    return [...parts, ''].join('\n')
  }
}
