import { randomUUID } from 'node:crypto'
import { inject, onTestFailed, onTestFinished } from 'vitest'
import {
  type Admin,
  type AssignedPartition,
  ByteBudget,
  type ConsumerOptions,
  connectKafka,
  type FetchedBatch,
  type KafkaClient,
  type KafkaEvent,
  type KafkaSettings,
  openAdmin,
  type PartitionWorker,
  type RunningConsumer,
  startConsumer,
} from '../../src/index.ts'

/** A client whose events are kept. */
export function testClient(extra: Partial<KafkaSettings> = {}): { client: KafkaClient; events: KafkaEvent[] } {
  const events: KafkaEvent[] = []
  const settings = { brokers: [inject('kafka')], clientId: 'test', ...extra }
  const client = connectKafka(settings, { onEvent: (event) => events.push(event) })
  return { client, events }
}

/** An admin that is closed when the test ends. */
export async function testAdmin(): Promise<Admin> {
  const admin = await openAdmin(testClient().client)
  onTestFinished(() => admin.close())
  return admin
}

/** A topic of the test's own, deleted when it ends. */
export async function testTopic(admin: Admin, partitions = 1, config: Record<string, string> = {}): Promise<string> {
  const name = `kafka-test-${randomUUID()}`
  await admin.createTopics([{ name, partitions, config }])
  onTestFinished(() => admin.deleteTopics([name]).catch(() => {}))
  return name
}

export async function until(
  condition: () => boolean | Promise<boolean>,
  what: string,
  timeoutMs = 15_000,
): Promise<void> {
  const end = Date.now() + timeoutMs
  while (!(await condition())) {
    if (Date.now() > end) throw new Error(`Not within ${timeoutMs} ms: ${what}`)
    await new Promise((resolve) => setTimeout(resolve, 10))
  }
}

type Seen = { readonly partition: AssignedPartition; readonly batches: FetchedBatch[]; stopped: boolean }

export type TestConsumer = RunningConsumer & {
  readonly events: readonly KafkaEvent[]
  /** One entry an ownership, in order. */
  readonly seen: readonly Seen[]
  readonly values: () => string[]
  readonly stoppedCodes: string[]
}

type TestConsumerOptions = Partial<ConsumerOptions> & {
  readonly topics: string[]
  readonly groupId: string
  readonly client?: { client: KafkaClient; events: KafkaEvent[] }
  readonly handle?: (batch: FetchedBatch, partition: AssignedPartition) => Promise<void>
  /** Instead of the committed offset. */
  readonly startOffset?: number
  readonly fence?: (partition: AssignedPartition) => Promise<void>
}

/** A consumer that starts at the committed offset (or the log's start), commits after each batch and keeps what it saw. */
export async function testConsumer(options: TestConsumerOptions): Promise<TestConsumer> {
  const { client, events } = options.client ?? testClient()
  const seen: Seen[] = []
  const stoppedCodes: string[] = []
  const handle = options.handle ?? ((batch, partition) => partition.commit(batch.lastOffset + 1))
  const onAssigned = async (partition: AssignedPartition): Promise<PartitionWorker> => {
    await options.fence?.(partition)
    const { committed, logStart } = await partition.position()
    const entry: Seen = { partition, batches: [], stopped: false }
    seen.push(entry)
    return {
      startOffset: options.startOffset ?? committed ?? logStart,
      handle: async (batch) => {
        entry.batches.push(batch)
        await handle(batch, partition)
      },
      stop: async () => {
        entry.stopped = true
      },
    }
  }
  const consumer = await startConsumer(client, {
    budget: new ByteBudget(64 * 1024 * 1024),
    sessionTimeoutMs: 10_000,
    maxWaitMs: 50,
    onAssigned,
    onStopped: ({ code }) => stoppedCodes.push(code),
    ...options,
  })
  onTestFinished(() => consumer.stop())
  onTestFailed(() => console.error(options.groupId, JSON.stringify({ events, states: consumer.assignments() })))
  const values = () =>
    seen.flatMap(({ batches }) => batches.flatMap(({ records }) => records.map(({ value }) => String(value))))
  return Object.assign(consumer, { events, seen, values, stoppedCodes })
}

export const range = (count: number, from = 0): number[] => Array.from({ length: count }, (_, index) => from + index)
