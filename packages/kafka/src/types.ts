/**
 * The interface of this package in plain data: nothing of kafkajs shows through it. Offsets, partitions, sizes (bytes)
 * and times (milliseconds) are numbers; offsets are exact up to 2^53.
 */
import type { ByteBudget } from './budget.ts'

export type KafkaSettings = {
  /** host:port of at least one broker. */
  readonly brokers: readonly string[]
  readonly clientId: string
  /** PEM texts, not file names. `true`: TLS with the system's trusted authorities. */
  readonly ssl?: true | Tls
  readonly sasl?: {
    readonly mechanism: 'plain' | 'scram-sha-256' | 'scram-sha-512'
    readonly username: string
    readonly password: string
  }
  /** Default 5,000. */
  readonly connectionTimeoutMs?: number
  /** Longest wait for one response of a broker. Default 15,000. */
  readonly requestTimeoutMs?: number
  /** Advertised host:port -> the one to connect to, where brokers are reached through a forwarded port. */
  readonly addressMap?: Readonly<Record<string, string>>
}

export type Tls = {
  readonly ca?: string
  readonly cert?: string
  readonly key?: string
  readonly rejectUnauthorized?: boolean
}

/** What happened, for a metric and a log line of the service. `code` of a stop is an ErrorCode or the broker's own. */
export type KafkaEvent =
  | { readonly type: 'retry'; readonly client: ClientKind; readonly cause: string; readonly message: string }
  | { readonly type: 'rebalance'; readonly groupId: string; readonly partitions: number; readonly durationMs: number }
  | { readonly type: 'assigned' | 'lost' | 'resumed'; readonly topic: string; readonly partition: number }
  | {
      readonly type: 'paused'
      readonly topic: string
      readonly partition: number
      readonly reason: 'budget' | 'worker' | 'assigning'
    }
  | { readonly type: 'partition-stopped'; readonly stopped: PartitionStopped }
  | { readonly type: 'restart'; readonly groupId: string; readonly cause: string; readonly message: string }
  /** kafkajs's own warnings and errors, which it mostly mends itself. */
  | {
      readonly type: 'client-log'
      readonly client: ClientKind
      readonly level: 'warn' | 'error'
      readonly message: string
    }

export type ClientKind = 'consumer' | 'producer' | 'transactional-producer' | 'admin' | 'registry'

/** A name that occurs several times has an array. Fetched values are Buffers, or null where the header has no value. */
export type Headers = Readonly<Record<string, HeaderValue | readonly HeaderValue[] | undefined>>
export type HeaderValue = Buffer | string | null

/** One record as fetched. Key, value and headers are slices of the fetch response: copy what is kept. */
export type KafkaRecord = {
  readonly offset: number
  /** Milliseconds since the epoch: time of arrival when the topic uses LogAppendTime. */
  readonly timestamp: number
  readonly key: Buffer | null
  readonly value: Buffer | null
  readonly headers: Headers
}

/** A contiguous range of one partition. `records` can be empty: then all of the range was aborted or control records. */
export type FetchedBatch = {
  /** The offset that was expected next; equals the last batch's lastOffset + 1. */
  readonly firstOffset: number
  /** Including aborted and control records. */
  readonly lastOffset: number
  readonly highWatermark: number
  readonly records: readonly KafkaRecord[]
  /** Bytes of keys, values and headers, with a fixed share a record: what the budget counts. */
  readonly bytes: number
}

export type Position = {
  /** `null`: the group has none for this partition. */
  readonly committed: number | null
  /** '' where there is none. */
  readonly metadata: string
  /** First offset that the partition still holds. */
  readonly logStart: number
  /** Offset that the next record will get (high watermark). */
  readonly logEnd: number
}

