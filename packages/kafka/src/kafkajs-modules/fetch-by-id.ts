/**
 * Fault: kafkajs fetches by a topic's name (Fetch v11). A topic deleted and made again between two fetches is read on as
 * if it were the same, at an offset that means something else. Fetch v13 (KIP-516) names the topic's id, and the broker
 * refuses one that is not there any more. Topics whose id is not known yet are fetched as before.
 * Layout: https://kafka.apache.org/protocol#The_Messages_Fetch
 */
import { CompactReader, unsignedVarint } from './compact.ts'
import { type DecodeBatch, type Decoder, type DecoderClass, decodeBatches, magicOffset } from './decode-messages.ts'
import { type Allowance, responseCost } from './expansion.ts'
import type { EncoderClass } from './internals.ts'

type PartitionRequest = { readonly partition: number; readonly fetchOffset: string; readonly maxBytes: number }
type FetchRequest = {
  readonly maxWaitTime: number
  readonly minBytes: number
  readonly maxBytes: number
  readonly isolationLevel: number
  readonly rackId?: string
  readonly topics: readonly { readonly topic: string; readonly partitions: readonly PartitionRequest[] }[]
}
type Protocol = {
  request: object
  response: { decode: unknown; parse(data: object): Promise<object> }
  requestTimeout: number
}
type Versions = {
  readonly versions: readonly string[]
  protocol(choice: { version: number }): (request: FetchRequest) => Protocol
}
type DecodeRecords = (bytes: Buffer, allowance: Allowance) => Promise<unknown[]>

const idVersion = 13
const nameVersion = 11
const unknownTopic = 3
/** UNKNOWN_TOPIC_ID, INCONSISTENT_TOPIC_ID: kafkajs knows neither, and joins the group again at an unknown topic. */
const wrongTopicId = new Set([100, 103])

export type FetchById = Versions & { readonly topicIds: Map<string, string> }

export function replaceFetch(original: Versions, load: (file: string) => unknown): FetchById {
  const Encoder = load('protocol/encoder.js') as EncoderClass
  const decodeRecords = recordsDecoder(load)
  const topicIds = new Map<string, string>()

  const byId = (fetch: FetchRequest): Protocol => {
    const byName = original.protocol({ version: nameVersion })(fetch)
    const names = new Map(fetch.topics.map(({ topic }) => [topicIds.get(topic), topic] as const))
    if (names.has(undefined)) return byName
    const encode = async () => new Encoder().writeBuffer(encodeFetch(fetch, topicIds))
    return {
      request: { apiKey: 1, apiName: 'Fetch', apiVersion: idVersion, encode },
      response: {
        decode: (payload: Buffer) => decodeFetch(payload, names, decodeRecords),
        parse: byName.response.parse,
      },
      requestTimeout: byName.requestTimeout,
    }
  }
  const protocol = ({ version }: { version: number }) => (version === idVersion ? byId : original.protocol({ version }))
  return { versions: [...original.versions, String(idVersion)], protocol, topicIds }
}

function recordsDecoder(load: (file: string) => unknown): DecodeRecords {
  const Decoder = load('protocol/decoder.js') as DecoderClass
  const decodeBatch = load('protocol/recordBatch/v0/decoder.js') as DecodeBatch
  const decodeMessages = load('protocol/requests/fetch/v4/decodeMessages.js') as (
    decoder: Decoder,
  ) => Promise<unknown[]>
  return async (bytes, allowance) => {
    if (bytes.length <= magicOffset || allowance.left <= 0) return []
    if (bytes.readInt8(magicOffset) === 2) return decodeBatches(new Decoder(bytes), decodeBatch, allowance)
    const length = Buffer.alloc(4)
    length.writeInt32BE(bytes.length)
    return decodeMessages(new Decoder(Buffer.concat([length, bytes])))
  }
}

const noTags = Buffer.from([0])

