/**
 * What the owner of an input partition decides, as pure functions; docs/reliability.md has them as a table and a model
 * in test/ownership-model.test.ts runs them against crashes at any point.
 *
 * Exactly once rests on one order: fence (InitProducerId ends whatever an earlier owner left open), then read the
 * committed offset, then write records and offset in one transaction. It holds whatever the group believes about who
 * owns the partition; the group only decides who may try.
 */
import type { ErrorCode } from '@trailhouse/errors'
import type { Position } from '@trailhouse/kafka'
import type { Source } from './record-source.ts'

export type Start = Go | Stop

type Go = { readonly next: 'fetch'; readonly offset: number; readonly lost: number }

/** A person must decide. `lost`: records that Kafka no longer holds, as far as they can be counted. */
type Stop = {
  readonly next: 'stop'
  readonly code: Extract<ErrorCode, 'OFFSET_OUT_OF_RANGE' | 'TOPIC_REMADE'>
  readonly why: string
  readonly lost: number
  /** Where it goes on once the operator says so; null where nothing but a new topic helps. */
  readonly offer: number | null
}

/**
 * On assignment: where to begin, or why not to. `word` is the offset that an operator named for the partition
 * (TRAILHOUSE_NORMALIZER_RESUME_AT): believed only where it is the very one that the stop offers, so that a word for one
 * loss never covers the next.
 */
export function startAt(input: Source, position: Position, word: number | undefined): Start {
  const decision = decide(input, position)
  if (decision.next === 'fetch' || decision.offer === null || decision.offer !== word) return decision
  return { next: 'fetch', offset: decision.offer, lost: decision.lost }
}

function decide(input: Source, { committed, metadata, logStart, logEnd }: Position): Start {
  if (committed !== null && metadata !== '' && metadata !== offsetMetadata(input.topicId)) {
    const why = `its committed offset ${committed} is of a topic of that name that was deleted`
    return { next: 'stop', code: 'TOPIC_REMADE', why, lost: 0, offer: logStart }
  }
  const needed = committed ?? 0
  if (needed > logEnd) {
    const why = `the log ends at ${logEnd}, though records up to ${needed - 1} were read: go on with a new topic`
    return { next: 'stop', code: 'OFFSET_OUT_OF_RANGE', why, lost: needed - logEnd, offer: null }
  }
  if (needed >= logStart) return { next: 'fetch', offset: needed, lost: 0 }
  const why = `offset ${needed} is due and Kafka holds only those from ${logStart} on`
  return { next: 'stop', code: 'OFFSET_OUT_OF_RANGE', why, lost: logStart - needed, offer: logStart }
}

/** Nothing is committed, and there is something that may have been read: the normalizer's own record is asked. */
export const mayBeForgotten = ({ committed, logEnd }: Position): boolean => committed === null && logEnd > 0

/** Kept beside the committed offset: an offset is only worth something for the topic that it was read from. */
export const offsetMetadata = (topicId: string): string => `topic=${topicId}`

/** After the fence: the batch in hand is good only if nobody committed since it was fetched. */
export function afterFence(expected: number | null, committed: number | null): 'transact' | 'read-again' {
  return expected === committed ? 'transact' : 'read-again'
}

/**
 * How a transaction ended, as its producer can tell. Only after `committed` the next batch follows. After anything else
 * the producer is closed, never used again, and the partition is taken over anew (fence, read, go on from what was
 * committed) by whoever the group says owns it by then: the consumer proves that by a heartbeat. So a loser that was
 * fenced never fences the winner in turn.
 */
export type Ending = 'committed' | 'aborted' | 'unknown' | 'fenced'
