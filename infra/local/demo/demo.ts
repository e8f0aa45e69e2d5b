import { writeFile } from 'node:fs/promises'
import { join, relative } from 'node:path'
import { type ClickHouse, connectClickHouse } from '@trailhouse/clickhouse'
import type { Pipeline } from '../src/pipeline.ts'
import { clickhouseEnv, kafkaEnv, registryEnv, root } from '../src/services.ts'
import type { LocalSettings } from '../src/settings.ts'
import { printAnswers } from './answers.ts'
import { connectLines } from './connect-lines.ts'
import { type Counts, isComplete } from './counts.ts'
import { createDisplay } from './display.ts'
import { emitVendorRecords, runShop } from './emit.ts'
import { type Followed, follow } from './follow.ts'

export type DemoOptions = { local: LocalSettings; pipeline: Pipeline; signal: AbortSignal; say: (line: string) => void }

/**
 * Emits, shows how the events go through, and asks the auditor's questions. Gives whether every emitted event was stored
 * or dead-lettered.
 */
export async function runDemo({ local, pipeline, signal, say }: DemoOptions): Promise<boolean> {
  const clickhouse = connectClickHouse({
    url: `http://127.0.0.1:${local.localClickhousePort}`,
    username: 'analyst',
    password: pipeline.passwords.analyst,
    database: 'audit',
    requestTimeoutMs: 30_000,
  })
  try {
    say('\nThe demo: a shop that uses the SDK, and records of four vendors, some of them malformed')
    const { counts, firstStoredAt } = await emitAndFollow({ local, pipeline, clickhouse, signal })
    if (signal.aborted) return true
    say(verdict(counts))
    if (firstStoredAt !== undefined)
      say(`The first event was stored ${(firstStoredAt / 1000).toFixed(1)} s after the start`)
    await printAnswers(clickhouse, say, signal)
    return isComplete(counts)
  } finally {
    await clickhouse.close()
  }
}

type Emission = { local: LocalSettings; pipeline: Pipeline; clickhouse: ClickHouse; signal: AbortSignal }

async function emitAndFollow({ local, pipeline, clickhouse, signal }: Emission): Promise<Followed> {
  const addresses = {
    kafka: `127.0.0.1:${local.localKafkaPort}`,
    registry: `http://127.0.0.1:${local.localRegistryPort}/apis/ccompat/v7`,
  }
  const emitted = { events: 0, done: false }
  const add = (events: number) => {
    emitted.events += events
  }
  const since = Date.now()
  const display = createDisplay(process.stdout)
  const aborter = new AbortController()
  const both = AbortSignal.any([signal, aborter.signal])
  const emitting = Promise.all([runShop(addresses, add, both), emitVendorRecords(addresses, add, both)]).then(() => {
    emitted.done = true
  })
  const following = follow({
    clickhouse,
    normalizer: pipeline.normalizer.address,
    sink: pipeline.sink.address,
    since,
    emitted: () => emitted,
    show: display.show,
    signal: both,
  })
  try {
    await Promise.all([emitting, following])
    return await following
  } finally {
    aborter.abort()
    await Promise.allSettled([emitting, following])
    display.end()
  }
}

function verdict(counts: Counts): string {
  const { emitted, stored, deadLettered } = counts
  const sum = `${emitted} emitted, ${stored} stored, ${deadLettered} dead-lettered`
  if (isComplete(counts)) return `Complete: ${sum}`
  const missing = emitted - stored - deadLettered
  return missing > 0 ? `INCOMPLETE: ${sum}, ${missing} missing` : `TOO MANY: ${sum}, ${-missing} more than emitted`
}

/** How to ask further questions. */
export async function sayHowToConnect({ local, pipeline, say }: DemoOptions): Promise<void> {
  say(connectLines(local, pipeline.passwords, await writeAnalystEnv(local, pipeline)))
}

/** Settings of the analyst for the trailhouse command, readable by this user alone. Gives its path from the checkout. */
async function writeAnalystEnv(local: LocalSettings, pipeline: Pipeline): Promise<string> {
  const file = join(local.localData, 'analyst.env')
  const metrics = [pipeline.normalizer, pipeline.sink].map((part) => `${part.address}/metrics`).join(',')
  const env = {
    ...kafkaEnv(local),
    ...registryEnv(local),
    ...clickhouseEnv(local, 'analyst', pipeline.passwords),
    TRAILHOUSE_STATUS_METRICS: metrics,
  }
  const lines = Object.entries(env).map(([name, value]) => `${name}=${value}\n`)
  await writeFile(file, lines.join(''), { mode: 0o600 })
  const path = relative(root, file)
  return path.startsWith('..') ? file : path
}
