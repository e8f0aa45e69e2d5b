import { TrailhouseError } from '@trailhouse/errors'
import { costOfHeader, maxCost } from './kafkajs-modules/expansion.ts'
import type { Batch, RawMessage } from './kafkajs-modules/internals.ts'
import type { FetchedBatch, KafkaRecord } from './types.ts'

/** What a decoded record costs beside its bytes: one object for it and one for each of its slices (heap snapshot). */
const recordOverhead = 250

export type Verdict = 'next' | 'stale' | 'gap'

/**
 * May this batch be handled? `stale`: it was asked for at another position (before a seek, or for an earlier owner).
 * `gap`: the broker was asked for the expected offset and answered with a later one, so records in between are gone.
 */
export function judge(expected: number, batch: Pick<Batch, 'fetchedOffset' | 'firstOffset'>): Verdict {
  if (Number(batch.fetchedOffset) !== expected) return 'stale'
  const first = batch.firstOffset()
  return first !== null && Number(first) === expected ? 'next' : 'gap'
}

/** The error to stop with where a batch stands in the way that takes more memory than any may; else null. */
export function tooLarge(
  batch: Pick<Batch, 'topic' | 'partition' | 'fetchedOffset' | 'rawMessages'>,
): TrailhouseError | null {
  const [first] = batch.rawMessages
  if (!first?.tooLarge) return null
  const place = `${batch.topic}-${batch.partition}`
  return new TrailhouseError(
    'BATCH_TOO_LARGE',
    `The record batch of ${place} from offset ${batch.fetchedOffset} to ${first.offset} takes more than ${maxCost} bytes of memory: a decompression bomb, or a producer without a limit. Look at who writes there; to go on after it, delete the partition's records before offset ${Number(first.offset) + 1}`,
  )
}

export function toFetchedBatch(batch: Batch): FetchedBatch {
  const records: KafkaRecord[] = []
  for (const message of batch.messages) records.push(toRecord(message))
  let bytes = 0
  // Hidden records count too: their bytes lie in the same fetch response, which any slice keeps alive.
  for (const message of batch.rawMessages) bytes += sizeOf(message)
  return {
    firstOffset: Number(batch.firstOffset()),
    lastOffset: Number(batch.lastOffset()),
    highWatermark: Number(batch.highWatermark),
    records,
    bytes,
  }
}

function toRecord({ offset, timestamp, key, value, headers }: RawMessage): KafkaRecord {
  return { offset: Number(offset), timestamp: Number(timestamp), key, value, headers }
}

function sizeOf({ key, value, headers }: RawMessage): number {
  let bytes = recordOverhead + (key?.length ?? 0) + (value?.length ?? 0)
  for (const name in headers) {
    const header = headers[name]
    bytes += costOfHeader + name.length
    if (Array.isArray(header)) for (const each of header) bytes += each?.length ?? 0
    else bytes += header?.length ?? 0
  }
  return bytes
}
