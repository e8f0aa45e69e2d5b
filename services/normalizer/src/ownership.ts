/**
 * What the owner of an input partition decides, as pure functions; docs/reliability.md has them as a table and a model
 * in test/ownership-model.test.ts runs them against crashes at any point.
 *
 * Exactly once rests on one order: fence (InitProducerId ends whatever an earlier owner left open), then read the
 * committed offset, then write records and offset in one transaction. It holds whatever the group believes about who
 * owns the partition; the group only decides who may try.
 */
import type { ErrorCode } from '@trailhouse/errors'
import type { AcceptedLoss } from './accepted-loss.ts'

export type Committed = { readonly offset: number | null; readonly metadata: string }

export type Log = { readonly start: number; readonly end: number }

export type Input = { readonly topic: string; readonly topicId: string; readonly partition: number }

export type Start =
  | { readonly next: 'fetch'; readonly offset: number; readonly lost: number }
  | { readonly next: 'stop'; readonly code: ErrorCode; readonly lost: number; readonly message: string }

/** On assignment: where to begin, or why not to. `lost` counts records that Kafka no longer holds. */
export function startAt(input: Input, committed: Committed, log: Log, accepted: readonly AcceptedLoss[]): Start {
  if (committed.offset === null) return { next: 'fetch', offset: log.start, lost: 0 }
  const offset = committed.offset
  const remade = committed.metadata !== '' && committed.metadata !== offsetMetadata(input.topicId)
  if (!remade && offset >= log.start && offset <= log.end) return { next: 'fetch', offset, lost: 0 }
  const lost = remade || offset > log.end ? 0 : log.start - offset
  if (accepts(accepted, input, offset)) return { next: 'fetch', offset: log.start, lost }
  const where = `${input.topic}:${input.partition}:${offset}`
  const goOn = `To go on from ${log.start}, restart with TRAILHOUSE_ACCEPT_LOSS=${where}`
  return remade
    ? { next: 'stop', code: 'TOPIC_REMADE', lost, message: `The offset ${where} belongs to a deleted topic. ${goOn}` }
    : {
        next: 'stop',
        code: 'OFFSET_OUT_OF_RANGE',
        lost,
        message: `Kafka holds ${log.start} to ${log.end}, not ${where}. ${goOn}`,
      }
}

function accepts(accepted: readonly AcceptedLoss[], input: Input, offset: number): boolean {
  return accepted.some(
    (loss) => loss.topic === input.topic && loss.partition === input.partition && loss.offset === offset,
  )
}

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
