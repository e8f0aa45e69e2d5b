import type { ReasonCode } from '@trailhouse/errors'
import type { Answer } from './answer.ts'

/** Counts what a run made, and remembers the first record of each reason that could not be mapped. */
export class Tally {
  #records = 0
  #events = 0
  readonly #failed = new Map<ReasonCode, { count: number; line: number; error: string }>()

  /** @param line number of the record's line, from 1 */
  add(answer: Answer, line: number): void {
    this.#records += 1
    if ('events' in answer) {
      this.#events += answer.events.length
      return
    }
    const failed = this.#failed.get(answer.reason)
    if (failed === undefined) this.#failed.set(answer.reason, { count: 1, line, error: answer.error })
    else failed.count += 1
  }

  /** Lines for a person: what was read and made, then each reason with its first record. */
  summary(): string {
    const failures = [...this.#failed].map(
      ([reason, { count, line, error }]) => `  ${reason}: ${count}, first in line ${line}: ${error}`,
    )
    const unmapped = [...this.#failed.values()].reduce((sum, { count }) => sum + count, 0)
    const counts = `${this.#records} records read, ${this.#events} events made, ${unmapped} records not mapped`
    return [counts, ...failures, ''].join('\n')
  }
}
