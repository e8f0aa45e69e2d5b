/** The parts of kafkajs 2.2.4's inside that our replacements and the consumer touch; kafkajs publishes no types for them. */
import type * as kafkajs from 'kafkajs'

export type Encoder = { readonly buffer: Buffer; writeBuffer(bytes: Buffer): Encoder }
export type EncoderClass = new (initialSize?: number) => Encoder

export type Request = {
  apiKey: number
  apiName: string
  apiVersion: number
  encode(): Promise<Encoder>
}

export type Broker = {
  connect(): Promise<void>
  isConnected(): boolean
  connectionPool: {
    send<T>(protocol: {
      request: Request
      response: { decode(payload: Buffer): Promise<T>; parse(decoded: T): Promise<T> }
    }): Promise<T>
  }
  heartbeat(request: { groupId: string; groupGenerationId: number; memberId: string }): Promise<unknown>
  fetch(request: {
    isolationLevel: 0 | 1
    maxWaitTime: number
    maxBytes: number
    topics: { topic: string; partitions: { partition: number; fetchOffset: string; maxBytes: number }[] }[]
  }): Promise<{ responses: { partitions: FetchedPartition[] }[] }>
}

export type FetchedPartition = { readonly partition: number; readonly highWatermark: string }

export type Cluster = {
  connect(): Promise<void>
  isConnected(): boolean
  refreshMetadataIfNecessary(): Promise<void>
  refreshMetadata(): Promise<void>
  findControllerBroker(): Promise<Broker>
  findBroker(node: { nodeId: string }): Promise<Broker>
  addTargetTopic(topic: string): Promise<void>
  addMultipleTargetTopics(topics: readonly string[]): Promise<void>
  findGroupCoordinator(of: { groupId: string; coordinatorType?: 0 | 1 }): Promise<Broker>
  findTopicPartitionMetadata(topic: string): readonly { readonly partitionId: number; readonly leader: number }[]
  /** Node id -> those of the partitions that it leads. */
  findLeaderForPartitions(topic: string, partitions: readonly number[]): Readonly<Record<string, number[]>>
}

/** Of one transactional producer. */
export type TransactionManager = {
  getProducerId(): string
  getProducerEpoch(): number
  addPartitionsToTransaction(topics: { topic: string; partitions: { partition: number }[] }[]): Promise<void>
}

type TopicPartitions = { topic: string; partitions: number[] }

/** One generation's offsets: its commits carry the member and generation that it was made with, whatever comes later. */
export type OffsetManager = {
  getCoordinator(): Promise<Broker>
  commitOffsets(offsets: {
    topics: { topic: string; partitions: { partition: number; offset: string; metadata: string }[] }[]
  }): Promise<void>
}

export type ConsumerGroup = {
  readonly cluster: Cluster
  readonly groupId: string
  memberId: string | null
  readonly generationId: number
  readonly offsetManager: OffsetManager
  pause(topicPartitions: TopicPartitions[]): void
  resume(topicPartitions: TopicPartitions[]): void
  seek(position: { topic: string; partition: number; offset: string }): void
  resolveOffset(position: { topic: string; partition: number; offset: string }): void
}

export type RawMessage = {
  offset: string
  timestamp: string
  key: Buffer | null
  value: Buffer | null
  headers: Record<string, Buffer | Buffer[] | undefined>
  isControlRecord: boolean
  batchContext: { producerId: string; inTransaction: boolean }
  /** Stands for a whole batch that was not decoded (expansion.ts): of this message only the offset is true, its last. */
  tooLarge?: true
}

export type Batch = {
  readonly topic: string
  readonly partition: number
  readonly highWatermark: string
  /** The offset that the fetch asked for. */
  readonly fetchedOffset: string
  readonly rawMessages: readonly RawMessage[]
  readonly messagesWithinOffset: readonly RawMessage[]
  readonly messages: readonly RawMessage[]
  firstOffset(): string | null
  lastOffset(): string
}

export type Kafkajs = typeof kafkajs
export type WithCluster<T> = T & { readonly cluster: Cluster }
