/** Figure: see record-batch.ts. One buffer a partition, one for the request, and one more copy into its frame. */
import type { Codec } from './compression.ts'
import type { Encoder, EncoderClass } from './internals.ts'
import { type BatchMessage, encodeRecords, recordsAt, timestampOf, writeBatchHeader } from './record-batch.ts'

type PartitionData = {
  readonly partition: number
  readonly messages: readonly BatchMessage[]
  readonly firstSequence?: number
}
type Produce = {
  readonly acks: number
  readonly timeout: number
  readonly transactionalId?: string | null
  readonly producerId?: string | bigint
  readonly producerEpoch?: number
  readonly compression?: number
  readonly topicData: readonly { readonly topic: string; readonly partitions: readonly PartitionData[] }[]
}

const transactionalBit = 16

export function replaceProduceRequest(_original: unknown, load: (file: string) => unknown) {
  const Encoder = load('protocol/encoder.js') as EncoderClass
  const crc32c = load('protocol/recordBatch/crc32C/index.js') as (bytes: Buffer) => number
  const { lookupCodec } = load('protocol/message/compression/index.js') as { lookupCodec(type: number): Codec | null }

  return (produce: Produce) => ({
    apiKey: 0,
    apiVersion: 3,
    apiName: 'Produce',
    expectResponse: () => produce.acks !== 0,
    encode: async () => {
      const { transactionalId, acks, timeout, topicData } = produce
      const parts = [nullableString(transactionalId), int16(acks), int32(timeout), int32(topicData.length)]
      for (const { topic, partitions } of topicData) {
        parts.push(nullableString(topic), int32(partitions.length))
        for (const data of partitions) {
          const batch = await encodeBatch(produce, data)
          parts.push(int32(data.partition), int32(batch.length), batch)
        }
      }
      return toEncoder(Encoder, Buffer.concat(parts))
    },
  })

  async function encodeBatch(produce: Produce, data: PartitionData): Promise<Buffer> {
    const { compression = 0, transactionalId, producerId = '-1', producerEpoch = 0 } = produce
    const { messages, firstSequence = 0 } = data
    const now = Date.now()
    const times = timesOf(messages, now)
    const codec = compression === 0 ? null : lookupCodec(compression)
    const batch = codec
      ? await compressed(codec, encodeRecords(messages, times.baseTimestamp, now, 0), Encoder)
      : encodeRecords(messages, times.baseTimestamp, now, recordsAt)
    const attributes = compression | (transactionalId ? transactionalBit : 0)
    const header = { attributes, producerId, producerEpoch, firstSequence, count: messages.length, ...times }
    writeBatchHeader(batch, header, crc32c)
    return batch
  }
}

async function compressed(codec: Codec, records: Buffer, Encoder: EncoderClass): Promise<Buffer> {
  const bytes = await codec.compress(toEncoder(Encoder, records))
  const batch = Buffer.allocUnsafe(recordsAt + bytes.length)
  batch.set(bytes, recordsAt)
  return batch
}

/** As Kafka's Java client: the base is the first record's time, and later records may lie before it. */
function timesOf(messages: readonly BatchMessage[], now: number): { baseTimestamp: number; maxTimestamp: number } {
  let maxTimestamp = Number.NEGATIVE_INFINITY
  for (const message of messages) maxTimestamp = Math.max(maxTimestamp, timestampOf(message, now))
  const [first] = messages
  return { baseTimestamp: first ? timestampOf(first, now) : now, maxTimestamp }
}

/** An Encoder that holds these bytes, without a copy. */
function toEncoder(Encoder: EncoderClass, bytes: Buffer): Encoder {
  return Object.assign(new Encoder(1), { buf: bytes, offset: bytes.length })
}

function int16(value: number): Buffer {
  const bytes = Buffer.allocUnsafe(2)
  bytes.writeInt16BE(value)
  return bytes
}

function int32(value: number): Buffer {
  const bytes = Buffer.allocUnsafe(4)
  bytes.writeInt32BE(value)
  return bytes
}

function nullableString(text: string | null | undefined): Buffer {
  if (text == null) return int16(-1)
  const bytes = Buffer.from(text)
  return Buffer.concat([int16(bytes.length), bytes])
}
