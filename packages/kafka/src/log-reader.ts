import { TrailhouseError } from '@trailhouse/errors'
import { connectAdmin } from './admin.ts'
import type { KafkaClient } from './client.ts'
import { toFetchedBatch, tooLarge } from './fetched-batch.ts'
import { protocolType } from './kafka-errors.ts'
import type { Batch, Cluster, FetchedPartition } from './kafkajs-modules/internals.ts'
import { backoffMs, pause } from './timing.ts'
import type { FetchedBatch, TopicPartition } from './types.ts'

export type LogRange = TopicPartition & {
  readonly from: number
  /** End of the range, itself not in it; 'high-watermark': the one at the first fetch. */
  readonly to: number | 'high-watermark'
}

/** Reads partitions by offset, read committed, without a consumer group: for a command that looks and commits nothing. */
export interface LogReader {
  /**
   * The range in order, a fetch (1 MiB, or one larger record batch) at a time. Waits for transactions that are open
   * below the range's end. Throws TRANSACTION_OPEN when that takes longer than 30 s, OFFSET_OUT_OF_RANGE,
   * TOPIC_UNKNOWN, KAFKA_UNAVAILABLE after five attempts.
   */
  read(range: LogRange): AsyncGenerator<FetchedBatch, void, undefined>
  close(): Promise<void>
}

const readCommitted = 1
const maxBytes = 1_048_576
const maxWaitMs = 100
const attempts = 5
/** The broker ends a transaction after its time-out, 10 s here, and looks for such every 10 s. */
const openTransactionMs = 30_000

type BatchClass = new (topic: string, fetchedOffset: string, partition: FetchedPartition) => Batch

/** No I/O yet. */
export function openLogReader(client: KafkaClient): LogReader {
  const admin = connectAdmin(client)
  const Batch = client.internal('consumer/batch.js') as BatchClass

  async function fetchFrom(place: TopicPartition, offset: number): Promise<Batch> {
    for (let attempt = 1; ; attempt += 1) {
      try {
        const fetched = await admin.ask(({ cluster }) => fetchPartition(cluster, place, offset))
        return new Batch(place.topic, String(offset), fetched)
      } catch (error) {
        const { topic, partition } = place
        if (protocolType((error as Error).cause) === 'OFFSET_OUT_OF_RANGE') {
          const message = `The broker does not hold offset ${offset} of ${topic}-${partition} any more`
          throw new TrailhouseError('OFFSET_OUT_OF_RANGE', message, { cause: error })
        }
        const retriable = error instanceof TrailhouseError && error.code === 'KAFKA_UNAVAILABLE'
        if (!retriable || attempt === attempts) throw error
      }
      await pause(backoffMs(attempt))
    }
  }

  async function* read({ topic, partition, from, to }: LogRange): AsyncGenerator<FetchedBatch, void, undefined> {
    let position = from
    let end = to
    let waitedSince = Date.now()
    while (end === 'high-watermark' || position < end) {
      const batch = await fetchFrom({ topic, partition }, position)
      const refused = tooLarge(batch)
      if (refused) throw refused
      end = end === 'high-watermark' ? Number(batch.highWatermark) : end
      if (batch.rawMessages.length > 0) {
        const fetched = withinRange(toFetchedBatch(batch), position, end)
        position = fetched.lastOffset + 1
        yield fetched
        waitedSince = Date.now()
      } else if (Date.now() - waitedSince > openTransactionMs) {
        const message = `A transaction has been open for over ${openTransactionMs / 1000} s at ${topic}-${partition}@${position}`
        throw new TrailhouseError('TRANSACTION_OPEN', message)
      }
    }
  }

  return { read, close: () => admin.close() }
}

async function fetchPartition(cluster: Cluster, { topic, partition }: TopicPartition, offset: number) {
  await cluster.addTargetTopic(topic)
  await cluster.refreshMetadataIfNecessary()
  const [nodeId] = Object.keys(cluster.findLeaderForPartitions(topic, [partition]))
  if (nodeId === undefined) throw new TrailhouseError('TOPIC_UNKNOWN', `Topic ${topic} has no partition ${partition}`)
  const broker = await cluster.findBroker({ nodeId })
  const topics = [{ topic, partitions: [{ partition, fetchOffset: String(offset), maxBytes }] }]
  const { responses } = await broker.fetch({ isolationLevel: readCommitted, maxWaitTime: maxWaitMs, maxBytes, topics })
  const fetched = responses[0]?.partitions[0]
  if (!fetched) throw new Error(`The broker's answer does not hold ${topic}-${partition}`)
  return fetched
}

/** A record batch is fetched whole: what of it lies before the position, or at or beyond the end, was not asked for. */
function withinRange(batch: FetchedBatch, position: number, end: number): FetchedBatch {
  const records = batch.records.filter(({ offset }) => offset >= position && offset < end)
  return { ...batch, firstOffset: position, lastOffset: Math.min(batch.lastOffset, end - 1), records }
}
