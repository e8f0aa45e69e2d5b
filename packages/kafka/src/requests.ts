import type { CompressionTypes, Message as KafkajsMessage } from 'kafkajs'
import type { Answer } from './kafkajs-modules/send-messages.ts'
import type { Compression, Message, RefusedSend, SentBatch, TopicMessages, TopicPartition } from './types.ts'

/** The record batch's attribute bits. */
export const compressionTypes: Readonly<Record<Compression, CompressionTypes>> = {
  none: 0,
  gzip: 1,
  snappy: 2,
  lz4: 3,
  zstd: 4,
}

/**
 * kafkajs makes one record batch a partition and request, and a broker refuses one above max.message.bytes (1,048,588
 * by default): requests are cut so that no batch exceeds this before compression. A single larger message goes alone.
 */
const maxRequestBytes = 960 * 1_024

/** Longest encoding of a record's own fields (KIP-98), beside its key, value and headers. */
const recordOverhead = 40

/** kafkajs takes a property it does not know along unread. */
type TracedMessage = KafkajsMessage & { readonly origin: Message }
export type Request = { topic: string; messages: TracedMessage[] }[]

/** Cuts messages into requests, each to be acknowledged before the next is sent. Order is kept. */
export function toRequests(topicMessages: readonly TopicMessages[]): Request[] {
  const requests: Request[] = []
  let request: Request = []
  let bytes = 0
  for (const { topic, messages } of topicMessages) {
    for (const message of messages) {
      const size = sizeOf(message)
      if (bytes > 0 && bytes + size > maxRequestBytes) {
        requests.push(request)
        request = []
        bytes = 0
      }
      bytes += size
      messagesOf(request, topic).push(toKafkajs(message))
    }
  }
  if (request.length > 0) requests.push(request)
  return requests
}

/** One entry a topic: kafkajs would merge two into a new list at every attempt, and numbers belong to the list. */
function messagesOf(request: Request, topic: string): TracedMessage[] {
  const last = request.at(-1)
  const entry = last?.topic === topic ? last : request.find((each) => each.topic === topic)
  if (entry) return entry.messages
  const messages: TracedMessage[] = []
  request.push({ topic, messages })
  return messages
}

function toKafkajs(origin: Message): TracedMessage {
  const { key, value, partition, headers, timestamp } = origin
  const message: TracedMessage = { key: key ?? null, value, origin }
  if (partition !== undefined) message.partition = partition
  if (headers) message.headers = headers as NonNullable<KafkajsMessage['headers']>
  if (timestamp !== undefined) message.timestamp = String(timestamp)
  return message
}

function sizeOf({ key, value, headers }: Message): number {
  let bytes = recordOverhead + lengthOf(key) + lengthOf(value)
  for (const name in headers) {
    const header = headers[name]
    for (const each of Array.isArray(header) ? header : [header]) bytes += name.length + lengthOf(each) + 10
  }
  return bytes
}

function lengthOf(value: Buffer | string | null | undefined): number {
  return value == null ? 0 : Buffer.byteLength(value)
}

export function toResult(answers: readonly Answer[]): RefusedSend & { readonly cause: Error | undefined } {
  const stored: SentBatch[] = []
  const refused: TopicPartition[] = []
  const refusedMessages = new Set<Message>()
  let cause: Error | undefined
  for (const { topicName: topic, partition, baseOffset, refused: error, messages } of answers) {
    if (!error) stored.push({ topic, partition, baseOffset: Number(baseOffset) })
    else {
      refused.push({ topic, partition })
      for (const message of messages) refusedMessages.add((message as TracedMessage).origin)
    }
    cause ??= error ?? undefined
  }
  return { stored, refused, refusedMessages, cause }
}
