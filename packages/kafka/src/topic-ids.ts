/**
 * Topic ids (KIP-516). kafkajs stops at Metadata v6, and ids come with v10: a raw Metadata v12 request, written over
 * kafkajs's own connection. Layout: https://kafka.apache.org/protocol#The_Messages_Metadata
 */
import { TrailhouseError } from '@trailhouse/errors'
import { CompactReader, unsignedVarint } from './kafkajs-modules/compact.ts'
import type { Broker, Encoder, EncoderClass, Request } from './kafkajs-modules/internals.ts'

const unknownTopic = 3

type TopicMetadata = { readonly name: string; readonly topicId: string; readonly errorCode: number }

/** Name -> UUID with hyphens, for those that exist. */
export async function fetchTopicIds(
  broker: Broker,
  Encoder: EncoderClass,
  topics: readonly string[],
): Promise<ReadonlyMap<string, string>> {
  const request = metadataRequest(new Encoder().writeBuffer(encodeTopics(topics)))
  const response = {
    decode: async (payload: Buffer) => decodeMetadata(payload),
    parse: async (decoded: TopicMetadata[]) => decoded,
  }
  const found = await broker.connectionPool.send<TopicMetadata[]>({ request, response })
  const failed = found.find(({ errorCode }) => errorCode !== 0 && errorCode !== unknownTopic)
  if (failed) {
    const message = `The broker answered code ${failed.errorCode} for the metadata of topic ${failed.name}`
    throw new TrailhouseError('KAFKA_UNAVAILABLE', message)
  }
  return new Map(found.filter(({ errorCode }) => errorCode === 0).map(({ name, topicId }) => [name, topicId]))
}

function metadataRequest(body: Encoder): Request {
  return { apiKey: 3, apiName: 'Metadata', apiVersion: 12, encode: async () => body }
}

/** Header v2 ends with tagged fields, so the body begins with none of them. */
function encodeTopics(topics: readonly string[]): Buffer {
  const parts = [Buffer.from([0]), unsignedVarint(topics.length + 1)]
  for (const topic of topics) {
    const name = Buffer.from(topic)
    // A zero id: the name counts. Then the compact name and no tagged fields.
    parts.push(Buffer.alloc(16), unsignedVarint(name.length + 1), name, Buffer.from([0]))
  }
  // No creation of topics, no authorized operations, no tagged fields.
  parts.push(Buffer.from([0, 0, 0]))
  return Buffer.concat(parts)
}

function decodeMetadata(payload: Buffer): TopicMetadata[] {
  const reader = new CompactReader(payload)
  reader.tags()
  const throttleTime = 4
  reader.skip(throttleTime)
  reader.array(() => skipBroker(reader))
  reader.string()
  const controllerId = 4
  reader.skip(controllerId)
  return reader.array(() => readTopic(reader))
}

function skipBroker(reader: CompactReader): void {
  const nodeId = 4
  const port = 4
  reader.skip(nodeId)
  reader.string()
  reader.skip(port)
  reader.string()
  reader.tags()
}

function readTopic(reader: CompactReader): TopicMetadata {
  const errorCode = reader.int16()
  const name = reader.string()
  const topicId = reader.uuid()
  const isInternal = 1
  const authorizedOperations = 4
  reader.skip(isInternal)
  reader.array(() => skipPartition(reader))
  reader.skip(authorizedOperations)
  reader.tags()
  return { name, topicId, errorCode }
}

function skipPartition(reader: CompactReader): void {
  const errorCode = 2
  const fourInt32 = 4 * 3
  reader.skip(errorCode + fourInt32)
  for (let list = 0; list < 3; list += 1) reader.array(() => reader.skip(4))
  reader.tags()
}
