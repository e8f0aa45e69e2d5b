import { TrailhouseError } from '@trailhouse/errors'
import {
  type AssignedPartition,
  type KafkaClient,
  openTransactionalProducer,
  type TransactionalProducer,
} from '@trailhouse/kafka'
import { step } from '@trailhouse/runtime'
import type { Clock } from './clock.ts'
import type { Letters, WriteLetters } from './lane.ts'
import { backoffMs } from './policy.ts'

export type LetterBox = {
  readonly write: WriteLetters
  close(): Promise<void>
}

export type LetterBoxOptions = {
  readonly client: KafkaClient
  readonly groupId: string
  readonly deadLetterTopic: string
  readonly partition: AssignedPartition
  readonly clock: Clock
  readonly onRetry: (error: unknown) => void
}

/**
 * Opens the transactional producer of a partition, which fences the one of every earlier owner: from here on no
 * dead letter and no advance of theirs can be committed any more. So it is opened before the partition's position is read.
 */
export async function openLetterBox(options: LetterBoxOptions): Promise<LetterBox> {
  const { client, groupId, deadLetterTopic, partition, clock, onRetry } = options
  const { topic, partition: number } = partition
  const transactionalId = `${groupId}-${topic}-${number}`
  const producer = await untilOpen()

  async function untilOpen(): Promise<TransactionalProducer> {
    for (let attempt = 0; ; attempt++) {
      try {
        return await openTransactionalProducer(client, {
          transactionalId,
          writesTo: { topics: [deadLetterTopic], groupId },
        })
      } catch (error) {
        // For a person to judge: it does not pass by itself.
        if (error instanceof TrailhouseError && error.code === 'TRANSACTION_TORN') throw error
        onRetry(error)
      }
      await clock.wait(backoffMs(attempt), partition.signal)
    }
  }

  async function transact(letters: Letters, offset: number, metadata: string): Promise<void> {
    await producer.transact(async (transaction) => {
      await transaction.send([{ topic: deadLetterTopic, messages: letters.messages }])
      await step('inside-letters')
      await transaction.sendOffsets({ groupId, topic, partition: number, offset, metadata })
    })
  }

  return {
    write: transact,
    close: () => producer.close(),
  }
}
