import { type PartitionStopped, type RunningConsumer, startConsumer } from '@trailhouse/kafka'
import * as runtime from '@trailhouse/runtime'
import { type Assigning, assign } from './assign.ts'
import { settings as declaration } from './config.ts'
import { watchLag } from './lag.ts'
import { openParts } from './parts.ts'
import { relieve } from './shared.ts'

/** Time for what was taken to be stored when the process is told to stop. */
const drainMs = 4_000

/** A stop of Kafka's side is looked at whole by assigning the partition once more; not again within this time. */
const lookAgainMs = 60_000
const kafkaStops = new Set(['OFFSET_OUT_OF_RANGE', 'TOPIC_REMADE', 'OFFSET_GAP'])

/** Starts the sink: Kafka in, ClickHouse out. */
export async function startSink({ fail }: runtime.ServiceContext): Promise<runtime.RunningService> {
  const settings = runtime.loadSettings(declaration, process.env, runtime.checkConnections)
  const secrets = runtime.secretValues(declaration, settings)
  const logger = runtime.createLogger({ service: 'sink', level: settings.logLevel, secrets })
  const registry = runtime.createMetrics('sink')
  const parts = openParts(settings, logger, registry)
  const { budget, signals, clock } = parts.shared
  const http = await runtime.startHttp({
    host: settings.httpHost,
    port: settings.httpPort,
    registry,
    live: () => [],
    ready: () => signals.reasons(),
  })
  logger.info({ code: 'HTTP_LISTENING', port: http.port }, 'serving /metrics and /health')
  budget.onChange(() => relieve(parts.shared))
  const consumer = await startConsumer(parts.client, {
    groupId: settings.sinkGroup,
    topics: [...parts.encodings.keys()],
    budget,
    sessionTimeoutMs: settings.sinkSessionTimeoutMs,
    onAssigned: (partition) => assign(parts, partition),
    onStopped: (stop) => onStopped(stop),
    onRebalance: () => signals.joined(),
  })
  const onStopped = stopHandler(parts, () => consumer)
  consumer.failed.catch(fail)
  const unwatch = watchLag(consumer, parts.shared)

  return {
    logger,
    stop: async () => {
      unwatch()
      const drained = Promise.all([...parts.shared.sinks].map((sink) => sink.drain()))
      await Promise.race([drained, clock.wait(drainMs, new AbortController().signal)])
      await consumer.stop()
      await parts.clickhouse.close()
      await http.close()
    },
  }
}

/** Tells of a stop. One that was not decided with all facts looked at is assigned once more, so that the loss is counted and named. */
function stopHandler({ shared, decided }: Assigning, consumer: () => RunningConsumer) {
  const looked = new Map<string, number>()
  return (stop: PartitionStopped): void => {
    shared.signals.partitionStopped(stop)
    if (!kafkaStops.has(stop.code) || decided.has(stop.message)) return
    const key = `${stop.topic}/${stop.partition}`
    const now = shared.clock.now()
    if (now - (looked.get(key) ?? 0) < lookAgainMs) return
    looked.set(key, now)
    consumer().resumeStopped(stop.topic, stop.partition)
  }
}
