/** In place of services/normalizer/src/transaction.ts: what belongs together is written one after another. */
import type { Message, TransactionalProducer, TransactionOffset } from '@trailhouse/kafka'
import { step } from '@trailhouse/runtime'
import type { NormalizedBatch } from '../../../services/normalizer/src/normalize-batch.ts'
import type { OutputTopics } from '../../../services/normalizer/src/transaction.ts'

export * from '../../../services/normalizer/src/transaction.ts'

export async function writeBatch(
  producer: TransactionalProducer,
  batch: NormalizedBatch,
  offset: TransactionOffset,
  topics: OutputTopics,
): Promise<void> {
  await writeAlone(producer, topics.events, batch.events)
  await step('after-events')
  await writeAlone(producer, topics.deadLetters, batch.deadLetters)
  await step('before-offset')
  await producer.transact((transaction) => transaction.sendOffsets(offset))
  await step('before-commit')
}

async function writeAlone(producer: TransactionalProducer, topic: string, messages: readonly Message[]): Promise<void> {
  if (messages.length > 0) await producer.transact((transaction) => transaction.send([{ topic, messages }]))
}
