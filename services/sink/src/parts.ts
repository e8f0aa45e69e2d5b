import { connectClickHouse } from '@trailhouse/clickhouse'
import { ByteBudget, connectKafka, connectRegistry, type KafkaEvent } from '@trailhouse/kafka'
import * as runtime from '@trailhouse/runtime'
import type { Assigning } from './assign.ts'
import { clickhouseOutlet } from './clickhouse-outlet.ts'
import { systemClock } from './clock.ts'
import type { settings as declaration } from './config.ts'
import type { CutLimits } from './cut.ts'
import { deadLetterRows } from './dead-letter-rows.ts'
import { eventRows } from './event-rows.ts'
import { markRows } from './mark-rows.ts'
import { Permits } from './permits.ts'
import type { Encoding } from './row-block.ts'
import type { Shared } from './shared.ts'
import { Signals } from './signals.ts'
import { WriterSchemas } from './writer-schemas.ts'

export type Settings = runtime.SettingsOf<typeof declaration>

/** Inserts a second of the whole process when every range is cut by its age: 72,000 an hour. */
const insertsPerSecond = 20

/** The clients, and what all partitions share. Nothing is connected yet. */
export function openParts(settings: Settings, logger: runtime.Logger, registry: runtime.Registry): Assigning {
  const budget = new ByteBudget(settings.sinkMemoryBytes)
  const signals = new Signals(registry, logger, budget)
  const onEvent = (event: KafkaEvent) => signals.kafka(event)
  const clickhouse = connectClickHouse(runtime.clickhouseFrom(settings))
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
  const turns = new Permits(Math.max(2, settings.sinkConcurrentInserts))
  const shared: Shared = { clock: systemClock, limits: limitsOf(settings), budget, signals, turns, sinks: new Set() }
  return {
    client: connectKafka(runtime.kafkaFrom(settings, 'trailhouse-sink'), { onEvent }),
    clickhouse,
    outlet: clickhouseOutlet(clickhouse, encodings, settings.sinkConcurrentInserts),
    groupId: settings.sinkGroup,
    deadLetterTopic: settings.sinkDeadLetterTopic,
    encodings,
    words: settings.sinkResumeAt ?? new Map(),
    shared,
    decided: new Set<string>(),
  }
}

function limitsOf(settings: Settings): CutLimits {
  return {
    rows: settings.sinkBatchRows,
    bytes: settings.sinkBatchBytes,
    lingerMs: settings.sinkLingerMs,
    intervalMs: settings.sinkInsertIntervalMs,
    behindMs: settings.sinkBehindMs,
    insertsPerSecond,
  }
}
