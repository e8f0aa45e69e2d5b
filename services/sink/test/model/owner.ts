import { type ErrorCode, RecordError, TrailhouseError } from '@trailhouse/errors'
import { type AssignedPartition, ByteBudget, type FetchedBatch, type KafkaRecord } from '@trailhouse/kafka'
import { createLogger, createMetrics } from '@trailhouse/runtime'
import type { Clock } from '../../src/clock.ts'
import type { Outlet } from '../../src/insert.ts'
import { Lane } from '../../src/lane.ts'
import { PartitionSink } from '../../src/partition-sink.ts'
import { Permits } from '../../src/permits.ts'
import { intentLifeMs } from '../../src/policy.ts'
import { letterOf, Rejects } from '../../src/rejects.ts'
import { type Go, resume } from '../../src/resume.ts'
import type { Encoding, RowBlock } from '../../src/row-block.ts'
import { Signals } from '../../src/signals.ts'
import { type Entry, type Fate, inFlightMs, requestTimeoutMs, topicId, type World } from './world.ts'

/** Rows of the model: offsets alone. */
class OffsetBlock implements RowBlock {
  readonly offsets: number[] = []
  get rows() {
    return this.offsets.length
  }
  get bytes() {
    return 100 * this.offsets.length
  }
  offsetAt(row: number): number {
    return this.offsets[row] ?? -1
  }
  micros = () => 0
  countBy = () => new Map<string, number>()
  finish = () => []
  slice = () => []
}

/** One owner of the model's partition: the sink's own code, its calls to the outside answered by the world. */
export class Owner {
  /** Set when it died, was replaced, or asked to be assigned anew. */
  ended = false
  readonly #world: World
  readonly #nextFate: () => Fate
  readonly #abort = new AbortController()
  readonly #generation: number
  readonly #epoch: number
  readonly #timers = new Map<number, { readonly at: number; readonly task: () => void }>()
  #timerIds = 0
  readonly #sink: PartitionSink
  /** Calls on which a zombie sleeps. */
  readonly #asleep: (() => void)[] = []

  constructor(world: World, nextFate: () => Fate) {
    this.#world = world
    this.#nextFate = nextFate
    this.#generation = ++world.generation
    this.#epoch = ++world.epoch
    const decision = resume(world.facts(), null)
    if (decision.kind === 'stop') throw new Error(`stopped: ${decision.why}`)
    if (decision.ask) world.pass(Math.max(0, decision.ask.notBefore - world.now))
    this.#sink = this.#open(decision)
  }

  get zombie(): boolean {
    return this.#asleep.length > 0
  }

