/**
 * Fault: kafkajs spreads a batch's records into one call, `push(...records)`. V8's stack ends at about 125,000
 * arguments: a batch of 130,000 records ended the consumer with a RangeError. Magic values below 2 (before Kafka 0.11)
 * are left to the original: brokers since 4.0 do not keep such records.
 */
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

export async function decodeBatches(decoder: Decoder, decodeBatch: DecodeBatch): Promise<unknown[]> {
  const records: unknown[] = []
  while (decoder.canReadBytes(batchOverhead)) {
    try {
      for (const record of (await decodeBatch(decoder)).records) records.push(record)
    } catch (error) {
      // The broker cuts the response at maxBytes, in the middle of a batch.
      if (error instanceof Error && error.name === 'KafkaJSPartialMessageError') break
      throw error
    }
  }
  return records
}
