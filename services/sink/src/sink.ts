import { connectClickHouse } from '@trailhouse/clickhouse'
import {
  ByteBudget,
  connectKafka,
  connectRegistry,
  type KafkaEvent,
  type RunningConsumer,
  startConsumer,
} from '@trailhouse/kafka'
import * as runtime from '@trailhouse/runtime'
import { assign } from './assign.ts'
import { clickhouseOutlet } from './clickhouse-outlet.ts'
import { systemClock } from './clock.ts'
import { settings as declaration } from './config.ts'
import { deadLetterRows } from './dead-letter-rows.ts'
import { eventRows } from './event-rows.ts'
import { watchLag } from './lag.ts'
import { relieve, type Shared } from './partition-sink.ts'
import type { Encoding } from './row-block.ts'
import { Signals } from './signals.ts'
import { WriterSchemas } from './writer-schemas.ts'

/** Time for what was taken to be stored when the process is told to stop. */
const drainMs = 4_000

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
    words: wordsOf(settings.sinkResumeAt ?? []),
    shared,
  }
  let consumer: RunningConsumer | null = null
  const http = await runtime.startHttp({
    host: settings.httpHost,
    port: settings.httpPort,
    registry,
    live: () => [],
    ready: () => (consumer ? signals.reasons() : ['not yet a member of the consumer group']),
  })
  logger.info({ code: 'HTTP_LISTENING', port: http.port }, 'serving /metrics and /health')
  budget.onChange(() => relieve(shared))
  const joining = startConsumer(client, {
    groupId: settings.sinkGroup,
    topics: [...encodings.keys()],
    budget,
    sessionTimeoutMs: settings.sinkSessionTimeoutMs,
    onAssigned: (partition) => assign(assigning, partition),
    onStopped: (stop) => signals.partitionStopped(stop),
  })
  const unwatch = joining.then((joined) => {
    consumer = joined
    joined.failed.catch(fail)
    logger.info({ code: 'GROUP_JOINED', group: settings.sinkGroup }, 'member of the consumer group')
    return watchLag(joined, shared)
  })
  unwatch.catch(fail)

  return {
    logger,
    stop: async () => {
      const drained = Promise.all([...shared.sinks].map((sink) => sink.drain()))
      await Promise.race([drained, systemClock.wait(drainMs, new AbortController().signal)])
      if (consumer) (await unwatch)()
      await consumer?.stop()
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

/** `audit.normalized/3@5000` -> `audit.normalized/3`: 5000 */
function wordsOf(words: readonly string[]): Map<string, number> {
  return new Map(words.map((word) => [word.slice(0, word.indexOf('@')), Number(word.slice(word.indexOf('@') + 1))]))
}
