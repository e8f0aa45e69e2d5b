import { randomUUID } from 'node:crypto'
import { type ClickHouse, command, connectClickHouse, migrate } from '@trailhouse/clickhouse'
import { type AuditEvent, type AvroSchema, auditEventSchema, blankEvent, encodeFramed, uuidv7 } from '@trailhouse/event'
import {
  type Admin,
  type AvroSchemaJson,
  connectKafka,
  connectRegistry,
  type KafkaClient,
  type Message,
  openAdmin,
  openProducer,
  type Producer,
} from '@trailhouse/kafka'
import { inject } from 'vitest'
import { until } from '../../support/until.ts'
import type { Trial } from './scenario.ts'
import { Service, type ServiceName, type ServiceOptions } from './service.ts'

const raws = ['aws-cloudtrail', 'kubernetes-audit', 'openssh'] as const
type RawDataset = (typeof raws)[number]

export type BedOptions = {
  /** Of the inputs and audit.normalized; 1 unless given. */
  readonly partitions?: number
  /** Addresses instead of those of the shared stack. ClickHouse's with admin's credentials. */
  readonly kafka?: string
  readonly registry?: string
  readonly clickhouse?: string
  /** Registered for the events and audit.normalized; the current one unless given. */
  readonly schema?: AvroSchemaJson
}

const topicConfig = { 'message.timestamp.type': 'LogAppendTime', 'max.message.bytes': '50331648' }

/** A broken record: no Confluent frame at all. */
const poison = Buffer.from([0x7b, 0x22, 0x6e, 0x6f, 0x22])

/** Topics, groups and a database of one trial, and the services on them. */
export class Bed {
  readonly name = `fault-${randomUUID().slice(0, 8)}`
  readonly client: KafkaClient
  readonly admin: Admin
  readonly producer: Producer
  /** As admin, and straight to the server, past any wire. */
  readonly clickhouse: ClickHouse
  readonly partitions: number
  schemaId = -1
  /** What must be found at the end; whoever produces counts here what was acknowledged. */
  readonly expected = { events: 0, letters: 0, named: 0 }
  readonly #addresses: ReturnType<typeof addressesOf>
  readonly #schema: AvroSchemaJson
  readonly #trial: Trial
  readonly #used = new Set<ServiceName>()
  #next = 0

