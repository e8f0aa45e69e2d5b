import { RecordError } from '@trailhouse/errors'
import { type AssignedPartition, type KafkaClient, openAdmin, openLogReader, readDeadLetter } from '@trailhouse/kafka'

/**
 * The greatest offset of the partition that became a dead letter of a sink; null: none. It reads the whole of audit.dlq:
 * for a partition whose group offset is gone, where nothing else tells which broken records were dealt with.
 * @throws TrailhouseError KAFKA_UNAVAILABLE, TRANSACTION_OPEN, OFFSET_OUT_OF_RANGE (retention went by): asked again
 */
export async function greatestLettered(
  client: KafkaClient,
  deadLetterTopic: string,
  partition: AssignedPartition,
): Promise<number | null> {
  const admin = await openAdmin(client)
  const reader = openLogReader(client)
  let greatest: number | null = null
  try {
    for (const { partition: number, low, high } of await admin.listOffsets(deadLetterTopic)) {
      for await (const { records } of reader.read({ topic: deadLetterTopic, partition: number, from: low, to: high })) {
        partition.signal.throwIfAborted()
        for (const record of records) greatest = greater(greatest, offsetOf(record, partition))
      }
    }
    return greatest
  } finally {
    await Promise.all([reader.close(), admin.close()])
  }
}

/** null: a letter of another partition, of the normalizer, or a record that is no dead letter. */
function offsetOf(record: Parameters<typeof readDeadLetter>[0], { topicId, partition }: AssignedPartition) {
  try {
    const { stage, origin } = readDeadLetter(record)
    const own = stage === 'sink' && origin.topicId === topicId && origin.partition === partition
    return own ? origin.offset : null
  } catch (error) {
    if (error instanceof RecordError) return null
    throw error
  }
}

const greater = (a: number | null, b: number | null): number | null =>
  a === null || b === null ? (a ?? b) : Math.max(a, b)
