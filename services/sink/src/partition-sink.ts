import { RecordError } from '@trailhouse/errors'
import type { AssignedPartition, FetchedBatch, KafkaRecord, PartitionWorker } from '@trailhouse/kafka'
import { dueAt, isBehind, isFull } from './cut.ts'
import type { Lane } from './lane.ts'
import { copyRecord, Range } from './range.ts'
import type { Rejects } from './rejects.ts'
import type { Go } from './resume.ts'
import type { Encoding } from './row-block.ts'
import { relieve, type Shared } from './shared.ts'

export type PartitionSinkOptions = {
  readonly partition: AssignedPartition
  readonly encoding: Encoding
  readonly lane: Lane
  readonly rejects: Rejects
  readonly go: Go
  /** Which of the offsets [first, last] ClickHouse holds. */
  readonly held: (first: number, last: number) => Promise<ReadonlySet<number>>
  readonly shared: Shared
  /** Ends what belongs to this ownership alone. */
  readonly close: () => Promise<void>
}

/** An offset that is stored is committed without an intent when nothing follows for this long. */
const settleMs = 200

/** One ownership of one partition: fills ranges with the records that come, cuts them, and hands them to the lane. */
export class PartitionSink implements PartitionWorker {
  readonly startOffset: number
  readonly #options: PartitionSinkOptions
  #open: Range | null = null
  /** Last offset that belongs to a range or to a dead letter. */
  #covered: number
  #behind = false
  #draining = false
  /** A turn for the range that is open, or for the next one. */
  #turn = false
  #cancelTimer: () => void = () => undefined
  /** Kafka timestamps, ms, of the first row of each range that is not stored yet. */
  readonly #pending: number[] = []

  constructor(options: PartitionSinkOptions) {
    this.#options = options
    this.startOffset = options.go.start
    this.#covered = options.go.start - 1
    options.shared.sinks.add(this)
  }

  /** Bytes of rows that could be sent now. */
  get readyBytes(): number {
    return this.#options.lane.depth === 0 ? (this.#open?.held ?? 0) : 0
  }

  get busy(): boolean {
    return this.#options.lane.depth > 0 || (this.#open?.rows ?? 0) > 0
  }

  get place() {
    const { topic, partition } = this.#options.partition
    return { topic, partition }
  }