  private constructor(trial: Trial, parts: Pick<Bed, 'client' | 'admin' | 'producer'>, options: BedOptions) {
    this.#trial = trial
    this.client = parts.client
    this.admin = parts.admin
    this.producer = parts.producer
    this.partitions = options.partitions ?? 1
    this.#addresses = addressesOf(options)
    this.#schema = options.schema ?? (auditEventSchema as AvroSchema as AvroSchemaJson)
    this.clickhouse = connectClickHouse({ ...this.#access(), requestTimeoutMs: 20_000 })
  }

  static async open(trial: Trial, options: BedOptions = {}): Promise<Bed> {
    const client = connectKafka({ brokers: [addressesOf(options).kafka], clientId: 'faults' })
    const parts = { client, admin: await openAdmin(client), producer: await openProducer(client, {}) }
    const bed = new Bed(trial, parts, options)
    trial.defer(() => bed.#close())
    await bed.#create()
    return bed
  }

  get clickhouseUrl(): string {
    return this.#access().url
  }

  get registryUrl(): string {
    return this.#addresses.registry
  }

  topic(suffix: string): string {
    return `${this.name}.${suffix}`
  }
  get normalized(): string {
    return this.topic('normalized')
  }
  rawTopic(dataset: RawDataset): string {
    return this.topic(`raw.${dataset}`)
  }
  group(service: ServiceName): string {
    return `${this.name}-${service}`
  }

  /** Starts a service on this bed, that does not outlive the trial. */
  start(service: ServiceName, options: ServiceOptions = {}): Service {
    this.#used.add(service)
    const started = new Service(service, this.#settings(service), options)
    this.#trial.defer(() => started.destroy())
    return started
  }

  /**
   * Produces the next `events` events to audit.normalized, in turn over the partitions, `origin_offset` their number. With
   * `poisonEvery`, one broken record after every so many: a dead letter of the sink.
   */
  async emit(events: number, { poisonEvery = 0, fields = (_n: number): Partial<AuditEvent> => ({}) } = {}) {
    const from = this.take(events)
    for (let at = from; at < from + events; at += 2_000) {
      const numbers = Array.from({ length: Math.min(2_000, from + events - at) }, (_, i) => at + i)
      const messages = numbers.flatMap((n) => this.#messages(n, poisonEvery, fields(n)))
      await this.producer.send([{ topic: this.normalized, messages }])
      this.expected.events += numbers.length
      this.expected.letters += messages.length - numbers.length
    }
  }

  /** Takes the next `count` numbers of records. @returns the first of them */
  take(count: number): number {
    this.#next += count
    return this.#next - count
  }

  /** Deletes the topic and makes it again, under another id. */
  async remake(topic: string): Promise<void> {
    const before = await this.admin.topicId(topic)
    await this.admin.deleteTopics([topic])
    const again = async () => {
      await this.admin.createTopics([{ name: topic, partitions: this.partitions, config: topicConfig }])
      return (await this.admin.topicId(topic)) !== before
    }
    await until(`${topic} made again`, () => again().catch(() => false), 30_000)
  }

  /** Records of the topic, markers of transactions included. */
  async logEnd(topic: string): Promise<number> {
    return (await this.admin.listOffsets(topic)).reduce((sum, { high }) => sum + high, 0)
  }

  /** Committed offset and metadata of the sink's group. */
  async committed(partition = 0) {
    const offsets = await this.admin.fetchOffsets(this.group('sink'), [this.normalized])
    return offsets.find((each) => each.partition === partition)
  }

  /** Waits until each group that was used has committed all that its topics hold. */
  async settled(timeoutMs = 90_000): Promise<void> {
    await until('all is committed', () => this.#caughtUp(), timeoutMs)
  }

  async #caughtUp(): Promise<boolean> {
    for (const service of ['normalizer', 'sink'] as const) {
      if (this.#used.has(service) && !(await this.#groupCaughtUp(service))) return false
    }
    return true
  }

  async #groupCaughtUp(service: ServiceName): Promise<boolean> {
    const topics = service === 'sink' ? [this.normalized, this.topic('dlq')] : this.inputs
    const offsets = await this.admin.fetchOffsets(this.group(service), topics)
    for (const topic of topics) {
      for (const { partition, low, high } of await this.admin.listOffsets(topic)) {
        const committed = offsets.find((each) => each.topic === topic && each.partition === partition)?.offset
        if (high > low && committed !== high) return false
      }
    }
    return true
  }

  get inputs(): string[] {
    return [this.topic('events'), ...raws.map((raw) => this.rawTopic(raw))]
  }

  #messages(n: number, poisonEvery: number, fields: Partial<AuditEvent>): Message[] {
    const partition = n % this.partitions
    const event: Message = { value: encodeFramed(this.schemaId, numbered(n, fields)), partition }
    return poisonEvery > 0 && n % poisonEvery === poisonEvery - 1 ? [event, { value: poison, partition }] : [event]
  }

  async #create(): Promise<void> {
    await this.admin.createTopics([
      ...[...this.inputs, this.normalized].map((name) => ({ name, partitions: this.partitions, config: topicConfig })),
      ...['dlq', 'dlq.resolved'].map((name) => ({ name: this.topic(name), partitions: 1, config: topicConfig })),
      { name: this.topic('positions'), partitions: 1, config: { 'cleanup.policy': 'compact' } },
    ])
    const registry = connectRegistry({ url: this.#addresses.registry })
    await registry.register(`${this.topic('events')}-value`, this.#schema, 'FULL_TRANSITIVE')
    this.schemaId = await registry.register(`${this.normalized}-value`, this.#schema, 'FULL_TRANSITIVE')
    await migrate(this.clickhouse)
  }

  async #close(): Promise<void> {
    const { database } = this.#access()
    await command(this.clickhouse, { sql: `DROP DATABASE IF EXISTS ${database} SYNC` }).catch(() => undefined)
    await Promise.all([this.clickhouse.close(), this.producer.close()])
    const others = ['dlq', 'dlq.resolved', 'positions'].map((name) => this.topic(name))
    await this.admin.deleteTopics([...this.inputs, this.normalized, ...others]).catch(() => undefined)
    await this.admin.close()
  }

  #access() {
    const { username, password, protocol, host } = new URL(this.#addresses.clickhouse)
    return { url: `${protocol}//${host}`, username, password, database: this.name.replaceAll('-', '_') }
  }

  #settings(service: ServiceName): Record<string, string> {
    const { kafka, registry } = this.#addresses
    const connections = { TRAILHOUSE_KAFKA_BROKERS: kafka, TRAILHOUSE_REGISTRY_URL: registry }
    return { ...connections, ...(service === 'sink' ? this.#sink() : this.#normalizer()) }
  }

  #sink(): Record<string, string> {
    const { url, username, password, database } = this.#access()
    return {
      TRAILHOUSE_CLICKHOUSE_URL: url,
      TRAILHOUSE_CLICKHOUSE_USERNAME: username,
      TRAILHOUSE_CLICKHOUSE_PASSWORD: password,
      TRAILHOUSE_CLICKHOUSE_DATABASE: database,
      TRAILHOUSE_SINK_GROUP: this.group('sink'),
      TRAILHOUSE_SINK_TOPIC: this.normalized,
      TRAILHOUSE_SINK_DEAD_LETTER_TOPIC: this.topic('dlq'),
      TRAILHOUSE_SINK_RESOLVED_TOPIC: this.topic('dlq.resolved'),
      TRAILHOUSE_SINK_SESSION_TIMEOUT_MS: '6000',
    }
  }

  #normalizer(): Record<string, string> {
    return {
      TRAILHOUSE_NORMALIZER_GROUP: this.group('normalizer'),
      TRAILHOUSE_NORMALIZER_INPUTS: this.inputs.join(),
      TRAILHOUSE_NORMALIZER_EVENTS_TOPIC: this.topic('events'),
      TRAILHOUSE_NORMALIZER_OUTPUT_TOPIC: this.normalized,
      TRAILHOUSE_NORMALIZER_DEAD_LETTER_TOPIC: this.topic('dlq'),
      TRAILHOUSE_NORMALIZER_POSITIONS_TOPIC: this.topic('positions'),
      TRAILHOUSE_NORMALIZER_BINDINGS: JSON.stringify(
        Object.fromEntries(raws.map((raw) => [this.rawTopic(raw), { dataset: raw }])),
      ),
      TRAILHOUSE_NORMALIZER_SESSION_TIMEOUT_MS: '6000',
    }
  }
}

function addressesOf(options: BedOptions) {
  return {
    kafka: options.kafka ?? inject('kafka'),
    registry: options.registry ?? inject('registry'),
    clickhouse: options.clickhouse ?? inject('clickhouse'),
  }
}

function numbered(n: number, fields: Partial<AuditEvent>): AuditEvent {
  const now = Date.now() * 1000
  return {
    ...blankEvent(),
    event_id: uuidv7(),
    event_time: now,
    ingest_time: now,
    dataset: 'sdk',
    tenant_id: 'default',
    action: 'order.refund',
    actor_id: `actor-${n % 7}`,
    origin_topic: 'test',
    origin_partition: 0,
    origin_offset: n,
    ...fields,
  }
}
