import { exceeded, observe, type ShareRule, type ShareWindow, totals } from './dead-letter-share.ts'
import type { Tallies } from './tally.ts'

export type GateRule = ShareRule & {
  readonly pause: boolean
  /** ms; 0: only an operator opens it. */
  readonly pauseMs: number
}

/** A topic that is paused because too much of a dataset on it becomes dead letters. */
export type ClosedGate = {
  readonly dataset: string /** ms since the epoch; Infinity: by an operator */
  readonly until: number
}

/** An input partition that the gate pauses and resumes. */
export type Gated = { pause(): void; resume(): void }

/**
 * Watches the share of dead letters of each dataset on each topic, and pauses all partitions of a topic on which it is
 * past the rule. A source that suddenly sends what cannot be read had better wait for a person than fill audit.dlq.
 */
export class ShareGate {
  readonly #rule: GateRule
  readonly #onChange: (topic: string, closed: ClosedGate | undefined) => void
  readonly #windows = new Map<string, Map<string, ShareWindow>>()
  readonly #closed = new Map<string, ClosedGate & { readonly timer: NodeJS.Timeout | undefined }>()
  readonly #partitions = new Map<string, Set<Gated>>()

  constructor(rule: GateRule, onChange: (topic: string, closed: ClosedGate | undefined) => void) {
    this.#rule = rule
    this.#onChange = onChange
  }

  /** Returns the removal. A partition of a closed topic is paused at once. */
  add(topic: string, partition: Gated): () => void {
    const partitions = this.#partitions.get(topic) ?? new Set()
    this.#partitions.set(topic, partitions.add(partition))
    if (this.#closed.has(topic)) partition.pause()
    return () => partitions.delete(partition)
  }

  observe(topic: string, tallies: Tallies, now = Date.now()): void {
    const windows = this.#windows.get(topic) ?? new Map<string, ShareWindow>()
    this.#windows.set(topic, windows)
    for (const [dataset, tally] of tallies) {
      const window = observe(windows.get(dataset) ?? [], now, tally, this.#rule)
      windows.set(dataset, window)
      if (tally.deadLetters > 0 && exceeded(window, now, this.#rule)) this.#close(topic, dataset, now)
    }
  }

  /** Share of dead letters over the window and all topics, 0 to 1, by dataset. */
  shares(now = Date.now()): Map<string, number> {
    const sums = new Map<string, { records: number; deadLetters: number }>()
    for (const windows of this.#windows.values()) {
      for (const [dataset, window] of windows) {
        const sum = sums.get(dataset) ?? { records: 0, deadLetters: 0 }
        const { records, deadLetters } = totals(window, now, this.#rule)
        sums.set(dataset, { records: sum.records + records, deadLetters: sum.deadLetters + deadLetters })
      }
    }
    return new Map([...sums].map(([dataset, sum]) => [dataset, sum.records === 0 ? 0 : sum.deadLetters / sum.records]))
  }

  closedTopics(): ReadonlyMap<string, ClosedGate> {
    return this.#closed
  }

  pausedPartitions(): number {
    return [...this.#closed.keys()].reduce((sum, topic) => sum + (this.#partitions.get(topic)?.size ?? 0), 0)
  }

  /** An operator's word, or the end of the time. The windows begin anew: what closed the gate is not counted again. */
  open(topic: string): void {
    const closed = this.#closed.get(topic)
    if (closed === undefined) return
    clearTimeout(closed.timer)
    this.#closed.delete(topic)
    this.#windows.delete(topic)
    this.#onChange(topic, undefined)
    for (const partition of this.#partitions.get(topic) ?? []) partition.resume()
  }

  openAll(): void {
    for (const topic of [...this.#closed.keys()]) this.open(topic)
  }

  #close(topic: string, dataset: string, now: number): void {
    if (!this.#rule.pause || this.#closed.has(topic)) return
    const { pauseMs } = this.#rule
    const timer = pauseMs === 0 ? undefined : setTimeout(() => this.open(topic), pauseMs).unref()
    const closed = { dataset, until: pauseMs === 0 ? Number.POSITIVE_INFINITY : now + pauseMs, timer }
    this.#closed.set(topic, closed)
    this.#onChange(topic, closed)
    for (const partition of this.#partitions.get(topic) ?? []) partition.pause()
  }
}
