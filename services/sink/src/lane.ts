import { TrailhouseError } from '@trailhouse/errors'
import type { AssignedPartition, Message } from '@trailhouse/kafka'
import { step } from '@trailhouse/runtime'
import type { Clock } from './clock.ts'
import type { Outlet, Verdict } from './insert.ts'
import { encodeProgress, type Intent } from './intent.ts'
import { afterFailure, backoffMs, nextMove } from './policy.ts'
import { allRows, halves, type Range, type Rows } from './range.ts'
import type { Signals } from './signals.ts'

/** Consecutive records that cannot be rows, and why: they become dead letters in one transaction. */
export type Letters = { readonly first: number; readonly last: number; readonly messages: readonly Message[] }

/** Writes dead letters and the advance to `offset` in one Kafka transaction. */
export type WriteLetters = (letters: Letters, offset: number, metadata: string) => Promise<void>

export type LaneOptions = {
  readonly partition: AssignedPartition
  readonly outlet: Outlet
  readonly clock: Clock
  readonly signals: Signals
  /** null where a refused row must wait for an operator: the topic of dead letters itself. */
  readonly writeLetters: WriteLetters | null
  /** What becomes of the only row of a range that the table refuses. */
  readonly refusedLetter: (rows: Rows, error: unknown) => Letters
  /** Its rows are events: their freshness is measured. */
  readonly holdsEvents: boolean
  /** Greatest offset that ClickHouse holds. */
  readonly stored: number
}

/** Wait before a partition is read again after an error that nobody foresaw. */
const restartWaitMs = 1_000

/** The partition is no longer this owner's to write, or is read again: what is left in the lane is dropped. */
class LaneEnded extends Error {}

/**
 * The one way of a partition's ranges into ClickHouse, one after another: intent, insert, advance. Every wait ends with
 * the ownership; nothing else ends it.
 */
export class Lane {
  readonly #options: LaneOptions
  #tail: Promise<void> = Promise.resolve()
  #depth = 0
  #stored: number
  #ended = false
  /** Offset that is committed, or will be by the next intent. */
  #due: number | null = null
  lastInsertAt = Number.NEGATIVE_INFINITY

  constructor(options: LaneOptions) {
    this.#options = options
    this.#stored = options.stored
  }

  /** Nothing that is pushed will be done any more. */
  get over(): boolean {
    return this.#ended || this.#options.partition.signal.aborted
  }

  /** Jobs that are under way or wait. */
  get depth(): number {
    return this.#depth
  }

  /** An offset up to which all is stored that no commit has said yet. */
  get uncommitted(): boolean {
    return this.#due !== null
  }

  /** Resolves when all that was pushed so far is done or dropped. Never rejects. */
  get idle(): Promise<void> {
    return this.#tail
  }

