import type { Consumer } from 'kafkajs'
import type { KafkaClient } from './client.ts'
import { causeOf, messageOf } from './kafka-errors.ts'
import { observeGroup } from './kafkajs-modules/consumer-group.ts'
import type { Batch, ConsumerGroup, WithCluster } from './kafkajs-modules/internals.ts'
import { backoffMs, pause, settledWithin } from './timing.ts'
import type { ConsumerOptions, TopicPartition } from './types.ts'

/** What kafkajs reports, as one group member sees it. All are called synchronously, before kafkajs goes on. */
export type ConsumerListener = {
  /** Joined, or joined again: these are the partitions of the new generation, and nothing was fetched under it yet. */
  onJoined(group: ConsumerGroup, assigned: readonly TopicPartition[], durationMs: number): void
  /** Returns whether the batch was taken; its offset is resolved then. */
  onBatch(batch: Batch): boolean
  onOutOfRange(topic: string, partition: number): void
  /** It left the group. `restarting`: kafkajs joins again by itself. */
  onCrash(error: Error, restarting: boolean): void
  /** A response, a heartbeat or a log line: it is not stuck. */
  onSign(): void
}

export type RunningKafkajs = {
  /** Connects, subscribes and joins, without end: no broker may answer yet, or a topic be missing. */
  startUntil(stop: AbortSignal, onRetry: (error: unknown) => void): Promise<void>
  /** Leaves the group; after `ms` the sockets are destroyed. */
  stop(ms: number): Promise<void>
}

const defaultMaxWaitMs = 100
const maxStartBackoffMs = 5_000
const mebibyte = 1_048_576
export const defaultMaxBytesPerPartition = mebibyte

export function makeKafkajsConsumer(
  client: KafkaClient,
  options: ConsumerOptions,
  listener: ConsumerListener,
): RunningKafkajs {
  let stopping = false
  const { kafka, sockets } = client.open('consumer', { onLog: listener.onSign })
  const consumer = kafka.consumer({
    ...consumerConfig(options),
    retry: { initialRetryTime: 100, maxRetryTime: 2_000, retries: 5, restartOnFailure: async () => !stopping },
  }) as WithCluster<Consumer>
  listen(consumer, listener)

  const start = async () => {
    await consumer.connect()
    await consumer.subscribe({ topics: [...options.topics], fromBeginning: true })
    await consumer.run({
      autoCommit: false,
      eachBatchAutoResolve: false,
      eachBatch: async ({ batch, resolveOffset }) => {
        const fetched = batch as unknown as Batch
        if (listener.onBatch(fetched)) resolveOffset(fetched.lastOffset())
      },
    })
  }
  const startUntil = async (signal: AbortSignal, onRetry: (error: unknown) => void) => {
    for (let attempt = 0; !signal.aborted; attempt += 1) {
      try {
        return await start()
      } catch (error) {
        onRetry(error)
        await pause(backoffMs(attempt, maxStartBackoffMs), signal)
      }
    }
  }
  const stop = async (ms: number) => {
    stopping = true
    await settledWithin(ms, consumer.disconnect())
    sockets.destroy()
  }
  return { startUntil, stop }
}

function consumerConfig(options: ConsumerOptions) {
  const { groupId, sessionTimeoutMs, budget } = options
  const maxBytesPerPartition = options.maxBytesPerPartition ?? defaultMaxBytesPerPartition
  return {
    groupId,
    sessionTimeout: sessionTimeoutMs,
    // A rebalance is learnt of by a heartbeat's answer: 250 ms bound how long a joining member waits for this one.
    heartbeatInterval: options.heartbeatIntervalMs ?? Math.min(250, sessionTimeoutMs / 3),
    maxWaitTimeInMs: options.maxWaitMs ?? defaultMaxWaitMs,
    maxBytesPerPartition,
    // Compressed bytes, all decompressed before the first batch is handed over: what comes in beyond the budget.
    maxBytes: Math.max(maxBytesPerPartition, Math.min(budget.limit / 8, 16 * mebibyte)),
    allowAutoTopicCreation: false,
  }
}

function listen(consumer: WithCluster<Consumer>, listener: ConsumerListener): void {
  let group: ConsumerGroup | null = null
  observeGroup(consumer.cluster, {
    onGroup: (made) => {
      group = made
    },
    onOutOfRange: listener.onOutOfRange,
  })
  const { GROUP_JOIN, CRASH, HEARTBEAT, REQUEST, FETCH_START } = consumer.events
  consumer.on(GROUP_JOIN, ({ payload }) => {
    const assigned = Object.entries(payload.memberAssignment).flatMap(([topic, partitions]) =>
      partitions.map((partition) => ({ topic, partition })),
    )
    if (group) listener.onJoined(group, assigned, payload.duration)
  })
  consumer.on(CRASH, ({ payload }) => listener.onCrash(payload.error, payload.restart))
  for (const event of [HEARTBEAT, REQUEST, FETCH_START] as const) consumer.on(event, listener.onSign)
}

export function describeCrash(error: unknown): { cause: string; message: string } {
  return { cause: causeOf(error), message: messageOf(error) }
}
