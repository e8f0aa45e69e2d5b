import type { ErrorCode } from '@trailhouse/errors'
import type { Progress } from './intent.ts'

/** Longest stretch of offsets in one range, and so how far back a block that landed in part can begin. */
export const maxSpan = 200_000
/** A token is trusted for this long; ClickHouse's deduplication window holds more blocks than this time can make. */
export const tokenLifeMs = 10 * 60_000

/** Everything that is known about a partition when it is assigned. */
export type Facts = {
  readonly topicId: string
  /** null: the group has no offset for the partition. */
  readonly committed: number | null
  /** null: the commit's metadata is not the sink's. */
  readonly progress: Progress | null
  readonly logStart: number
  /** Offset that the next record will get. */
  readonly logEnd: number
  /** Greatest offset that ClickHouse holds of this topic id and partition. */
  readonly greatest: number | null
  /** Greatest offset that became a dead letter of a sink; null: none. Only asked for where nothing is committed. */
  readonly lettered: number | null
  /** ClickHouse holds rows of this partition of a topic with another id. Only asked for where nothing else is known. */
  readonly otherTopic: boolean
  /** ms since the epoch. */
  readonly now: number
  /** Time in ms after an intent from which on nothing that its owner sent can still land. */
  readonly inFlightMs: number
}

/** Go on from `start`. */
export type Go = {
  readonly kind: 'go'
  readonly start: number
  /** Insert [start, last] as one block under its own token, whose first use was at `since`. */
  readonly replay: { readonly last: number; readonly since: number } | null
  /** Up to `through` some records have landed: insert only the missing ones, and ask no sooner than `notBefore` (ms). */
  readonly ask: { readonly through: number; readonly notBefore: number } | null
  /** Up to here dead letters were written already. */
  readonly letteredThrough: number
}

/** A person must decide. */
export type Stop = {
  readonly kind: 'stop'
  readonly code: Extract<ErrorCode, 'OFFSET_OUT_OF_RANGE' | 'TOPIC_REMADE' | 'ROWS_MISSING'>
  readonly why: string
  /** Offsets that are gone from Kafka without being known to be stored; null where nobody can count them. */
  readonly lost: number | null
  /** What goes on once the operator says so, naming `at`; null where only a repair outside the sink helps. */
  readonly offer: { readonly at: number; readonly go: Go } | null
}

/**
 * Decides how a newly assigned partition goes on: the table "Resume after assignment" of docs/reliability.md.
 * @param word offset that the operator named for this partition (TRAILHOUSE_SINK_RESUME_AT): believed only where it is
 * the very offset that the situation offers, so that a word for one loss never covers the next
 */
export function resume(facts: Facts, word: number | null): Go | Stop {
  const decision = decide(facts)
  if (decision.kind === 'go') return pastLetters(decision, facts)
  if (decision.offer !== null && decision.offer.at === word) return pastLetters(decision.offer.go, facts)
  return decision
}

/** Dead letters are written in the order of their records: up to the greatest, each that had to be is there. */
function pastLetters(go: Go, { lettered }: Facts): Go {
  return lettered === null ? go : { ...go, letteredThrough: Math.max(go.letteredThrough, lettered) }
}

function decide(facts: Facts): Go | Stop {
  const { committed, progress, logStart, logEnd, topicId } = facts
  if (progress !== null && progress.topicId !== topicId) return remade(facts)
  if (committed === null) return withoutCommit(facts)
  const greatest = facts.greatest ?? -1
  if (committed > logEnd || greatest >= logEnd) return truncated(facts, Math.max(committed, greatest + 1))
  if (progress !== null && greatest < progress.stored) return rowsMissing(facts, committed, greatest)
  const end = progress?.intent?.last ?? committed - 1
  if (greatest > end) return beyondCommit(facts, greatest)
  if (committed < logStart) return outOfRange(facts, committed)
  return withIntent(facts, committed)
}

function withoutCommit(facts: Facts): Go | Stop {
  const { greatest, logStart, logEnd, otherTopic } = facts
  if (greatest !== null) return greatest >= logEnd ? truncated(facts, greatest + 1) : beyondCommit(facts, greatest)
  if (otherTopic) return remade(facts)
  return logStart > 0 ? outOfRange(facts, 0) : plain(0)
}

/** Rows beyond the commit and its intent are taken as landed, but for the last block, which may have landed in part. */
function beyondCommit(facts: Facts, greatest: number): Go | Stop {
  const { committed, logStart } = facts
  if (greatest + 1 < logStart) return outOfRange(facts, greatest + 1)
  const start = Math.max(committed ?? 0, logStart, greatest + 1 - maxSpan)
  return {
    kind: 'go',
    start,
    replay: null,
    ask: { through: greatest, notBefore: settledAt(facts) },
    letteredThrough: greatest,
  }
}

function withIntent(facts: Facts, committed: number): Go {
  const { progress, now } = facts
  const intent = progress?.intent
  if (!intent || intent.last < committed) return plain(committed)
  const { last, since, partial } = intent
  const young = now - since < tokenLifeMs
  if (young && !partial) return { ...plain(committed), replay: { last, since } }
  return { ...plain(committed), ask: { through: last, notBefore: settledAt(facts) } }
}

function rowsMissing(facts: Facts, committed: number, greatest: number): Stop {
  const { logStart, progress } = facts
  const at = Math.max(greatest + 1, logStart)
  const start = Math.max(logStart, greatest + 1 - maxSpan)
  const through = Math.max(progress?.intent?.last ?? -1, committed - 1)
  const why = `ClickHouse held rows up to offset ${progress?.stored} and now holds them up to ${greatest} (restored from a backup?)`
  const go: Go = {
    kind: 'go',
    start,
    replay: null,
    ask: { through, notBefore: settledAt(facts) },
    letteredThrough: committed - 1,
  }
  return { kind: 'stop', code: 'ROWS_MISSING', why, lost: at - (greatest + 1), offer: { at, go } }
}

function outOfRange(facts: Facts, needed: number): Stop {
  const { logStart, progress } = facts
  const why = `offset ${needed} is needed next and Kafka holds only those from ${logStart} on`
  const last = progress?.intent?.last ?? -1
  const ask = last >= logStart ? { through: last, notBefore: settledAt(facts) } : null
  const go: Go = { ...plain(logStart), ask }
  return { kind: 'stop', code: 'OFFSET_OUT_OF_RANGE', why, lost: logStart - needed, offer: { at: logStart, go } }
}

/** Offsets will be given out a second time, to other records: what is stored under them cannot be told from them. */
function truncated({ logEnd }: Facts, needed: number): Stop {
  const why = `Kafka's log ends at offset ${logEnd}, though records up to ${needed - 1} were read before: acknowledged records were lost there. Go on with a new topic`
  return { kind: 'stop', code: 'OFFSET_OUT_OF_RANGE', why, lost: needed - logEnd, offer: null }
}

function remade({ logStart }: Facts): Stop {
  const why = 'the topic was deleted and made again: what it held and was not yet stored is gone'
  return { kind: 'stop', code: 'TOPIC_REMADE', why, lost: null, offer: { at: logStart, go: plain(logStart) } }
}

/** When nothing that an earlier owner sent can land any more, ms since the epoch. */
function settledAt({ progress, now, inFlightMs }: Facts): number {
  return progress?.intent ? progress.intent.at + inFlightMs : now
}

function plain(start: number): Go {
  return { kind: 'go', start, replay: null, ask: null, letteredThrough: start - 1 }
}
