import type { Producer } from 'kafkajs'
import type { KafkaClient, TopicMessages, TransactionOffset } from '../../src/index.ts'
import { transactionManagerOf } from '../../src/kafkajs-modules/exposed-transactions.ts'
import type { TransactionManager, WithCluster } from '../../src/kafkajs-modules/internals.ts'
import { until } from './kafka.ts'

export type LeftOpen = {
  readonly transactionalId: string
  readonly messages?: readonly TopicMessages[]
  readonly offset?: TransactionOffset
}

/**
 * Leaves records, an offset, or both open under a transactional id of which the coordinator knows no open transaction: what
 * packages/kafka/src/torn-transaction.ts tells of. The broker must be one that does not ask its coordinator
 * (transaction.partition.verification.enable=false).
 */
export async function leaveOpen(client: KafkaClient, { transactionalId, messages, offset }: LeftOpen): Promise<void> {
  const { kafka } = client.open('transactional-producer')
  const producer = kafka.producer({ transactionalId, maxInFlightRequests: 1 }) as WithCluster<Producer>
  await producer.connect()
  const transaction = await producer.transaction()
  const manager = transactionManagerOf(producer.cluster)
  if (!manager) throw new Error('The producer has no transaction')
  manager.addPartitionsToTransaction = async () => {}
  if (messages) await transaction.sendBatch({ topicMessages: messages as never })
  if (offset) await commitOffset(producer, manager, transactionalId, offset)
  await producer.disconnect()
}

/** A group's first coordinator is not there at once. */
async function commitOffset(
  { cluster }: WithCluster<Producer>,
  manager: TransactionManager,
  transactionalId: string,
  { groupId, topic, partition, offset, metadata = '' }: TransactionOffset,
): Promise<void> {
  const topics = [{ topic, partitions: [{ partition, offset: String(offset), metadata }] }]
  const commit = async () => {
    const coordinator = await cluster.findGroupCoordinator({ groupId, coordinatorType: 0 })
    await (coordinator as unknown as { txnOffsetCommit(request: object): Promise<void> }).txnOffsetCommit({
      ...{ transactionalId, groupId, topics },
      ...{ producerId: manager.getProducerId(), producerEpoch: manager.getProducerEpoch() },
    })
    return true
  }
  await until(() => commit().catch(() => false), 'the offset is left open')
}
