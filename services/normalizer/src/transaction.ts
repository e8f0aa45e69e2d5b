import { TrailhouseError } from '@trailhouse/errors'
import type { Message, TopicMessages, Transaction, TransactionalProducer, TransactionOffset } from '@trailhouse/kafka'
import { step } from '@trailhouse/runtime'
import type { NormalizedBatch } from './normalize-batch.ts'
import type { Ending } from './ownership.ts'
import { positionMessage } from './positions.ts'
import { sendBatches } from './send-batches.ts'

export type OutputTopics = {
  readonly events: string
  readonly deadLetters: string
  /** Compacted: where each input partition stands. */
  readonly positions: string
}

/**
 * Writes a batch, its dead letters and its offset, in the group and in the topic of positions, all or nothing. Throws what
 * ended the transaction otherwise; the producer is then of no more use.
 */
export function writeBatch(
  producer: TransactionalProducer,
  batch: NormalizedBatch,
  offset: TransactionOffset,
  topics: OutputTopics,
): Promise<void> {
  return producer.transact(async (transaction) => {
    // With the first send, so that it costs no request of its own.
    const position = { topic: topics.positions, messages: [positionMessage(offset)] }
    await sendAll(transaction, topics.events, batch.events, position)
    await step('after-events')
    await sendAll(transaction, topics.deadLetters, batch.deadLetters)
    await step('before-offset')
    await transaction.sendOffsets(offset)
    await step('before-commit')
  })
}

async function sendAll(
  transaction: Transaction,
  topic: string,
  all: readonly Message[],
  alongside?: TopicMessages,
): Promise<void> {
  const [first = [], ...others] = sendBatches(all)
  const together = [{ topic, messages: first }, ...(alongside ? [alongside] : [])]
  const filled = together.filter(({ messages }) => messages.length > 0)
  if (filled.length > 0) await transaction.send(filled)
  for (const messages of others) await transaction.send([{ topic, messages }])
}

/** What the producer's error says about the end of its transaction; whatever else happened, nothing was committed. */
export function endingOf(error: unknown): Ending {
  if (!(error instanceof TrailhouseError)) return 'aborted'
  if (error.code === 'TRANSACTION_UNKNOWN') return 'unknown'
  return error.code === 'PRODUCER_FENCED' ? 'fenced' : 'aborted'
}