  /** Age in ms of the oldest record that was fetched and is not stored; null where there is none. */
  oldestPendingMs(): number | null {
    const oldest = this.#pending[0] ?? this.#open?.firstTimestamp ?? null
    return oldest === null ? null : Math.max(0, this.#options.shared.clock.now() - oldest)
  }

  async handle(batch: FetchedBatch): Promise<void> {
    const { partition, lane, rejects, shared } = this.#options
    if (this.#draining || lane.over) return await aborted(partition.signal)
    shared.signals.fetched(partition.topic, batch.records.length)
    this.#behind = isBehind(batch)
    if (this.#behind && !this.#turn) await this.#takeTurn()
    const held = await this.#heldOf(batch)
    for (const record of batch.records) {
      const waiting = this.#take(record, held)
      if (waiting) await waiting
      if (lane.over) return
    }
    await rejects.flush()
    await this.#cover(batch.lastOffset)
    this.#account()
    this.cutIfDue()
    relieve(shared)
  }

  /** Sends what is open although it is young and small: the process needs its memory. */
  relieve(): void {
    if (this.#open && !this.#open.exact) void this.#cut()
  }

  /** No further records; what was taken is stored and committed. For a stop in order, while the partition is still owned. */
  async drain(): Promise<void> {
    const { partition, lane } = this.#options
    this.#draining = true
    partition.pause()
    await lane.idle
    if (this.#open && !this.#open.exact) await this.#cut()
    await lane.pushAdvance()
  }

  async stop(): Promise<void> {
    const { lane, shared, close } = this.#options
    this.#cancelTimer()
    lane.end()
    shared.sinks.delete(this)
    await lane.idle
    if (this.#open) this.#release(this.#open)
    if (this.#turn) shared.turns.give()
    this.#open = null
    shared.signals.ended(this.place)
    await close()
  }

  async #takeTurn(): Promise<void> {
    const { partition, shared } = this.#options
    await shared.turns.take(partition.signal)
    this.#turn = true
  }

  async #heldOf({ firstOffset, lastOffset }: FetchedBatch): Promise<ReadonlySet<number> | null> {
    const through = this.#options.go.ask?.through ?? -1
    return firstOffset > through ? null : this.#options.held(firstOffset, Math.min(lastOffset, through))
  }

  /** Takes one record into the open range. A promise only where it must wait. */
  #take(record: KafkaRecord, held: ReadonlySet<number> | null): Promise<void> | undefined {
    const until = this.#open?.until
    if (typeof until === 'number' && record.offset > until)
      return this.#endAt(until).then(() => this.#take(record, held))
    if (held?.has(record.offset)) return this.#skip(record)
    const { partition, encoding, rejects } = this.#options
    if (rejects.waiting) return rejects.flush().then(() => this.#take(record, held))
    const range = this.#range()
    try {
      const asked = encoding.append(range.block, record, partition)
      if (asked) return this.#afterAsking(asked, record, held)
    } catch (error) {
      return this.#reject(record, error)
    }
    return this.#taken(range, record)
  }

  /** The range that was open may have been cut meanwhile: a row that came into it then was lost. */
  async #afterAsking(asked: Promise<void>, record: KafkaRecord, held: ReadonlySet<number> | null): Promise<void> {
    try {
      await asked
    } catch (error) {
      return this.#reject(record, error)
    }
    if (!this.#options.lane.over) await this.#take(record, held)
  }

  #taken(range: Range, record: KafkaRecord): Promise<void> | undefined {
    if (range.rows === 1) this.#begin(range, record)
    else if (range.original) range.original = null
    return this.#extend(range, record.offset)
  }

  /** The record is stored already, or was dead-lettered. */
  #skip(record: KafkaRecord): Promise<void> | undefined {
    const range = this.#range()
    range.partial = true
    return this.#extend(range, record.offset)
  }

  #extend(range: Range, offset: number): Promise<void> | undefined {
    range.last = offset
    if (range.exact || !isFull(range, this.#options.shared.limits)) return undefined
    return this.#cutWhenFree()
  }

  #begin(range: Range, record: KafkaRecord): void {
    const { go } = this.#options
    const recovering = range.first <= Math.max(go.replay?.last ?? -1, go.ask?.through ?? -1)
    range.firstTimestamp = record.timestamp
    if (recovering) range.original = copyRecord(record)
  }

  /** A record that cannot be a row ends the range before it, and becomes a dead letter with its like that follow. */
  async #reject(record: KafkaRecord, error: unknown): Promise<void> {
    const { lane, go, rejects, partition, shared } = this.#options
    if (!(error instanceof RecordError)) {
      // The records before it are stored all the same, before the partition stops or is read again.
      await this.#cutWhenFree()
      await lane.idle
      throw error
    }
    if (record.offset <= go.letteredThrough) {
      shared.signals.alreadyLettered(partition, record.offset)
      return this.#skip(record)
    }
    if (this.#open?.exact) return await lane.askInstead(this.#open)
    await this.#cutWhenFree()
    if (this.#open) this.#release(this.#open)
    this.#open = null
    rejects.add(record, error)
    this.#covered = record.offset
    if (rejects.full) await rejects.flush()
  }

  /** The offsets up to `offset` held no further record: transaction markers, aborted records. */
  async #cover(offset: number): Promise<void> {
    const until = this.#open?.until
    if (typeof until === 'number' && offset >= until) await this.#endAt(until)
    if (offset > this.#covered && !this.#options.lane.over) this.#range().last = Math.max(offset, this.#range().last)
  }

  async #endAt(until: number): Promise<void> {
    this.#range().last = until
    await this.#cutWhenFree()
  }

  #range(): Range {
    if (this.#open) return this.#open
    const { encoding, partition, go, shared } = this.#options
    const first = this.#covered + 1
    const replay = go.replay !== null && first === go.start ? { since: go.replay.since, until: go.replay.last } : {}
    const ask = go.ask !== null && first <= go.ask.through ? { until: go.ask.through } : {}
    this.#open = new Range({ first, openedAt: shared.clock.now(), block: encoding.open(partition), ...ask, ...replay })
    return this.#open
  }

  async #cutWhenFree(): Promise<void> {
    this.#account()
    while (this.#options.lane.depth > 0 && !this.#options.lane.over) await this.#options.lane.idle
    void this.#cut()
  }

  /** Hands the open range to the lane. Resolves when it is stored, or dropped with the ownership. */
  async #cut(): Promise<void> {
    const range = this.#open
    if (range === null || range.last < range.first) return
    const { lane } = this.#options
    this.#cancelTimer()
    this.#account()
    this.#open = null
    range.turn = this.#turn
    this.#turn = false
    this.#covered = range.last
    if (range.firstTimestamp !== null) this.#pending.push(range.firstTimestamp)
    await lane.pushRange(range)
    if (range.firstTimestamp !== null) this.#pending.shift()
    this.#release(range)
    this.cutIfDue()
    relieve(this.#options.shared)
  }

  /** Cuts the open range if its time has come, or sees to it that it is looked at again then. */
  cutIfDue(): void {
    this.#cancelTimer()
    const { lane, shared } = this.#options
    if (lane.over || lane.depth > 0 || this.#draining) return
    const { clock } = shared
    if (this.#open === null) {
      if (lane.uncommitted)
        this.#cancelTimer = clock.later(settleMs, () => void lane.pushAdvance().then(() => this.cutIfDue()))
      return
    }
    if (this.#open.exact) return
    const busyPartitions = [...shared.sinks].filter((sink) => sink.busy).length
    const due = dueAt(
      this.#open,
      { behind: this.#behind, lastInsertAt: lane.lastInsertAt, busyPartitions },
      shared.limits,
    )
    const wait = due - clock.now()
    if (wait <= 0) void this.#cut()
    else this.#cancelTimer = clock.later(wait, () => this.cutIfDue())
  }

  /** Tells the budget what the open range has grown by. */
  #account(): void {
    const range = this.#open
    if (range === null || range.bytes === range.held) return
    this.#options.shared.budget.take(range.bytes - range.held)
    range.held = range.bytes
  }

  #release(range: Range): void {
    this.#options.shared.budget.give(range.held)
    this.#options.encoding.release(range.block)
    if (range.turn) this.#options.shared.turns.give()
    range.held = 0
  }
}

function aborted(signal: AbortSignal): Promise<void> {
  if (signal.aborted) return Promise.resolve()
  return new Promise((resolve) => signal.addEventListener('abort', () => resolve(), { once: true }))
}
