import { mkdir } from 'node:fs/promises'
import { join } from 'node:path'
import type { Progress } from './artifacts.ts'
import { type Passwords, startClickHouse } from './clickhouse.ts'
import { startKafka } from './kafka.ts'
import type { Exit, Part } from './part.ts'
import { loadPasswords } from './passwords.ts'
import { prepareStack } from './prepare.ts'
import { startRegistry } from './registry.ts'
import { clickhouseEnv, kafkaEnv, registryEnv, startService, trailhouse } from './services.ts'
import type { LocalSettings } from './settings.ts'
import { supervise, type Watch } from './supervise.ts'

export type PipelineOptions = {
  local: LocalSettings
  /** Aborted while it starts: all is ended again, and the start rejects. */
  signal: AbortSignal
  progress: Progress
  /** A part ended unasked and serves again. */
  onRestart: (part: Part, exit: Exit) => void
  /** All parts that run, after each start and restart. */
  onParts: (parts: readonly Part[]) => void
}

/** Kafka, registry, ClickHouse, normalizer and sink, with topics, schemas, tables and users in place. */
export type Pipeline = {
  readonly normalizer: Part
  readonly sink: Part
  readonly passwords: Passwords
  /** Rejects when a part ended and is not started again. Never resolves. */
  readonly failed: Promise<never>
  /** Services first, then what they write to; within 9 s. */
  stop(): Promise<void>
}

const SERVICE_STOP_MS = 5_000
const STACK_STOP_MS = 3_500

/** @throws TrailhouseError; nothing is left running then */
export async function startPipeline(options: PipelineOptions): Promise<Pipeline> {
  const { local, onParts, onRestart, progress } = options
  await mkdir(local.localData, { recursive: true })
  await prepareStack(progress, options.signal)
  progress('Starting Kafka, the schema registry and ClickHouse')
  const passwords = loadPasswords(join(local.localData, 'passwords.json'))
  const parts: Part[] = []
  const start: Start = {
    local,
    passwords,
    failure: new AbortController(),
    signal: options.signal,
    keep(part) {
      parts.push(part)
      onParts(parts)
      return part
    },
  }
  try {
    const stack = await all(start, [kafkaWithTopics, registryWithSchemas, clickhouseWithTables])
    progress(`Kafka, schema registry and ClickHouse are up, with topics, schemas and tables (${elapsed()})`)
    const services = await all(start, [normalizer, sink])
    progress(`normalizer and sink are up (${elapsed()})`)
    const watches = parts.map((part) =>
      supervise(part, (...restart) => {
        onParts(parts)
        onRestart(...restart)
      }),
    )
    return describe(services, stack, watches, passwords)
  } catch (error) {
    await stopAll(parts, STACK_STOP_MS)
    throw error
  }
}

function elapsed(): string {
  return `${(performance.now() / 1000).toFixed(1)} s`
}

function describe(services: Part[], stack: Part[], watches: Watch[], passwords: Passwords): Pipeline {
  const [normalizer, sink] = services as [Part, Part]
  return {
    normalizer,
    sink,
    passwords,
    failed: Promise.race(watches.map((watch) => watch.failed)),
    async stop() {
      for (const watch of watches) watch.release()
      await stopAll(services, SERVICE_STOP_MS)
      await stopAll(stack, STACK_STOP_MS)
    },
  }
}

type Start = {
  local: LocalSettings
  passwords: Passwords
  signal: AbortSignal
  /** Aborted when one of the steps side by side has failed, so that the others end. */
  failure: AbortController
  keep: (part: Part) => Part
}

/** Side by side; when one fails the others are ended, and its error is thrown when they have. */
async function all(start: Start, steps: ((start: Start, signal: AbortSignal) => Promise<Part>)[]): Promise<Part[]> {
  const signal = AbortSignal.any([start.signal, start.failure.signal])
  const running = steps.map((step) => step(start, signal))
  try {
    return await Promise.all(running)
  } catch (error) {
    start.failure.abort()
    await Promise.allSettled(running)
    throw error
  }
}

async function kafkaWithTopics({ local, keep }: Start, signal: AbortSignal): Promise<Part> {
  const ports = { broker: local.localKafkaPort, controller: local.localControllerPort }
  const part = keep(await startKafka({ dir: join(local.localData, 'kafka'), ports, signal }))
  await trailhouse(['topics', 'apply'], kafkaEnv(local), signal)
  return part
}

async function registryWithSchemas({ local, keep }: Start, signal: AbortSignal): Promise<Part> {
  const part = keep(
    await startRegistry({ dir: join(local.localData, 'registry'), port: local.localRegistryPort, signal }),
  )
  await trailhouse(['schemas', 'register'], registryEnv(local), signal)
  return part
}

async function clickhouseWithTables({ local, passwords, keep }: Start, signal: AbortSignal): Promise<Part> {
  const ports = { http: local.localClickhousePort, tcp: local.localClickhouseTcpPort }
  const part = keep(await startClickHouse({ dir: join(local.localData, 'clickhouse'), ports, passwords, signal }))
  await trailhouse(['migrate'], clickhouseEnv(local, 'admin', passwords), signal)
  return part
}

async function normalizer({ local, keep }: Start, signal: AbortSignal): Promise<Part> {
  const env = { ...kafkaEnv(local), ...registryEnv(local) }
  return keep(await startService('normalizer', { port: local.localNormalizerPort, env, logDir: logs(local), signal }))
}

async function sink({ local, passwords, keep }: Start, signal: AbortSignal): Promise<Part> {
  const env = { ...kafkaEnv(local), ...registryEnv(local), ...clickhouseEnv(local, 'sink', passwords) }
  return keep(await startService('sink', { port: local.localSinkPort, env, logDir: logs(local), signal }))
}

function logs(local: LocalSettings): string {
  return join(local.localData, 'logs')
}

async function stopAll(parts: readonly Part[], limitMs: number): Promise<void> {
  await Promise.all(parts.map((part) => part.stop(limitMs)))
}
