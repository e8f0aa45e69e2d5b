import { TrailhouseError } from '@trailhouse/errors'
import type { Verdict } from '../../src/insert.ts'
import { decodeProgress } from '../../src/intent.ts'
import type { Letters } from '../../src/lane.ts'
import { type Rows, tokenOf } from '../../src/range.ts'
import { type Facts, tokenLifeMs } from '../../src/resume.ts'

/** What stands at an offset of the model's partition: 'marker' is no record at all, 'refused' one that the table refuses. */
export type Entry = 'good' | 'bad' | 'refused' | 'marker'

/**
 * What happens at one call to the outside:
 * fail         nothing happens and the caller is told so
 * unheard      it happens and the answer is lost: the caller sees a failure
 * crash        the owner dies before it happens
 * crash-after  it happens, then the owner dies
 * late         an insert seems to fail and lands up to 30 s later
 * half         an insert lands in one of its months alone, and seems to fail
 * zombie       the owner sleeps here, another takes over, and it wakes up later and goes on
 */
export type Fate = 'ok' | 'fail' | 'unheard' | 'crash' | 'crash-after' | 'late' | 'half' | 'zombie'

export const topicId = '0198b2c4-1234-7abc-8000-0123456789ab'
export const requestTimeoutMs = 30_000
export const inFlightMs = 20_000 + requestTimeoutMs + 10_000
/** ClickHouse forgets a token as early as its window allows. */
const windowMs = tokenLifeMs + inFlightMs

type Landing = { readonly at: number; readonly offsets: readonly number[]; readonly token: string }

/** A mechanism that the world can be without: the oracle must then fail, or it proves nothing. */
export type Missing = 'tokens' | 'intents' | 'generations' | 'fencing' | 'none'

/** Kafka's partition, its group's offset and the dead letters; ClickHouse's table and its tokens; and time. */
export class World {
  readonly log: readonly Entry[]
  now = 1_000_000_000
  committed: number | null = null
  metadata = ''
  generation = 0
  epoch = 0
  readonly letters: number[] = []
  readonly rows: number[] = []
  readonly #tokens = new Map<string, number>()
  readonly #late: Landing[] = []

  readonly #missing: Missing

  constructor(log: readonly Entry[], missing: Missing = 'none') {
    this.log = log
    this.#missing = missing
  }

  /** Two months that change every four offsets: most ranges touch both. */
  static month = (offset: number) => (offset >> 2) % 2

  pass(ms: number): void {
    const end = this.now + ms
    const due = this.#late.filter((landing) => landing.at <= end).sort((a, b) => a.at - b.at)
    for (const landing of due) {
      this.#late.splice(this.#late.indexOf(landing), 1)
      this.now = landing.at
      this.land(landing.offsets, landing.token)
    }
    this.now = end
  }

  facts(): Facts {
    const { committed, metadata, now, rows } = this
    const greatest = rows.length === 0 ? null : Math.max(...rows)
    const read = decodeProgress(metadata)
    const progress = read && this.#missing === 'intents' ? { ...read, intent: null } : read
    const position = { committed, progress, logStart: 0, logEnd: this.log.length }
    return { topicId, ...position, greatest, lettered: null, otherTopic: false, now, inFlightMs }
  }

  commit(generation: number, offset: number, metadata: string): void {
    if (generation !== this.generation && this.#missing !== 'generations')
      throw new TrailhouseError('OWNERSHIP_LOST', 'another owner')
    this.committed = offset
    this.metadata = metadata
  }

  transact(epoch: number, letters: Letters, offset: number, metadata: string): void {
    if (epoch !== this.epoch && this.#missing !== 'fencing')
      throw new TrailhouseError('PRODUCER_FENCED', 'another owner')
    this.letters.push(...letters.messages.map((message) => Number(message.value)))
    this.committed = offset
    this.metadata = metadata
  }

  /** What ClickHouse does with a block: months land one by one, each unless its token is known there. */
  land(offsets: readonly number[], token: string, months: readonly number[] = [0, 1]): void {
    for (const month of months) {
      const own = offsets.filter((offset) => World.month(offset) === month)
      const key = `${token}#${month}`
      const known = this.#tokens.get(key)
      if (own.length === 0 || (known !== undefined && this.now - known < windowMs && this.#missing !== 'tokens'))
        continue
      this.#tokens.set(key, this.now)
      this.rows.push(...own)
    }
  }

  insert(rows: Rows, fate: Fate): 'stored' | Verdict {
    const offsets = Array.from({ length: rows.to - rows.from }, (_, i) => rows.block.offsetAt(rows.from + i))
    const token = tokenOf(rows, topicId, 0)
    const failure: Verdict = { kind: 'retry', cause: 'network', error: new Error(fate) }
    if (offsets.some((offset) => this.log[offset] === 'refused')) return { ...failure, kind: 'record', cause: 'other' }
    if (fate === 'fail') return failure
    if (fate === 'late') {
      this.#late.push({ at: this.now + requestTimeoutMs, offsets, token })
      return failure
    }
    if (fate === 'half') this.land(offsets, token, [World.month(offsets[0] ?? 0)])
    else this.land(offsets, token)
    return fate === 'ok' || fate === 'crash-after' || fate === 'zombie' ? 'stored' : failure
  }

  held(first: number, last: number): Set<number> {
    return new Set(this.rows.filter((offset) => offset >= first && offset <= last))
  }
}
