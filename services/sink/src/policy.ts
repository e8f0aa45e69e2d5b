import { tokenLifeMs } from './resume.ts'

/** An owner does not send a range whose intent is older than this: it writes the intent again, which proves that it still owns it. */
export const intentLifeMs = 20_000

const firstBackoffMs = 100
const longestBackoffMs = 10_000

/** Where the insert of one range stands. Times in ms since the epoch. */
export type Attempt = {
  /** When the range was first meant to be inserted; null before its first intent. */
  readonly since: number | null
  /** Age in ms of the intent as this owner wrote it; null before it did. */
  readonly intentAge: number | null
  readonly now: number
}

/** What comes next for a range: write its intent, send it, or read again what has landed since its token may be forgotten. */
export type Move = 'write-intent' | 'insert' | 'start-over'

export function nextMove({ since, intentAge, now }: Attempt): Move {
  if (since !== null && now - since >= tokenLifeMs) return 'start-over'
  return intentAge === null || intentAge > intentLifeMs ? 'write-intent' : 'insert'
}

/**
 * What follows from an insert's failure. Only what ClickHouse refuses because of the rows themselves ('record' of
 * packages/clickhouse, a closed list) is narrowed down to the record; everything else is tried again without end.
 */
export type AfterFailure = 'retry' | 'split' | 'dead-letter' | 'read-again'

export function afterFailure(kind: 'retry' | 'record', rows: number, hasOriginal: boolean): AfterFailure {
  if (kind === 'retry') return 'retry'
  if (rows > 1) return 'split'
  return hasOriginal ? 'dead-letter' : 'read-again'
}

/** Wait before the next attempt, ms: doubling from 0.1 s to 10 s, with up to a quarter less at random. `attempt` from 0. */
export function backoffMs(attempt: number, random = Math.random()): number {
  return Math.min(longestBackoffMs, firstBackoffMs * 2 ** Math.min(attempt, 16)) * (1 - random / 4)
}
