import { randomUUID } from 'node:crypto'
import { type AuditEvent, auditEventSchema, decodeEvent, unframe } from '@trailhouse/event'
import {
  type Admin,
  ByteBudget,
  connectKafka,
  connectRegistry,
  type DeadLetter,
  type KafkaClient,
  type KafkaRecord,
  type Message,
  openAdmin,
  openProducer,
  type Producer,
  readDeadLetter,
  startConsumer,
} from '@trailhouse/kafka'
import { inject } from 'vitest'
import { cloudTrailFile } from '../../../../test/support/vendor-records.ts'
import { NormalizerProcess } from './normalizer-process.ts'
import { until } from './until.ts'

export type Stored = {
  readonly partition: number
  readonly offset: number
  readonly event: AuditEvent
  readonly schemaId: number
}

/** Topics, a group and a producer of one test's own, on the real broker. */
export class Pipeline {
  readonly name = `nz-${randomUUID().slice(0, 8)}`
  readonly events = `${this.name}.events`
  readonly normalized = `${this.name}.normalized`
  readonly dlq = `${this.name}.dlq`
  readonly positions = `${this.name}.positions`
  readonly client: KafkaClient
  readonly admin: Admin
  readonly producer: Producer
  readonly #registry: string
  readonly #raws: string[] = []
  readonly #processes: NormalizerProcess[] = []

  private constructor(client: KafkaClient, admin: Admin, producer: Producer, registry: string) {
    this.client = client
    this.admin = admin
    this.producer = producer
    this.#registry = registry
  }

  static async make(kafka: string, registry: string, raws: Readonly<Record<string, number>> = {}): Promise<Pipeline> {
    const client = connectKafka({ brokers: [kafka], clientId: 'normalizer-test' })
    const pipeline = new Pipeline(client, await openAdmin(client), await openProducer(client, {}), registry)
    for (const raw of Object.keys(raws)) pipeline.#raws.push(pipeline.raw(raw))
    const input = { config: { 'message.timestamp.type': 'LogAppendTime', 'max.message.bytes': '33554432' } }
    const output = { config: { 'max.message.bytes': '50331648' } }
    await pipeline.admin.createTopics([
      { name: pipeline.events, partitions: 2, ...input },
      ...Object.entries(raws).map(([raw, partitions]) => ({ name: pipeline.raw(raw), partitions, ...input })),
      { name: pipeline.normalized, partitions: 2, ...output },
      { name: pipeline.dlq, partitions: 2, ...output },
      { name: pipeline.positions, partitions: 1, config: { 'cleanup.policy': 'compact' } },
    ])
    const schemas = connectRegistry({ url: registry })
    for (const topic of [pipeline.events, pipeline.normalized]) {
      await schemas.register(`${topic}-value`, auditEventSchema, 'FULL_TRANSITIVE')
    }
    return pipeline
  }

  /** Name of the raw topic; its dataset must be bound, as the name has a prefix of the test's own. */
  raw(dataset: string): string {
    return `${this.name}.raw.${dataset}`
  }

  async createRaw(dataset: string): Promise<string> {
    const topic = this.raw(dataset)
    this.#raws.push(topic)
    await this.admin.createTopics([{ name: topic, partitions: 1 }])
    return topic
  }

