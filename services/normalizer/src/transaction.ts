import { TrailhouseError } from '@trailhouse/errors'
import type { Message, Transaction, TransactionalProducer, TransactionOffset } from '@trailhouse/kafka'
import { step } from '@trailhouse/runtime'
import type { NormalizedBatch } from './normalize-batch.ts'
import type { Ending } from './ownership.ts'
import { sendBatches } from './send-batches.ts'

export type OutputTopics = { readonly events: string; readonly deadLetters: string }

/** Writes a batch, its dead letters and its offset, all or nothing. An error that says nothing about the end is thrown. */
export async function writeBatch(
  producer: TransactionalProducer,
  batch: NormalizedBatch,
  offset: TransactionOffset,
  topics: OutputTopics,
): Promise<{ readonly ending: Ending; readonly error?: TrailhouseError }> {
  try {
    await producer.transact(async (transaction) => {
      await sendAll(transaction, topics.events, batch.events)
      await step('after-events')
      await sendAll(transaction, topics.deadLetters, batch.deadLetters)
      await step('before-offset')
      await transaction.sendOffsets(offset)
      await step('before-commit')
    })
    await step('after-commit')
    return { ending: 'committed' }
  } catch (error) {
    const ending = endingOf(error)
    if (ending === undefined) throw error
    return { ending, error: error as TrailhouseError }
  }
}

async function sendAll(transaction: Transaction, topic: string, all: readonly Message[]): Promise<void> {
  for (const messages of sendBatches(all)) await transaction.send([{ topic, messages }])
}

function endingOf(error: unknown): Ending | undefined {
  if (!(error instanceof TrailhouseError)) return undefined
  switch (error.code) {
    case 'TRANSACTION_ABORTED':
      return 'aborted'
    case 'TRANSACTION_UNKNOWN':
      return 'open'
    case 'PRODUCER_FENCED':
      return 'fenced'
    default:
      return undefined
  }
}