/** One ownership of one partition: from one assignment to the loss of it. */
export interface AssignedPartition {
  readonly topic: string
  /** UUID with hyphens, as ClickHouse's UUID type prints it. */
  readonly topicId: string
  readonly partition: number
  /** Aborted the moment the partition is lost, the worker is restarted, or the consumer stops. */
  readonly signal: AbortSignal
  /** Asked from the broker now, never from a cache. Throws KAFKA_UNAVAILABLE. */
  position(): Promise<Position>
  /**
   * Commits under the member and generation of this ownership, in one attempt. `metadata` is at most 4,096 bytes.
   * Throws OWNERSHIP_LOST when the ownership ended (then it was not committed), COMMIT_FAILED when the outcome is open or
   * the broker refused for another reason: trying again is safe while the partition is owned.
   */
  commit(offset: number, metadata?: string): Promise<void>
  /** No further batch until resume(). One that is being handled is not touched. */
  pause(): void
  resume(): void
  /**
   * Ends this ownership on the worker's wish: signal aborted, worker.stop() awaited, then, while the partition is still
   * owned, onAssigned runs again. For a worker that must read again from the committed offset. Resolves at once.
   */
  restart(): void
}

/** What a service does with one partition for as long as it owns it. */
export interface PartitionWorker {
  /** First offset wanted. The consumer seeks there before the first batch. */
  readonly startOffset: number
  /**
   * Batches come in order, one at a time, without a hole. The batch's bytes count against the budget until the promise
   * settles. May take long: heartbeats go on meanwhile. A rejection with a TrailhouseError stops the partition with its
   * code (onStopped; an operator lets it go on by a restart of the process, a rebalance or `resumeStopped`); any other
   * rejection restarts the worker with back-off.
   */
  handle(batch: FetchedBatch): Promise<void>
  /** Partition lost, restarted, or shutdown. Resolves before the next worker of the partition starts. Is called once. */
  stop(): Promise<void>
}

export type PartitionStopped = {
  readonly topic: string
  readonly partition: number
  /** ErrorCode: OFFSET_GAP, OFFSET_OUT_OF_RANGE, TOPIC_REMADE, or what the worker threw. */
  readonly code: string
  readonly message: string
}

export type ConsumerOptions = {
  readonly groupId: string
  readonly topics: readonly string[]
  /** Shared by all partitions of the process. */
  readonly budget: ByteBudget
  /** 6,000 to 1,800,000 by the broker's defaults; 10,000 to 30,000 is usual. */
  readonly sessionTimeoutMs: number
  /** Default 250, and at most a third of the session. */
  readonly heartbeatIntervalMs?: number
  /** Longest wait of a fetch for the first byte; also what a resume can cost. Default 100. */
  readonly maxWaitMs?: number
  /** Of a fetch, compressed. Default 1 MiB. A single larger record batch is still delivered. */
  readonly maxBytesPerPartition?: number
  /**
   * A partition is assigned, and paused until this resolves: fence first, read the position second. A TrailhouseError
   * stops the partition (onStopped); any other error is tried again with back-off.
   */
  readonly onAssigned: (partition: AssignedPartition) => Promise<PartitionWorker>
  /** The partition stays paused though it is owned; its lag grows until someone acts. */
  readonly onStopped?: (stopped: PartitionStopped) => void
  readonly onRebalance?: (assigned: readonly TopicPartition[]) => void
}

export type TopicPartition = { readonly topic: string; readonly partition: number }

export type PartitionState = TopicPartition & {
  readonly state: 'assigning' | 'running' | 'paused' | 'stopping' | 'stopped'
  /** Next offset to be handled; null before the worker has said. */
  readonly position: number | null
  readonly stopped?: PartitionStopped
}

export type PartitionLag = TopicPartition & {
  /** Records between the committed offset (or log start) and the log's end, from the broker now. */
  readonly lag: number
  readonly committed: number | null
  readonly logEnd: number
}

export interface RunningConsumer {
  assignments(): readonly PartitionState[]
  lag(): Promise<readonly PartitionLag[]>
  /** Lets a stopped partition go on: its onAssigned runs again. */
  resumeStopped(topic: string, partition: number): void
  /** Rejects, never resolves, when the consumer ends without stop(): the service must then exit non-zero. */
  readonly failed: Promise<never>
  /** Workers are stopped, the group is left. Ends within 8 s even when no broker answers. */
  stop(): Promise<void>
}