  /** Starts a normalizer on these topics; it does not outlive the pipeline. */
  start(settings: Readonly<Record<string, string>> = {}, steps?: string): NormalizerProcess {
    const process = new NormalizerProcess(this.#settings(settings), steps)
    this.#processes.push(process)
    return process
  }

  #settings(more: Readonly<Record<string, string>>): Record<string, string> {
    const bindings = Object.fromEntries(
      this.#raws.map((topic) => [topic, { dataset: topic.slice(`${this.name}.raw.`.length) }]),
    )
    return {
      TRAILHOUSE_KAFKA_BROKERS: this.client.settings.brokers.join(),
      TRAILHOUSE_REGISTRY_URL: this.#registry,
      TRAILHOUSE_NORMALIZER_GROUP: this.name,
      TRAILHOUSE_NORMALIZER_INPUTS: [this.events, ...this.#raws].join(),
      TRAILHOUSE_NORMALIZER_EVENTS_TOPIC: this.events,
      TRAILHOUSE_NORMALIZER_OUTPUT_TOPIC: this.normalized,
      TRAILHOUSE_NORMALIZER_DEAD_LETTER_TOPIC: this.dlq,
      TRAILHOUSE_NORMALIZER_POSITIONS_TOPIC: this.positions,
      TRAILHOUSE_NORMALIZER_BINDINGS: JSON.stringify(bindings),
      TRAILHOUSE_NORMALIZER_SESSION_TIMEOUT_MS: '6000',
      TRAILHOUSE_LOG_LEVEL: 'debug',
      ...more,
    }
  }

  async send(topic: string, messages: readonly Message[]): Promise<void> {
    await this.producer.send([{ topic, messages }])
  }

  /** Everything committed in the topic now, in order of partition and offset. */
  async readAll(topic: string): Promise<(KafkaRecord & { partition: number })[]> {
    const records: (KafkaRecord & { partition: number })[] = []
    const done = new Map<number, number>()
    const consumer = await startConsumer(this.client, {
      groupId: `${this.name}-read-${randomUUID()}`,
      topics: [topic],
      budget: new ByteBudget(64 * 1024 * 1024),
      sessionTimeoutMs: 10_000,
      onAssigned: async (assigned) => ({
        startOffset: (await assigned.position()).logStart,
        handle: async (batch) => {
          for (const record of batch.records) records.push({ ...copyOf(record), partition: assigned.partition })
          done.set(assigned.partition, batch.lastOffset + 1)
        },
        stop: async () => {},
      }),
    })
    const ends = await this.admin.listOffsets(topic)
    const all = () => ends.every(({ partition, low, high }) => low === high || (done.get(partition) ?? 0) >= high)
    await until(all, `the end of ${topic}`).finally(() => consumer.stop())
    return records.sort((a, b) => a.partition - b.partition || a.offset - b.offset)
  }

  async readEvents(): Promise<Stored[]> {
    return (await this.readAll(this.normalized)).map(({ partition, offset, value }) => {
      const { schemaId, body } = unframe(value ?? Buffer.alloc(0))
      return { partition, offset, event: decodeEvent(body), schemaId }
    })
  }

  async readDeadLetters(): Promise<DeadLetter[]> {
    return (await this.readAll(this.dlq)).map(readDeadLetter)
  }

  /** Waits until the group has committed everything that the inputs hold. */
  caughtUp(): Promise<unknown> {
    return until(
      async () => {
        const topics = [this.events, ...this.#raws]
        const offsets = await this.admin.fetchOffsets(this.name, topics)
        for (const topic of topics) {
          for (const { partition, low, high } of await this.admin.listOffsets(topic)) {
            const committed =
              offsets.find((each) => each.topic === topic && each.partition === partition)?.offset ?? null
            if (high > low && committed !== high) return false
          }
        }
        return true
      },
      'the group to catch up',
      45_000,
    )
  }

  /** The group's offset for the first partition of a raw topic. */
  async committed(dataset: string): Promise<number | null> {
    const offsets = await this.admin.fetchOffsets(this.name, [this.raw(dataset)])
    return offsets.find(({ partition }) => partition === 0)?.offset ?? null
  }

  async close(): Promise<void> {
    for (const process of this.#processes) process.destroy()
    await this.producer.close()
    await this.admin.deleteTopics([this.events, this.normalized, this.dlq, this.positions, ...this.#raws])
    await this.admin.close()
  }
}

/** Records are slices of a whole fetch response. */
function copyOf(record: KafkaRecord): KafkaRecord {
  const copy = (bytes: Buffer | null) => bytes && Buffer.from(bytes)
  return { ...record, key: copy(record.key), value: copy(record.value) }
}

export async function withPipeline(
  raws: Readonly<Record<string, number>>,
  work: (pipeline: Pipeline) => Promise<void>,
): Promise<void> {
  const pipeline = await Pipeline.make(inject('kafka'), inject('registry'), raws)
  try {
    await work(pipeline)
  } finally {
    await pipeline.close()
  }
}

/** CloudTrail files of one to three events over all partitions, one file in twenty broken. */
export async function loadCloudTrail(pipeline: Pipeline, records: number): Promise<void> {
  const topic = pipeline.raw('aws-cloudtrail')
  const { partitions } = await pipeline.admin.describeTopic(topic)
  const messages = Array.from({ length: records }, (_, i) => ({
    value: i % 20 === 7 ? '{"Records": [' : cloudTrailFile(i * 3, 1 + (i % 3)),
    partition: i % partitions,
  }))
  for (let i = 0; i < records; i += 500) await pipeline.send(topic, messages.slice(i, i + 500))
}
