import { connectClickHouse } from '@trailhouse/clickhouse'
import { ByteBudget, connectKafka, connectRegistry, type KafkaEvent, startConsumer } from '@trailhouse/kafka'
import * as runtime from '@trailhouse/runtime'
import { assign } from './assign.ts'
import { clickhouseOutlet } from './clickhouse-outlet.ts'
import { systemClock } from './clock.ts'
import { settings as declaration } from './config.ts'
import { deadLetterRows } from './dead-letter-rows.ts'
import { eventRows } from './event-rows.ts'
import { watchLag } from './lag.ts'
import { markRows } from './mark-rows.ts'
import { relieve, type Shared } from './partition-sink.ts'
import type { Encoding } from './row-block.ts'
import { Signals } from './signals.ts'
import { WriterSchemas } from './writer-schemas.ts'

/** Time for what was taken to be stored when the process is told to stop. */
const drainMs = 4_000

const kafkaStops = new Set(['OFFSET_OUT_OF_RANGE', 'TOPIC_REMADE', 'OFFSET_GAP'])

/** Wires the sink: Kafka in, ClickHouse out. */
export async function startSink({ fail }: runtime.ServiceContext): Promise<runtime.RunningService> {
  const settings = runtime.loadSettings(declaration, process.env, runtime.checkConnections)
  const secrets = runtime.secretValues(declaration, settings)
  const logger = runtime.createLogger({ service: 'sink', level: settings.logLevel, secrets })
  const registry = runtime.createMetrics('sink')
  const budget = new ByteBudget(settings.sinkMemoryBytes)
  const signals = new Signals(registry, logger, budget)
  const onEvent = (event: KafkaEvent) => signals.kafka(event)
  const clickhouse = connectClickHouse(runtime.clickhouseFrom(settings))
  const client = connectKafka(runtime.kafkaFrom(settings, 'trailhouse-sink'), { onEvent })
  const schemas = new WriterSchemas({
    registry: connectRegistry(runtime.registryFrom(settings), { onEvent }),
    subject: `${settings.sinkTopic}-value`,
    clock: systemClock,
    onRetry: (place, error) => signals.retrying(place, 'registry', error),
    onAnswer: (place) => signals.recovered(place),
  })
  const encodings = new Map<string, Encoding>([
    [settings.sinkTopic, eventRows(schemas) as Encoding],
    [settings.sinkDeadLetterTopic, deadLetterRows as Encoding],
    [settings.sinkResolvedTopic, markRows as Encoding],
  ])
  const shared: Shared = { clock: systemClock, limits: limitsOf(settings), budget, signals, sinks: new Set() }
  const outlet = clickhouseOutlet(clickhouse, encodings, settings.sinkConcurrentInserts)
  const assigning = {
    client,
    clickhouse,
    outlet,
    groupId: settings.sinkGroup,
    deadLetterTopic: settings.sinkDeadLetterTopic,
    encodings,
    words: settings.sinkResumeAt ?? new Map(),
    shared,
    decided: new Set<string>(),
  }
  let joined = false
  const http = await runtime.startHttp({
    host: settings.httpHost,
    port: settings.httpPort,
    registry,
    live: () => [],
    ready: () => (joined ? signals.reasons() : ['not yet a member of the consumer group']),
  })
  logger.info({ code: 'HTTP_LISTENING', port: http.port }, 'serving /metrics and /health')
  budget.onChange(() => relieve(shared))
  const consumer = await startConsumer(client, {
    groupId: settings.sinkGroup,
    topics: [...encodings.keys()],
    budget,
    sessionTimeoutMs: settings.sinkSessionTimeoutMs,
    onAssigned: (partition) => assign(assigning, partition),
    onStopped: (stop) => {
      signals.partitionStopped(stop)
      // Kafka's side stopped it: assigned once more, it is looked at whole, and what was lost is counted and named.
      if (kafkaStops.has(stop.code) && !assigning.decided.has(stop.message))
        consumer.resumeStopped(stop.topic, stop.partition)
    },
    onRebalance: () => {
      joined = true
    },
  })
  consumer.failed.catch(fail)
  const unwatch = watchLag(consumer, shared)

  return {
    logger,
    stop: async () => {
      unwatch()
      const drained = Promise.all([...shared.sinks].map((sink) => sink.drain()))
      await Promise.race([drained, systemClock.wait(drainMs, new AbortController().signal)])
      await consumer.stop()
      await clickhouse.close()
      await http.close()
    },
  }
}

type Settings = runtime.SettingsOf<typeof declaration>

function limitsOf(settings: Settings) {
  return {
    rows: settings.sinkBatchRows,
    bytes: settings.sinkBatchBytes,
    lingerMs: settings.sinkLingerMs,
    intervalMs: settings.sinkInsertIntervalMs,
    behindMs: settings.sinkBehindMs,
    insertsPerSecond: 20,
  }
}
