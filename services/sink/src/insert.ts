import type { AssignedPartition } from '@trailhouse/kafka'
import type { Rows } from './range.ts'
import type { Cause } from './signals.ts'

/** Why an insert failed: 'record' where the rows themselves are refused, whoever sends them and whenever. */
export type Verdict = { readonly kind: 'retry' | 'record'; readonly cause: Cause; readonly error: unknown }

/** What a partition's lane sees of ClickHouse. */
export type Outlet = {
  /** Runs the work when one of the process's inserts may begin. Rejects when the signal is aborted before. */
  permit<T>(signal: AbortSignal, work: () => Promise<T>): Promise<T>
  /** Sends the rows as one block under their token. Rejects only when the partition was lost. */
  insert(partition: AssignedPartition, rows: Rows): Promise<'stored' | Verdict>
}

/** Lets at most `limit` pieces of work run at once, first come, first served. */
export class Permits {
  #free: number
  readonly #waiting: (() => void)[] = []

  constructor(limit: number) {
    this.#free = limit
  }

  /** Rejects when the signal is aborted before the work begins. */
  async run<T>(signal: AbortSignal, work: () => Promise<T>): Promise<T> {
    signal.throwIfAborted()
    if (this.#free > 0) this.#free--
    else await this.#turn(signal)
    try {
      return await work()
    } finally {
      const next = this.#waiting.shift()
      if (next) next()
      else this.#free++
    }
  }

  #turn(signal: AbortSignal): Promise<void> {
    return new Promise((resolve, reject) => {
      const leave = () => {
        this.#waiting.splice(this.#waiting.indexOf(enter), 1)
        reject(signal.reason)
      }
      const enter = () => {
        signal.removeEventListener('abort', leave)
        resolve()
      }
      this.#waiting.push(enter)
      signal.addEventListener('abort', leave, { once: true })
    })
  }
}
