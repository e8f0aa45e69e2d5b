import { randomUUID } from 'node:crypto'
import { type ClickHouse, command, connectClickHouse, migrate, query } from '@trailhouse/clickhouse'
import { type AuditEvent, auditEventSchema, blankEvent, encodeFramed, uuidv7 } from '@trailhouse/event'
import {
  type Admin,
  connectKafka,
  connectRegistry,
  type KafkaClient,
  type Message,
  openAdmin,
  openProducer,
  type Producer,
} from '@trailhouse/kafka'
import { inject, type TestContext } from 'vitest'

/** Of the test's own context: tests that run side by side must not end each other's parts. */
type OnTestFinished = TestContext['onTestFinished']

/** Topics, group, database and schema of one test, on the real parts. */
export type Lab = {
  readonly onTestFinished: OnTestFinished
  readonly client: KafkaClient
  readonly admin: Admin
  readonly producer: Producer
  readonly clickhouse: ClickHouse
  readonly topic: string
  readonly deadLetterTopic: string
  readonly group: string
  readonly schemaId: number
  /** Environment of a sink that works on them. */
  readonly env: Readonly<Record<string, string>>
}

export type LabOptions = {
  readonly partitions?: number /** Another server than the shared one. */
  readonly clickhouse?: string
}

export async function openLab(onTestFinished: OnTestFinished, options: LabOptions = {}): Promise<Lab> {
  const { partitions = 1, clickhouse: clickhouseUrl = inject('clickhouse') } = options
  const name = `sink-test-${randomUUID().slice(0, 8)}`
  const [topic, deadLetterTopic, database] = [name, `${name}-dlq`, name.replaceAll('-', '_')]
  const resolvedTopic = `${deadLetterTopic}.resolved`
  const client = connectKafka({ brokers: [inject('kafka')], clientId: name })
  const admin = await openAdmin(client)
  const producer = await openProducer(client, {})
  const address = new URL(clickhouseUrl)
  const { username, password } = address
  const url = `${address.protocol}//${address.host}`
  const clickhouse = connectClickHouse({ url, username, password, database, requestTimeoutMs: 20_000 })
  onTestFinished(async () => {
    await command(clickhouse, { sql: `DROP DATABASE IF EXISTS ${database} SYNC` }).catch(() => undefined)
    await Promise.all([clickhouse.close(), producer.close()])
    await admin.deleteTopics([topic, deadLetterTopic, resolvedTopic]).catch(() => undefined)
    await admin.close()
  })
  await admin.createTopics([
    { name: topic, partitions },
    { name: deadLetterTopic, partitions: 1 },
    { name: resolvedTopic, partitions: 1 },
  ])
  await migrate(clickhouse)
  const registry = connectRegistry({ url: inject('registry') }, {})
  const schemaId = await registry.register(`${topic}-value`, auditEventSchema, 'FULL_TRANSITIVE')
  const env = {
    PATH: process.env['PATH'] ?? '',
    TRAILHOUSE_HTTP_PORT: '0',
    TRAILHOUSE_KAFKA_BROKERS: inject('kafka'),
    TRAILHOUSE_REGISTRY_URL: inject('registry'),
    TRAILHOUSE_CLICKHOUSE_URL: url,
    TRAILHOUSE_CLICKHOUSE_USERNAME: username,
    TRAILHOUSE_CLICKHOUSE_PASSWORD: password,
    TRAILHOUSE_CLICKHOUSE_DATABASE: database,
    TRAILHOUSE_SINK_GROUP: name,
    TRAILHOUSE_SINK_TOPIC: topic,
    TRAILHOUSE_SINK_DEAD_LETTER_TOPIC: deadLetterTopic,
    TRAILHOUSE_SINK_RESOLVED_TOPIC: resolvedTopic,
    TRAILHOUSE_SINK_SESSION_TIMEOUT_MS: '8000',
  }
  return { onTestFinished, client, admin, producer, clickhouse, topic, deadLetterTopic, group: name, schemaId, env }
}

/** The nth event of a test: `origin_offset` is its number, which the oracle counts. */
export function numbered(n: number, fields: Partial<AuditEvent> = {}): AuditEvent {
  const now = Date.now() * 1000
  const place = { origin_topic: 'test', origin_partition: 0, origin_offset: n }
  return {
    ...blankEvent(),
    event_id: uuidv7(),
    event_time: now,
    ingest_time: now,
    dataset: 'sdk',
    tenant_id: 'default',
    action: 'order.refund',
    actor_id: `actor-${n % 7}`,
    ...place,
    ...fields,
  }
}

export function message(lab: Lab, event: AuditEvent, partition?: number): Message {
  return { value: encodeFramed(lab.schemaId, event), ...(partition === undefined ? {} : { partition }) }
}

/** Produces events from..to-1, spread over the partitions. */
export async function emit(lab: Lab, from: number, to: number, partitions = 1): Promise<void> {
  for (let at = from; at < to; at += 2_000) {
    const numbers = Array.from({ length: Math.min(2_000, to - at) }, (_, i) => at + i)
    const messages = numbers.map((n) => message(lab, numbered(n), n % partitions))
    await lab.producer.send([{ topic: lab.topic, messages }])
  }
}

export type Count = { readonly rows: number; readonly places: number; readonly origins: number }

/** The oracle of conservation: all three are equal to the number of events expected. */
export async function countEvents(lab: Lab): Promise<Count> {
  const [count] = await query<Count>(lab.clickhouse, {
    sql: `SELECT count() AS rows, uniqExact(kafka_topic_id, kafka_partition, kafka_offset) AS places,
      uniqExact(origin_topic, origin_partition, origin_offset, origin_index) AS origins FROM events`,
  })
  if (count === undefined) throw new Error('no count')
  return count
}

export const exactly = (events: number): Count => ({ rows: events, places: events, origins: events })

export type StoredLetter = { readonly reason: string; readonly origin_offset: number; readonly stage: string }

export function storedLetters(lab: Lab): Promise<StoredLetter[]> {
  return query<StoredLetter>(lab.clickhouse, {
    sql: 'SELECT reason, origin_offset, stage FROM dead_letters ORDER BY origin_partition, origin_offset',
  })
}

/** Committed offset and metadata of a partition. */
export async function committed(lab: Lab, partition = 0) {
  const offsets = await lab.admin.fetchOffsets(lab.group, [lab.topic])
  return offsets.find((each) => each.partition === partition)
}

/** Waits for a condition of the real parts; there is no sleeping for a fixed time. */
export async function until(
  what: string,
  condition: () => Promise<boolean> | boolean,
  timeoutMs = 90_000,
): Promise<void> {
  const end = Date.now() + timeoutMs
  while (!(await condition())) {
    if (Date.now() > end) throw new Error(`not within ${timeoutMs} ms: ${what}`)
    await new Promise((resolve) => setTimeout(resolve, 20))
  }
}

export function untilStored(lab: Lab, events: number): Promise<void> {
  return until(`${events} events stored`, async () => (await countEvents(lab)).rows >= events)
}
