import { firstOriginHeader, headerText, type KafkaRecord, type Origin, parseOrigin } from '@trailhouse/kafka'

/** The input partition that a record came from. */
export type Source = { readonly topic: string; readonly topicId: string; readonly partition: number }

/** A record that has a value. */
export type FilledRecord = KafkaRecord & { readonly value: Buffer }

/**
 * Where the record was when it first arrived: ids are derived from this, so that a replayed record gets the ids that
 * its first arrival would have got. Throws RecordError INVALID_FIELD for a header that is none.
 */
export function firstOrigin(record: KafkaRecord, source: Source): Origin {
  const text = headerText(record.headers, firstOriginHeader)
  if (text !== undefined) return parseOrigin(text)
  return { topicId: source.topicId, partition: source.partition, offset: record.offset }
}

/** Kafka's timestamp of the record in microseconds, as events count time. A record without one takes the present. */
export function ingestTime(record: KafkaRecord): number {
  return (record.timestamp > 0 ? record.timestamp : Date.now()) * 1_000
}
