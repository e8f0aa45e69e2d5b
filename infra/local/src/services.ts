import { execFile } from 'node:child_process'
import { join, resolve } from 'node:path'
import { promisify } from 'node:util'
import { TrailhouseError } from '@trailhouse/errors'
import type { Passwords } from './clickhouse.ts'
import { type Part, startPart } from './part.ts'
import type { LocalSettings } from './settings.ts'

/** The checkout. */
export const root = resolve(import.meta.dirname, '../../..')

type Environment = Readonly<Record<string, string>>

export function kafkaEnv(local: LocalSettings): Environment {
  return { TRAILHOUSE_KAFKA_BROKERS: `127.0.0.1:${local.localKafkaPort}` }
}

export function registryEnv(local: LocalSettings): Environment {
  return { TRAILHOUSE_REGISTRY_URL: `http://127.0.0.1:${local.localRegistryPort}/apis/ccompat/v7` }
}

export function clickhouseEnv(local: LocalSettings, user: keyof Passwords, passwords: Passwords): Environment {
  return {
    TRAILHOUSE_CLICKHOUSE_URL: `http://127.0.0.1:${local.localClickhousePort}`,
    TRAILHOUSE_CLICKHOUSE_USERNAME: user,
    TRAILHOUSE_CLICKHOUSE_PASSWORD: passwords[user],
  }
}

/** Runs a `trailhouse` command to its end. @throws TrailhouseError LOCAL_PART_FAILED with what it said */
export async function trailhouse(args: readonly string[], env: Environment, signal: AbortSignal): Promise<void> {
  const program = join(root, 'packages/cli/bin/trailhouse.mjs')
  const inherited = { PATH: process.env['PATH'], HOME: process.env['HOME'] }
  try {
    await promisify(execFile)(process.execPath, [program, ...args], {
      cwd: root,
      env: { ...inherited, ...env },
      signal,
    })
  } catch (error) {
    signal.throwIfAborted()
    const { stderr = '' } = error as { stderr?: string }
    throw new TrailhouseError('LOCAL_PART_FAILED', `trailhouse ${args.join(' ')} failed: ${stderr.trim()}`)
  }
}

export type ServiceOptions = { port: number; env: Environment; logDir: string; signal: AbortSignal }

/** V8's, which a running process cannot give itself: docs/operations.md, "What runs", has their figures. */
export const serviceFlags: readonly string[] = ['--max-semi-space-size=8', '--heap-growing-percent=100']

/** A service from its production entry point. `address` is where it serves /metrics and /health. */
export function startService(
  name: 'normalizer' | 'sink',
  { port, env, logDir, signal }: ServiceOptions,
): Promise<Part> {
  const address = `http://127.0.0.1:${port}`
  return startPart(
    {
      name: `The ${name}`,
      command: process.execPath,
      args: [...serviceFlags, join(root, `services/${name}/src/main.ts`)],
      cwd: root,
      env: { ...env, TRAILHOUSE_HTTP_PORT: String(port) },
      logFile: join(logDir, `${name}.log`),
      ready: async () => (await fetch(`${address}/health/ready`, { signal: AbortSignal.timeout(2_000) })).ok,
      signal,
    },
    address,
  )
}

/** The SDK is used as its users do: built. Turbo does it only when its sources changed. */
export async function buildSdk(signal: AbortSignal): Promise<void> {
  const turbo = join(root, 'node_modules/.bin/turbo')
  const env = { ...process.env, TURBO_TELEMETRY_DISABLED: '1' }
  const args = ['run', 'build', '--filter=@trailhouse/sdk', '--output-logs=errors-only']
  await promisify(execFile)(turbo, args, { cwd: root, env, signal })
}
