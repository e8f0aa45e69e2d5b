import { randomUUID } from 'node:crypto'
import { type ClickHouse, command, connectClickHouse, migrate } from '@trailhouse/clickhouse'
import { auditEventSchema } from '@trailhouse/event'
import {
  type Admin,
  connectKafka,
  connectRegistry,
  type KafkaClient,
  openAdmin,
  openProducer,
  type Producer,
} from '@trailhouse/kafka'
import { inject } from 'vitest'
import { ServiceProcess } from './service-process.ts'

const raws = ['aws-cloudtrail', 'kubernetes-audit', 'openssh'] as const
export type RawDataset = (typeof raws)[number]

/** Topics, groups and a database of their own on the shared real parts, and both services on them. */
export type Pipeline = {
  readonly client: KafkaClient
  readonly admin: Admin
  readonly producer: Producer
  readonly clickhouse: ClickHouse
  readonly eventsTopic: string
  readonly normalizedTopic: string
  readonly deadLetterTopic: string
  readonly resolvedTopic: string
  rawTopic(dataset: RawDataset): string
  readonly normalizer: ServiceProcess
  readonly sink: ServiceProcess
  /** Another normalizer of the same group, with other settings. */
  normalizerWith(settings: Readonly<Record<string, string>>): ServiceProcess
  close(): Promise<void>
}

export async function openPipeline(partitions: number): Promise<Pipeline> {
  const name = `e2e-${randomUUID().slice(0, 8)}`
  const topic = (suffix: string) => `${name}.${suffix}`
  const rawTopic = (dataset: RawDataset) => topic(`raw.${dataset}`)
  const [events, normalized, dlq] = [topic('events'), topic('normalized'), topic('dlq')]
  const [resolved, positions] = [topic('dlq.resolved'), topic('positions')]
  const database = name.replaceAll('-', '_')
  const client = connectKafka({ brokers: [inject('kafka')], clientId: name })
  const admin = await openAdmin(client)
  const address = new URL(inject('clickhouse'))
  const { username, password } = address
  const url = `${address.protocol}//${address.host}`
  const clickhouse = connectClickHouse({ url, username, password, database, requestTimeoutMs: 20_000 })

  const topics = [events, normalized, dlq, resolved, positions, ...raws.map(rawTopic)]
  const config = { 'message.timestamp.type': 'LogAppendTime', 'max.message.bytes': '10485760' }
  await admin.createTopics(topics.map((each) => ({ name: each, partitions, config })))
  const registry = connectRegistry({ url: inject('registry') })
  for (const each of [events, normalized]) await registry.register(`${each}-value`, auditEventSchema, 'FULL_TRANSITIVE')
  await migrate(clickhouse)

  const connections = { TRAILHOUSE_KAFKA_BROKERS: inject('kafka'), TRAILHOUSE_REGISTRY_URL: inject('registry') }
  const normalizerSettings = {
    ...connections,
    TRAILHOUSE_NORMALIZER_GROUP: `${name}-normalizer`,
    TRAILHOUSE_NORMALIZER_INPUTS: `${events},${topic('raw.')}*`,
    TRAILHOUSE_NORMALIZER_EVENTS_TOPIC: events,
    TRAILHOUSE_NORMALIZER_OUTPUT_TOPIC: normalized,
    TRAILHOUSE_NORMALIZER_DEAD_LETTER_TOPIC: dlq,
    TRAILHOUSE_NORMALIZER_POSITIONS_TOPIC: positions,
    TRAILHOUSE_NORMALIZER_BINDINGS: JSON.stringify(
      Object.fromEntries(raws.map((raw) => [rawTopic(raw), { dataset: raw }])),
    ),
    TRAILHOUSE_NORMALIZER_SESSION_TIMEOUT_MS: '6000',
  }
  const normalizers: ServiceProcess[] = []
  const normalizerWith = (settings: Readonly<Record<string, string>>) => {
    const process = new ServiceProcess('normalizer', { ...normalizerSettings, ...settings })
    normalizers.push(process)
    return process
  }
  const normalizer = normalizerWith({})
  const sink = new ServiceProcess('sink', {
    ...connections,
    TRAILHOUSE_CLICKHOUSE_URL: url,
    TRAILHOUSE_CLICKHOUSE_USERNAME: username,
    TRAILHOUSE_CLICKHOUSE_PASSWORD: password,
    TRAILHOUSE_CLICKHOUSE_DATABASE: database,
    TRAILHOUSE_SINK_GROUP: `${name}-sink`,
    TRAILHOUSE_SINK_TOPIC: normalized,
    TRAILHOUSE_SINK_DEAD_LETTER_TOPIC: dlq,
    TRAILHOUSE_SINK_RESOLVED_TOPIC: resolved,
    TRAILHOUSE_SINK_SESSION_TIMEOUT_MS: '6000',
  })
  const producer = await openProducer(client, {})

  async function close(): Promise<void> {
    for (const service of [...normalizers, sink]) service.destroy()
    await command(clickhouse, { sql: `DROP DATABASE IF EXISTS ${database} SYNC` }).catch(() => undefined)
    await Promise.all([clickhouse.close(), producer.close()])
    await admin.deleteTopics(topics).catch(() => undefined)
    await admin.close()
  }
  const named = {
    eventsTopic: events,
    normalizedTopic: normalized,
    deadLetterTopic: dlq,
    resolvedTopic: resolved,
    rawTopic,
  }
  return { client, admin, producer, clickhouse, ...named, normalizer, normalizerWith, sink, close }
}