function encodeFetch(fetch: FetchRequest, topicIds: ReadonlyMap<string, string>): Buffer {
  const fixed = Buffer.alloc(25)
  fixed.writeInt32BE(-1, 0)
  fixed.writeInt32BE(fetch.maxWaitTime, 4)
  fixed.writeInt32BE(fetch.minBytes, 8)
  fixed.writeInt32BE(fetch.maxBytes, 12)
  fixed.writeInt8(fetch.isolationLevel, 16)
  // No fetch session: id 0, epoch -1.
  fixed.writeInt32BE(0, 17)
  fixed.writeInt32BE(-1, 21)
  // Tags of the header, then the body.
  const parts = [noTags, fixed, unsignedVarint(fetch.topics.length + 1)]
  for (const { topic, partitions } of fetch.topics) {
    parts.push(
      Buffer.from((topicIds.get(topic) ?? '').replaceAll('-', ''), 'hex'),
      unsignedVarint(partitions.length + 1),
    )
    for (const partition of partitions) parts.push(encodePartition(partition))
    parts.push(noTags)
  }
  const noForgottenTopics = unsignedVarint(1)
  const rack = Buffer.from(fetch.rackId ?? '')
  parts.push(noForgottenTopics, unsignedVarint(rack.length + 1), rack, noTags)
  return Buffer.concat(parts)
}

function encodePartition({ partition, fetchOffset, maxBytes }: PartitionRequest): Buffer {
  const bytes = Buffer.alloc(33)
  bytes.writeInt32BE(partition, 0)
  // Unknown: current leader epoch, last fetched epoch, log start offset.
  bytes.writeInt32BE(-1, 4)
  bytes.writeBigInt64BE(BigInt(fetchOffset), 8)
  bytes.writeInt32BE(-1, 16)
  bytes.writeBigInt64BE(-1n, 20)
  bytes.writeInt32BE(maxBytes, 28)
  return bytes
}

async function decodeFetch(
  payload: Buffer,
  names: ReadonlyMap<string | undefined, string>,
  decodeRecords: DecodeRecords,
): Promise<object> {
  const reader = new CompactReader(payload)
  reader.tags()
  const clientSideThrottleTime = reader.int32()
  const errorCode = reader.int16()
  const sessionId = reader.int32()
  const responses = reader.array(() => {
    const topicName = names.get(reader.uuid())
    const partitions = reader.array(() => readPartition(reader))
    reader.tags()
    return { topicName, partitions }
  })
  // One after another: what they cost is known only afterwards. A partition for which nothing is left comes empty, and is
  // asked for again; the order of partitions turns with each fetch.
  const allowance = { left: responseCost }
  const decoded: object[] = []
  for (const { topicName, partitions } of responses) {
    const decodedPartitions: object[] = []
    for (const { bytes, ...partition } of partitions) {
      decodedPartitions.push({ ...partition, messages: await decodeRecords(bytes, allowance) })
    }
    decoded.push({ topicName, partitions: decodedPartitions })
  }
  return { throttleTime: 0, clientSideThrottleTime, errorCode, sessionId, responses: decoded }
}

function readPartition(reader: CompactReader) {
  const partition = reader.int32()
  const errorCode = reader.int16()
  const highWatermark = String(reader.int64())
  const lastStableOffset = String(reader.int64())
  const lastStartOffset = String(reader.int64())
  const abortedTransactions = reader.array(() => {
    const aborted = { producerId: String(reader.int64()), firstOffset: String(reader.int64()) }
    reader.tags()
    return aborted
  })
  const preferredReadReplica = reader.int32()
  const bytes = reader.bytes()
  reader.tags()
  return {
    partition,
    errorCode: wrongTopicId.has(errorCode) ? unknownTopic : errorCode,
    highWatermark,
    lastStableOffset,
    lastStartOffset,
    abortedTransactions,
    preferredReadReplica,
    bytes,
  }
}
