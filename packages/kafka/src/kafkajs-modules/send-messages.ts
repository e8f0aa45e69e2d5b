/**
 * Fault: kafkajs takes a batch's sequence numbers back when a send fails and gives them out again at the next. After a
 * response that was cut, concurrent sends A, B, C of one idempotent producer were all fulfilled and A B A was stored;
 * and after an error of one partition or broker nobody knows what was stored on the others. Here the numbers belong to
 * the batch: it keeps them, its partition and its answers over every attempt, and each call is one attempt.
 *
 * Figure: grouping messages by partition copied a list a message (18% of a send of 2,000); this one is linear.
 */
import { type ProduceResponse, responseOf } from './produce-response.ts'

export type Message = object
type Part = {
  readonly topic: string
  readonly partition: number
  readonly messages: Message[]
  producerId: unknown
  firstSequence: number
  /** Handed to a connection, and no answer came since. */
  sent: boolean
  baseOffset: string | null
  refused: Error | null
}

type Broker = {
  produce(request: Record<string, unknown>): Promise<ProduceResponse>
}
type Cluster = {
  addMultipleTargetTopics(topics: string[]): Promise<void>
  refreshMetadataIfNecessary(): Promise<void>
  refreshMetadata(): Promise<void>
  findTopicPartitionMetadata(topic: string): { partitionId: number; leader: number }[]
  findBroker(node: { nodeId: number }): Promise<Broker>
  removeBroker(address: { host: string; port: number }): void
  isConnected(): boolean
  connect(): Promise<void>
}
type EosManager = {
  isTransactional(): boolean
  getTransactionalId(): string
  getProducerId(): unknown
  getProducerEpoch(): number
  addPartitionsToTransaction(topicData: object[]): Promise<void>
}
type Partitioner = (choice: { topic: string; partitionMetadata: object[]; message: Message }) => number
type Dependencies = { cluster: Cluster; partitioner: Partitioner; eosManager: EosManager }
type Send = {
  acks: number
  timeout?: number
  compression?: number
  topicMessages: { topic: string; messages: Message[] }[]
}

/** MESSAGE_TOO_LARGE, RECORD_LIST_TOO_LARGE, INVALID_TIMESTAMP, INVALID_RECORD: not stored, and never will be. */
const refusals = new Set([10, 18, 32, 87])
/** DUPLICATE_SEQUENCE_NUMBER: an earlier attempt stored it. */
const duplicate = 46
const sequenceNumbers = 2 ** 31

/** Of a list of messages, by the list itself: the next attempt with it goes on where the last one ended. */
const partsOfList = new WeakMap<Message[], Part[]>()
const nextSequences = new WeakMap<EosManager, Map<string, number>>()

/** Why an attempt failed. `mayBeStored`: some of it was sent, and how that ended is not known. */
export class AttemptFailed extends Error {
  readonly mayBeStored: boolean

  constructor(cause: unknown, parts: readonly Part[]) {
    super(cause instanceof Error ? cause.message : String(cause), { cause })
    this.mayBeStored = parts.some(({ sent }) => sent)
  }
}

/** The producer id that a batch was sent under is gone, and with it the way to learn whether it was stored. */
class OutcomeLost extends Error {
  override readonly name = 'OutcomeLost'
}

export const isOutcomeLost = (error: unknown): boolean => error instanceof Error && error.cause instanceof OutcomeLost

export type Answer = {
  readonly topicName: string
  readonly partition: number
  readonly baseOffset: string
  /** The broker's refusal; baseOffset is '-1' then. */
  readonly refused: Error | null
  readonly messages: readonly Message[]
}

export function replaceSendMessages(_original: unknown, load: (file: string) => unknown) {
  const { createErrorFromCode } = load('protocol/error.js') as { createErrorFromCode(code: number): Error }

  return ({ cluster, partitioner, eosManager }: Dependencies) =>
    async ({ topicMessages, ...options }: Send): Promise<Answer[]> => {
      let parts: Part[] = []
      try {
        await cluster.addMultipleTargetTopics(topicMessages.map(({ topic }) => topic))
        await cluster.refreshMetadataIfNecessary()
        parts = topicMessages.flatMap((list) => partsOf(list, cluster, partitioner))
        await sendParts(parts.filter(isOpen))
      } catch (error) {
        await mend(cluster, error)
        throw new AttemptFailed(error, parts)
      }
      return parts.map(({ topic, partition, baseOffset, refused, messages }) => {
        return { topicName: topic, partition, baseOffset: baseOffset ?? '-1', refused, messages }
      })

      async function sendParts(open: readonly Part[]): Promise<void> {
        const sends = [...byLeader(open, cluster)].map(([nodeId, led]) => sendToLeader(nodeId, led))
        const failed = (await Promise.allSettled(sends)).find(({ status }) => status === 'rejected')
        if (failed?.status === 'rejected') throw failed.reason
      }

      async function sendToLeader(nodeId: number, led: readonly Part[]): Promise<void> {
        const broker = await cluster.findBroker({ nodeId })
        const transactional = eosManager.isTransactional()
        if (transactional) await eosManager.addPartitionsToTransaction(toTopicData(led))
        for (const part of led) number(part, eosManager)
        const response = await produce(broker, {
          ...options,
          topicData: toTopicData(led),
          transactionalId: transactional ? eosManager.getTransactionalId() : undefined,
          producerId: eosManager.getProducerId(),
          producerEpoch: eosManager.getProducerEpoch(),
        })
        settle(led, response)
      }

      function settle(led: readonly Part[], { topics }: ProduceResponse): void {
        let failed: Error | null = null
        for (const { topicName, partitions } of topics) {
          for (const { partition, errorCode, baseOffset } of partitions) {
            const part = led.find((each) => each.topic === topicName && each.partition === partition)
            if (!part) continue
            part.sent = false
            if (errorCode === 0 || errorCode === duplicate) part.baseOffset = baseOffset
            else if (refusals.has(errorCode)) refuse(part, createErrorFromCode(errorCode), eosManager)
            else failed ??= createErrorFromCode(errorCode)
          }
        }
        if (failed) throw failed
      }
    }
}

