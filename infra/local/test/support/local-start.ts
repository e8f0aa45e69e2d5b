import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { readdirSync, readFileSync } from 'node:fs'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { vi } from 'vitest'
import { freePorts } from '../../src/index.ts'

const program = join(import.meta.dirname, '../../start.ts')

/** `npm start` on a data folder and ports of its own. */
export type LocalStart = { dir: string; env: Record<string, string>; remove(): Promise<void> }

export async function localStart(): Promise<LocalStart> {
  const dir = await mkdtemp(join(tmpdir(), 'trailhouse-start-'))
  const names = ['KAFKA', 'CONTROLLER', 'REGISTRY', 'CLICKHOUSE', 'CLICKHOUSE_TCP', 'NORMALIZER', 'SINK']
  const ports = await freePorts(names.length)
  const env = Object.fromEntries(names.map((name, i) => [`TRAILHOUSE_LOCAL_${name}_PORT`, String(ports[i])]))
  return {
    dir,
    env: { ...env, TRAILHOUSE_LOCAL_DATA: dir },
    remove: () => rm(dir, { recursive: true, force: true, maxRetries: 3 }),
  }
}

const running = new Set<ChildProcess>()

/** Ends what a failed test left; its parts end with it. */
export async function endAll(): Promise<void> {
  for (const child of running) {
    if (child.exitCode === null && child.kill('SIGTERM')) await once(child, 'close')
  }
  running.clear()
}

export type Running = {
  child: ChildProcess
  output: () => string
  until: (text: string) => Promise<void>
  code: Promise<number | null>
}

export function run({ env }: LocalStart, ...args: string[]): Running {
  const child = spawn(process.execPath, [program, ...args], {
    env: { ...process.env, ...env },
    stdio: ['ignore', 'pipe', 'pipe'],
  })
  running.add(child)
  let output = ''
  for (const stream of [child.stdout, child.stderr]) {
    stream.setEncoding('utf8').on('data', (text: string) => {
      output += text
    })
  }
  const code = once(child, 'close').then(([status]) => status as number | null)
  const until = async (text: string) => {
    await vi.waitUntil(() => output.includes(text) || child.exitCode !== null, { timeout: 170_000, interval: 100 })
    if (!output.includes(text)) throw new Error(`it ended without "${text}":\n${output}`)
  }
  return { child, output: () => output, until, code }
}

/** Processes that have to do with this start: its data folder or its Kafka stands in their arguments or environment. */
export function processesOf({ dir, env }: LocalStart): string[] {
  const marks = [dir, `127.0.0.1:${env['TRAILHOUSE_LOCAL_KAFKA_PORT']}`]
  const pids = readdirSync('/proc').filter((name) => /^\d+$/.test(name))
  return pids.filter((pid) => marks.some((mark) => describe(pid).includes(mark)))
}

function describe(pid: string): string {
  try {
    return readFileSync(`/proc/${pid}/cmdline`, 'utf8') + readFileSync(`/proc/${pid}/environ`, 'utf8')
  } catch {
    return ''
  }
}
