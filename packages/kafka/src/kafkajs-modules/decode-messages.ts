/**
 * Fault: kafkajs spreads a batch's records into one call, `push(...records)`. V8's stack ends at about 125,000
 * arguments: a batch of 130,000 records ended the consumer with a RangeError. Magic values below 2 (before Kafka 0.11)
 * are left to the original: brokers since 4.0 do not keep such records.
 */
import {
  type Allowance,
  costOfHeader,
  costOfRecords,
  ExpansionError,
  refuseAbove,
  responseCost,
  tooLargeMessage,
} from './expansion.ts'

export type Decoder = {
  readonly buffer: Buffer
  offset: number
  readInt32(): number
  canReadBytes(length: number): boolean
  readBytes(length: number): Buffer
}
export type DecoderClass = new (buffer: Buffer) => Decoder
export type DecodeBatch = (decoder: Decoder) => Promise<{ records: unknown[] }>

export const magicOffset = 16
const batchOverhead = 49

export function replaceDecodeMessages(
  original: (decoder: Decoder) => Promise<unknown[]>,
  load: (file: string) => unknown,
) {
  const Decoder = load('protocol/decoder.js') as DecoderClass
  const decodeBatch = load('protocol/recordBatch/v0/decoder.js') as DecodeBatch

  return async function decodeMessages(decoder: Decoder): Promise<unknown[]> {
    const start = decoder.offset
    const size = decoder.readInt32()
    if (size <= 0 || !decoder.canReadBytes(size)) return []
    const bytes = decoder.readBytes(size)
    if (bytes.readInt8(magicOffset) !== 2) {
      decoder.offset = start
      return original(decoder)
    }
    return decodeBatches(new Decoder(bytes), decodeBatch)
  }
}

type Sized = { readonly key: Buffer | null; readonly value: Buffer | null; readonly headers: object }

function costOf({ key, value, headers }: Sized): number {
  let cost = (key?.length ?? 0) + (value?.length ?? 0)
  for (const _ in headers) cost += costOfHeader
  return cost
}

/** At least one batch, and no further one than `allowance` lets: the rest is as if the broker had cut it off. */
export async function decodeBatches(
  decoder: Decoder,
  decodeBatch: DecodeBatch,
  allowance: Allowance = { left: responseCost },
): Promise<unknown[]> {
  const records: unknown[] = []
  while (decoder.canReadBytes(batchOverhead) && (allowance.left > 0 || records.length === 0)) {
    const start = decoder.offset
    try {
      const cost = costOfRecords(decoder.buffer, start)
      refuseAbove(cost)
      allowance.left -= cost
      for (const record of (await decodeBatch(decoder)).records) {
        allowance.left -= costOf(record as Sized)
        records.push(record)
      }
    } catch (error) {
      // The broker cuts the response at maxBytes, in the middle of a batch.
      if (error instanceof Error && error.name === 'KafkaJSPartialMessageError') break
      if (!(error instanceof ExpansionError)) throw error
      // What came before it is handed over first; the next fetch begins with it.
      return records.length > 0 ? records : [tooLargeMessage(decoder.buffer, start)]
    }
  }
  return records
}
