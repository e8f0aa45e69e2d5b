/**
 * Where each input partition stands, in a compacted topic of the normalizer's own: each transaction writes the offset that it
 * commits there too. A group's offsets can go (deleted, or expired after offsets.retention.minutes without a member) while
 * the records that they speak of are still there; without this record they would all be normalized a second time.
 */
import {
  type KafkaClient,
  type KafkaRecord,
  type Message,
  openAdmin,
  openLogReader,
  type TopicPartition,
  type TransactionOffset,
} from '@trailhouse/kafka'
import { z } from 'zod'

/** As the group has it: the next offset, and the metadata that names the topic's id. */
export type RecordedPosition = { readonly committed: number; readonly metadata: string }

/** Whatever partitions are added later: a key is found where it was written. */
const onlyPartition = 0

const positionSchema = z.object({ committed: z.number().int().min(0), metadata: z.string() })

const keyOf = (groupId: string, { topic, partition }: TopicPartition): string =>
  JSON.stringify([groupId, topic, partition])

export function positionMessage({ groupId, offset, metadata = '', ...place }: TransactionOffset): Message {
  const position: RecordedPosition = { committed: offset, metadata }
  return { key: keyOf(groupId, place), value: JSON.stringify(position), partition: onlyPartition }
}

/**
 * The last position that was recorded; null: none. It reads the whole topic, whose size compaction bounds: only a partition
 * of which the group knows nothing asks. Rejects while Kafka is away or a transaction is open for long: ask again.
 */
export async function recordedPosition(
  client: KafkaClient,
  positionsTopic: string,
  groupId: string,
  place: TopicPartition,
): Promise<RecordedPosition | null> {
  const admin = await openAdmin(client)
  const reader = openLogReader(client)
  const key = keyOf(groupId, place)
  let last: RecordedPosition | null = null
  try {
    const ends = await admin.listOffsets(positionsTopic)
    const from = ends.find(({ partition }) => partition === onlyPartition)?.low ?? 0
    // Not up to the last stable offset, which listOffsets gives: behind a transaction that is open the record may stand.
    const log = { topic: positionsTopic, partition: onlyPartition, from, to: 'high-watermark' } as const
    for await (const { records } of reader.read(log)) {
      last = lastOf(records, key) ?? last
    }
    return last
  } catch (error) {
    // No code of the reader's is a reason to stop the input partition.
    throw new Error(`${positionsTopic} cannot be read now`, { cause: error })
  } finally {
    await Promise.all([reader.close(), admin.close()])
  }
}

function lastOf(records: readonly KafkaRecord[], key: string): RecordedPosition | null {
  const last = records.findLast((record) => record.key?.toString() === key)
  return last ? positionSchema.parse(JSON.parse(String(last.value))) : null
}