const isOpen = ({ baseOffset, refused }: Part): boolean => baseOffset === null && refused === null
const keyOf = ({ topic, partition }: Part): string => `${topic}-${partition}`

function partsOf(list: Send['topicMessages'][number], cluster: Cluster, partitioner: Partitioner): Part[] {
  const { topic, messages } = list
  const before = partsOfList.get(messages)
  if (before) return before
  const partitionMetadata = cluster.findTopicPartitionMetadata(topic)
  if (partitionMetadata.length === 0) throw new Error(`The metadata of topic ${topic} is not there yet`)
  const parts = new Map<number, Part>()
  for (const message of messages) {
    const partition = partitioner({ topic, partitionMetadata, message })
    const part = parts.get(partition)
    if (part) part.messages.push(message)
    else parts.set(partition, newPart(topic, partition, message))
  }
  const made = [...parts.values()]
  partsOfList.set(messages, made)
  return made
}

function newPart(topic: string, partition: number, message: Message): Part {
  const unsent = { producerId: null, firstSequence: 0, sent: false, baseOffset: null, refused: null }
  return { topic, partition, messages: [message], ...unsent }
}

function byLeader(parts: readonly Part[], cluster: Cluster): Map<number, Part[]> {
  const leaders = new Map<number, Part[]>()
  for (const part of parts) {
    const metadata = cluster.findTopicPartitionMetadata(part.topic)
    const leader = metadata.find(({ partitionId }) => partitionId === part.partition)?.leader
    if (leader === undefined) throw new Error(`Partition ${keyOf(part)} has no leader`)
    leaders.set(leader, [...(leaders.get(leader) ?? []), part])
  }
  return leaders
}

/** Gives a batch its numbers, once a producer id. Wraps as the broker does (KIP-98: int32, then 0). */
function number(part: Part, eosManager: EosManager): void {
  const producerId = eosManager.getProducerId()
  if (part.producerId !== producerId) {
    if (part.sent) throw new OutcomeLost('The batch was sent under another producer id, and its answer never came')
    const next = nextSequences.get(eosManager) ?? new Map<string, number>()
    nextSequences.set(eosManager, next)
    part.producerId = producerId
    part.firstSequence = next.get(keyOf(part)) ?? 0
    next.set(keyOf(part), (part.firstSequence + part.messages.length) % sequenceNumbers)
  }
  part.sent = true
}

/** A refused batch has used no numbers. Sends are serialised, so that nobody has taken the following ones yet. */
function refuse(part: Part, error: Error, eosManager: EosManager): void {
  part.refused = error
  nextSequences.get(eosManager)?.set(keyOf(part), part.firstSequence)
}

async function produce(broker: Broker, request: Record<string, unknown>): Promise<ProduceResponse> {
  try {
    return await broker.produce(request)
  } catch (error) {
    const response = responseOf(error)
    if (response) return response
    throw error
  }
}

function toTopicData(parts: readonly Part[]): object[] {
  const topics = new Map<string, object[]>()
  for (const { topic, partition, messages, firstSequence } of parts) {
    topics.set(topic, [...(topics.get(topic) ?? []), { partition, messages, firstSequence }])
  }
  return [...topics].map(([topic, partitions]) => ({ topic, partitions }))
}

const staleMetadata = new Set(['UNKNOWN_TOPIC_OR_PARTITION', 'LEADER_NOT_AVAILABLE', 'NOT_LEADER_FOR_PARTITION'])

/** Leaves the cluster in a state in which another attempt can succeed; what fails here fails again there. */
async function mend(cluster: Cluster, error: unknown): Promise<void> {
  const { name, host, port, type } = error as { name?: string; host?: string; port?: number; type?: string }
  if (name === 'KafkaJSConnectionClosedError' && host && port) cluster.removeBroker({ host, port })
  // CONCURRENT_TRANSACTIONS and its like come often and pass by waiting.
  if (type && !staleMetadata.has(type)) return
  try {
    if (!cluster.isConnected()) await cluster.connect()
    await cluster.refreshMetadata()
  } catch {
    // The next attempt tells.
  }
}