  /** Reads the log from where it began, in batches of `size`, and goes on until all is committed or it ended. */
  async work(size: number, afterFirst?: () => Promise<void>): Promise<void> {
    const { log } = this.#world
    for (let first = this.#sink.startOffset; first < log.length && !this.ended; first += size) {
      const last = Math.min(first + size, log.length) - 1
      await Promise.race([this.#sink.handle(this.#batch(first, last)).catch(() => this.end()), this.#untilEnded()])
      await this.#settle()
      if (first === this.#sink.startOffset) await afterFirst?.()
    }
    for (let idle = 0; idle < 200 && !this.ended && this.#world.committed !== log.length; idle++) {
      this.#fireNext()
      await this.#settle()
    }
  }

  end(): void {
    this.ended = true
  }

  /** The process is gone, or the partition is lost: what is under way is dropped. */
  async die(): Promise<void> {
    this.end()
    this.#abort.abort()
    for (const wake of this.#asleep.splice(0)) wake()
    await this.#sink.stop()
  }

  /** What a zombie slept on goes on, under a generation and an epoch that are no longer the current ones. */
  async wake(): Promise<void> {
    for (const wake of this.#asleep.splice(0)) wake()
    await this.#settle()
  }

  #settle = () => new Promise<void>((resolve) => setImmediate(resolve))

  async #untilEnded(): Promise<void> {
    for (let turn = 0; turn < 2_000 && !this.ended; turn++) await this.#settle()
  }

  #fireNext(): void {
    const [next] = [...this.#timers].sort((a, b) => a[1].at - b[1].at)
    if (!next) return
    this.#timers.delete(next[0])
    this.#world.pass(Math.max(0, next[1].at - this.#world.now))
    next[1].task()
  }

  #batch(first: number, last: number): FetchedBatch {
    const entries = this.#world.log.slice(first, last + 1).map((entry, i) => ({ entry, offset: first + i }))
    const records = entries.filter(({ entry }) => entry !== 'marker').map(({ entry, offset }) => record(entry, offset))
    return { firstOffset: first, lastOffset: last, highWatermark: this.#world.log.length, records, bytes: 0 }
  }

  /** One call to the outside, with its fate. */
  async #call<T>(happen: (fate: Fate) => T): Promise<T> {
    if (this.#abort.signal.aborted) throw this.#abort.signal.reason
    const fate = this.#nextFate()
    if (fate === 'crash') return this.#dead()
    if (fate === 'zombie') {
      this.end()
      const since = this.#world.now
      await new Promise<void>((resolve) => this.#asleep.push(resolve))
      if (this.#abort.signal.aborted) throw this.#abort.signal.reason
      // Not covered, and said so in docs/reliability.md: asleep exactly between the last check and the send for longer
      // than the next owner waits before it asks what has landed.
      if (this.#world.now - since > inFlightMs - intentLifeMs) return this.#dead()
    }
    const result = happen(fate)
    if (fate === 'crash-after') return this.#dead()
    return result
  }

  #dead(): Promise<never> {
    this.end()
    return new Promise((_, reject) => {
      this.#abort.signal.addEventListener('abort', () => reject(this.#abort.signal.reason), { once: true })
    })
  }

  /** A call that either happens or not, and whose answer may be lost. */
  #attempt(happen: () => void, code: ErrorCode): Promise<void> {
    return this.#call((fate) => {
      if (fate === 'fail' || fate === 'late') throw new TrailhouseError(code, fate)
      happen()
      if (fate === 'unheard' || fate === 'half') throw new TrailhouseError(code, fate)
    })
  }

  #open(go: Go): PartitionSink {
    const world = this.#world
    const clock = this.#clock()
    const budget = new ByteBudget(1_000_000)
    const silent = createLogger({ service: 'model', level: 'silent' })
    const signals = new Signals(createMetrics('model'), silent, budget)
    const partition: AssignedPartition = {
      topic: 'model',
      topicId,
      partition: 0,
      signal: this.#abort.signal,
      position: () => Promise.reject(new Error('not asked')),
      commit: (offset, metadata = '') =>
        this.#attempt(() => world.commit(this.#generation, offset, metadata), 'COMMIT_FAILED'),
      pause: () => undefined,
      resume: () => undefined,
      restart: () => this.end(),
    }
    const outlet: Outlet = {
      permit: (_signal, work) => work(),
      insert: (_partition, rows) => this.#call((fate) => world.insert(rows, fate)),
    }
    const lane = new Lane({
      partition,
      outlet,
      clock,
      signals,
      writeLetters: (letters, offset, metadata) =>
        this.#attempt(() => world.transact(this.#epoch, letters, offset, metadata), 'TRANSACTION_UNKNOWN'),
      refusedLetter: (rows) => {
        const messages = rows.original
          ? [letterOf(partition, rows.original, new RecordError('REFUSED_BY_TABLE', ''))]
          : []
        return { first: rows.first, last: rows.last, messages }
      },
      holdsEvents: false,
      stored: world.facts().greatest ?? -1,
    })
    const limits = { rows: 5, bytes: 1_000_000, lingerMs: 50, intervalMs: 500, behindMs: 2_000, insertsPerSecond: 20 }
    const shared = { clock, limits, budget, signals, turns: new Permits(1), sinks: new Set<PartitionSink>() }
    const rejects = new Rejects(partition, lane, signals)
    const held = async (first: number, last: number) => world.held(first, last)
    return new PartitionSink({ partition, encoding, lane, rejects, go, held, shared, close: async () => undefined })
  }

  #clock(): Clock {
    const world = this.#world
    return {
      now: () => world.now,
      elapsed: () => world.now,
      // A failed insert took until its time-out; every wait is at once over, and time has passed.
      wait: async (ms, signal) => {
        world.pass(Math.max(ms, requestTimeoutMs / 10))
        await this.#settle()
        signal.throwIfAborted()
      },
      later: (ms, task) => {
        const id = ++this.#timerIds
        this.#timers.set(id, { at: world.now + ms, task })
        return () => this.#timers.delete(id)
      },
    }
  }
}

const encoding: Encoding<OffsetBlock> = {
  table: 'model',
  columns: [],
  holdsEvents: true,
  open: () => new OffsetBlock(),
  release: () => undefined,
  append: (block, { offset, key }) => {
    if (key?.toString() === 'bad') throw new RecordError('MALFORMED', 'bad')
    block.offsets.push(offset)
    return undefined
  },
}

function record(entry: Entry, offset: number): KafkaRecord {
  return { offset, timestamp: 0, key: Buffer.from(entry), value: Buffer.from(String(offset)), headers: {} }
}