  pushRange(range: Range): Promise<void> {
    return this.#push(async () => {
      if (range.rows > 0) await this.#insert(allRows(range))
      this.#due = range.last + 1
      if (range.rows === 0) await this.#advance()
    })
  }

  pushLetters(letters: Letters): Promise<void> {
    return this.#push(() => this.#letter(letters))
  }

  /** Commits what is stored, unless the next intent did so before. */
  pushAdvance(): Promise<void> {
    return this.#push(() => this.#advance())
  }

  /**
   * The range may have landed under its token and can no longer be made again record for record: says so in its intent,
   * and has the partition read again, which asks ClickHouse what it holds.
   */
  askInstead({ first, since, until }: Range): Promise<void> {
    return this.#push(async () => {
      const at = this.#options.clock.now()
      await this.#commit(first, () => ({ last: until ?? first, at, since: since ?? at, partial: true }))
      this.#startOver()
    })
  }

  /** Drops what waits. What is under way ends by the partition's signal. */
  end(): void {
    this.#ended = true
  }

  #push(job: () => Promise<void>): Promise<void> {
    this.#depth++
    this.#tail = this.#tail.then(async () => {
      try {
        if (!this.over) await job()
      } catch (error) {
        this.#fail(error)
      } finally {
        this.#depth--
      }
    })
    return this.#tail
  }

  #fail(error: unknown): void {
    const { partition, signals, clock } = this.#options
    const quiet = error instanceof LaneEnded || this.over || isOwnershipLost(error)
    this.end()
    if (quiet) return
    // After any failed transaction a new producer is made and the offset read anew: so the partition is assigned again.
    if (error instanceof TrailhouseError) signals.retrying(partition, 'kafka', error)
    else signals.unexpected(partition, error)
    clock.wait(restartWaitMs, partition.signal).then(
      () => partition.restart(),
      () => undefined,
    )
  }

  /** From its own records on, the partition is read again from the committed offset. */
  #startOver(): never {
    this.end()
    this.#options.partition.restart()
    throw new LaneEnded()
  }

  async #insert(rows: Rows): Promise<void> {
    const { partition, clock, signals, outlet } = this.#options
    const intent = new IntentWriter(rows, clock)
    for (let attempt = 0; ; attempt++) {
      const verdict = await outlet.permit(partition.signal, async () => {
        await this.#writeIntent(rows, intent)
        return this.#send(rows)
      })
      if (verdict === 'stored') break
      if (verdict.kind === 'record' && (await this.#narrow(rows, verdict))) return
      signals.retrying(partition, verdict.kind === 'record' ? 'refused' : verdict.cause, verdict.error)
      await clock.wait(backoffMs(attempt), partition.signal)
    }
    signals.recovered(partition)
    this.#stored = Math.max(this.#stored, rows.block.offsetAt(rows.to - 1))
  }

  async #writeIntent(rows: Rows, intent: IntentWriter): Promise<void> {
    for (;;) {
      const move = nextMove(intent.attempt())
      if (move === 'start-over') this.#startOver()
      if (move === 'insert') return
      await step('before-intent')
      await this.#commit(rows.first, () => intent.write())
      await step('after-intent')
    }
  }

  async #send(rows: Rows): Promise<'stored' | Verdict> {
    const { partition, clock, signals, outlet, holdsEvents } = this.#options
    const began = clock.elapsed()
    this.lastInsertAt = clock.now()
    const verdict = await outlet.insert(partition, rows)
    if (verdict !== 'stored') return verdict
    await step('after-insert')
    signals.inserted(rows, (clock.elapsed() - began) / 1000)
    if (holdsEvents) signals.queryable(rows, clock.now())
    return verdict
  }

  /** Bisects rows of which the table refuses some. @returns false where only waiting is left */
  async #narrow(rows: Rows, verdict: Verdict): Promise<boolean> {
    const { partition, signals, refusedLetter, writeLetters } = this.#options
    signals.refused(partition, rows, verdict.error)
    switch (afterFailure(verdict.kind, rows.to - rows.from, rows.original !== null)) {
      case 'split':
        for (const half of halves(rows)) await this.#insert(half)
        return true
      case 'read-again':
        return writeLetters === null ? false : this.#startOver()
      case 'dead-letter':
        if (writeLetters === null) return false
        await this.#letter(refusedLetter(rows, verdict.error))
        return true
      case 'retry':
        return false
    }
  }

  async #letter(letters: Letters): Promise<void> {
    await step('before-letters')
    await this.#options.writeLetters?.(letters, letters.last + 1, this.#progress(null))
    this.#due = null
    await step('after-letters')
  }

  async #advance(): Promise<void> {
    if (this.#due === null) return
    await step('before-commit')
    await this.#commit(this.#due, () => null)
    await step('after-commit')
  }

  /** Tries until the commit is certain or the ownership is lost. An earlier attempt that did arrive says the same. */
  async #commit(offset: number, intent: () => Intent | null): Promise<void> {
    const { partition, clock, signals } = this.#options
    for (let attempt = 0; ; attempt++) {
      partition.signal.throwIfAborted()
      try {
        await partition.commit(offset, this.#progress(intent()))
        this.#due = null
        if (attempt > 0) signals.recovered(partition)
        return
      } catch (error) {
        if (isOwnershipLost(error)) throw error
        signals.retrying(partition, 'kafka', error)
      }
      await clock.wait(backoffMs(attempt), partition.signal)
    }
  }

  #progress(intent: Intent | null): string {
    return encodeProgress({ topicId: this.#options.partition.topicId, stored: this.#stored, intent })
  }
}

/** The intent of one block and its age by both clocks: a machine that was suspended shows on one of them alone. */
class IntentWriter {
  readonly #rows: Rows
  readonly #clock: Clock
  #since: number | null
  #written: { readonly at: number; readonly elapsed: number } | null = null

  constructor(rows: Rows, clock: Clock) {
    this.#rows = rows
    this.#clock = clock
    this.#since = rows.since
  }

  /** The intent as it is about to be committed: its age counts from before the commit. */
  write(): Intent {
    const at = this.#clock.now()
    this.#written = { at, elapsed: this.#clock.elapsed() }
    this.#since ??= at
    return { last: this.#rows.last, at, since: this.#since, partial: this.#rows.partial }
  }

  attempt() {
    const now = this.#clock.now()
    const written = this.#written
    const intentAge = written && Math.max(now - written.at, this.#clock.elapsed() - written.elapsed)
    return { since: this.#since, intentAge, now }
  }
}

function isOwnershipLost(error: unknown): boolean {
  return error instanceof TrailhouseError && error.code === 'OWNERSHIP_LOST'
}