export type Message = {
  readonly key?: Buffer | string | null
  readonly value: Buffer | string | null
  /** Without one the key's murmur2 hash chooses (as Kafka's Java client), or round robin without a key. */
  readonly partition?: number
  readonly headers?: Headers
  /** Milliseconds since the epoch; ignored by a topic with LogAppendTime. */
  readonly timestamp?: number
}

export type TopicMessages = { readonly topic: string; readonly messages: readonly Message[] }

export type Compression = 'none' | 'gzip' | 'snappy' | 'lz4' | 'zstd'

export type ProducerOptions = {
  readonly compression?: Compression
  /**
   * Total time for one send with all its retries. Default: no end. When it passes, send rejects with DELIVERY_UNKNOWN:
   * the records may be stored or may yet be.
   */
  readonly deliveryTimeoutMs?: number
}

export type SentBatch = { readonly topic: string; readonly partition: number; readonly baseOffset: number }

/** What MESSAGE_REFUSED carries: partitions are refused or stored whole, and it is known which. */
export type RefusedSend = {
  readonly stored: readonly SentBatch[]
  readonly refused: readonly TopicPartition[]
  /** The caller's own objects; all others of the send are stored. */
  readonly refusedMessages: ReadonlySet<Message>
}

/** Idempotent, acks=all. Sends wait for each other in the order of their calls, so that none can pass another. */
export interface Producer {
  /** Connects now rather than at the first send, trying until `timeoutMs` is over. Throws KAFKA_UNAVAILABLE. */
  connect(timeoutMs: number): Promise<void>
  /**
   * Keeps the order of `messages` within a partition. Throws, when `deliveryTimeoutMs` has passed, KAFKA_UNAVAILABLE
   * (nothing was sent) or DELIVERY_UNKNOWN (it may be stored; no further attempt is made), and MessageRefusedError
   * (MESSAGE_REFUSED) when the broker will never take a partition's part.
   */
  send(topicMessages: readonly TopicMessages[]): Promise<readonly SentBatch[]>
  /** Waits for sends under way for at most `timeoutMs` (default 8,000), then disconnects. */
  close(timeoutMs?: number): Promise<void>
}

export type TransactionalProducerOptions = {
  readonly transactionalId: string
  /** The broker aborts a transaction that stays open for longer. Default 10,000. */
  readonly timeoutMs?: number
  readonly compression?: Compression
  /** All that transactions of this id write to: looked at when it is opened, for what torn-transaction.ts tells of. */
  readonly writesTo?: TransactionScope
}

export type TransactionScope = {
  /** Each transaction writes to one of them at least. */
  readonly topics: readonly string[]
  /** Each transaction commits an offset of this group. */
  readonly groupId: string
}

export type TransactionOffset = TopicPartition & {
  readonly groupId: string
  readonly offset: number
  readonly metadata?: string
}

export interface Transaction {
  send(topicMessages: readonly TopicMessages[]): Promise<void>
  /** Call after the first send: the coordinator is then already in the transaction. */
  sendOffsets(offset: TransactionOffset): Promise<void>
}

export interface TransactionalProducer {
  /**
   * Commits when `work` resolves, aborts when it throws (and throws that error on). One at a time.
   * Throws PRODUCER_FENCED: another owner has begun; never make it again. TRANSACTION_UNKNOWN: it may have been
   * committed; make a new producer while the partition is owned, then read the offset. TRANSACTION_ABORTED: a send or
   * sendOffsets failed, and it was certainly not committed. MESSAGE_REFUSED: the same, because the broker will never
   * take a message. After any of these the object only repeats its error: close it and make a new one.
   */
  transact(work: (transaction: Transaction) => Promise<void>): Promise<void>
  close(): Promise<void>
}

export type * from './admin-types.ts'
