import { TrailhouseError } from '@trailhouse/errors'
import type { Message, Transaction, TransactionalProducer, TransactionOffset } from '@trailhouse/kafka'
import { step } from '@trailhouse/runtime'
import type { NormalizedBatch } from './normalize-batch.ts'
import type { Ending } from './ownership.ts'
import { sendBatches } from './send-batches.ts'

export type OutputTopics = { readonly events: string; readonly deadLetters: string }

/**
 * Writes a batch, its dead letters and its offset, all or nothing. Throws what ended the transaction otherwise; the
 * producer is then of no more use.
 */
export function writeBatch(
  producer: TransactionalProducer,
  batch: NormalizedBatch,
  offset: TransactionOffset,
  topics: OutputTopics,
): Promise<void> {
  return producer.transact(async (transaction) => {
    await sendAll(transaction, topics.events, batch.events)
    await step('after-events')
    await sendAll(transaction, topics.deadLetters, batch.deadLetters)
    await step('before-offset')
    await transaction.sendOffsets(offset)
    await step('before-commit')
  })
}

async function sendAll(transaction: Transaction, topic: string, all: readonly Message[]): Promise<void> {
  for (const messages of sendBatches(all)) await transaction.send([{ topic, messages }])
}

/** What the producer's error says about the end of its transaction; whatever else happened, nothing was committed. */
export function endingOf(error: unknown): Ending {
  if (!(error instanceof TrailhouseError)) return 'aborted'
  if (error.code === 'TRANSACTION_UNKNOWN') return 'unknown'
  return error.code === 'PRODUCER_FENCED' ? 'fenced' : 'aborted'
}
