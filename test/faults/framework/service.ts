import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { existsSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { readFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { fileURLToPath, pathToFileURL } from 'node:url'
import { serviceFlags } from '@trailhouse/local'
import { until } from '../../support/until.ts'

export type ServiceName = 'normalizer' | 'sink'

const root = new URL('../../../', import.meta.url)
const replace = new URL('../controls/replace.ts', import.meta.url)

/** None of them may outlive the worker, a stopped one included. */
const living = new Set<ChildProcess>()
process.once('exit', () => {
  for (const child of living) child.kill('SIGKILL')
})

export type LogLine = {
  readonly code?: string
  readonly port?: number
  readonly msg?: string
  [field: string]: unknown
}

export type ServiceOptions = {
  /** As TRAILHOUSE_TEST_STEPS takes them: `after-intent=kill@2,before-commit=hold`. */
  readonly steps?: string
  /** For negative controls: modules of production by their path in the repository, each with the one that takes its place. */
  readonly replace?: Readonly<Record<string, string>>
  /** Settings instead of the bed's. */
  readonly settings?: Readonly<Record<string, string>>
}

/** A service in a process of its own, from the entry point of production. */
export class Service {
  readonly name: ServiceName
  readonly lines: LogLine[] = []
  readonly #child: ChildProcess
  readonly #directory = mkdtempSync(join(tmpdir(), 'trailhouse-steps-'))
  readonly #exit: Promise<number | NodeJS.Signals>

  constructor(name: ServiceName, settings: Readonly<Record<string, string>>, options: ServiceOptions = {}) {
    this.name = name
    const main = fileURLToPath(new URL(`services/${name}/src/main.ts`, root))
    const { flags, env } = replacements(options.replace)
    this.#child = spawn(process.execPath, [...serviceFlags, ...flags, main], {
      env: {
        ...{ PATH: process.env['PATH'], HOME: process.env['HOME'] },
        ...{ TRAILHOUSE_HTTP_PORT: '0', TRAILHOUSE_LOG_LEVEL: 'debug' },
        ...settings,
        ...options.settings,
        ...env,
        ...(options.steps === undefined
          ? {}
          : { TRAILHOUSE_TEST_STEPS: options.steps, TRAILHOUSE_TEST_STEPS_DIR: this.#directory }),
      },
      stdio: ['ignore', 'pipe', 'pipe'],
    })
    living.add(this.#child)
    this.#exit = once(this.#child, 'exit').then(([code, signal]) => {
      living.delete(this.#child)
      return signal ?? code ?? -1
    })
    for (const stream of [this.#child.stdout, this.#child.stderr]) {
      if (stream) createInterface(stream).on('line', (line) => this.#take(line))
    }
  }

  get ended(): boolean {
    return this.#child.exitCode !== null || this.#child.signalCode !== null
  }

  /** Exit code, or the signal that ended it. */
  get exited(): Promise<number | NodeJS.Signals> {
    return this.#exit
  }

  signal(signal: NodeJS.Signals): void {
    this.#child.kill(signal)
  }

  /** As an operator stops it; resolves with the exit code. */
  stop(): Promise<number | NodeJS.Signals> {
    this.#child.kill('SIGTERM')
    return this.#exit
  }

  destroy(): void {
    this.#child.kill('SIGKILL')
    rmSync(this.#directory, { recursive: true, force: true })
  }

  /** Resolves when the fault of the step was injected. */
  reached(step: string, timeoutMs = 60_000): Promise<void> {
    const file = join(this.#directory, `${step}.reached`)
    return until(`${this.name} reached ${step}`, async () => existsSync(file), timeoutMs)
  }

  /** Lets a held step go on. */
  release(step: string): void {
    writeFileSync(join(this.#directory, `${step}.go`), '')
  }

  /** The first log line that has these fields, waited for; after the first `skip` lines of the log. */
  async logged(fields: Readonly<Record<string, unknown>>, { skip = 0, timeoutMs = 60_000 } = {}): Promise<LogLine> {
    const find = () => this.lines.slice(skip).find((line) => has(line, fields))
    await until(`${this.name} logs ${JSON.stringify(fields)}`, async () => find() !== undefined, timeoutMs)
    return find() as LogLine
  }

  async get(path: string): Promise<{ status: number; body: string }> {
    const { port } = await this.logged({ code: 'HTTP_LISTENING' })
    const response = await fetch(`http://127.0.0.1:${port}${path}`, { signal: AbortSignal.timeout(5_000) })
    return { status: response.status, body: await response.text() }
  }

  /** The sum of a metric over the label sets that hold all of `labels`. */
  async metric(name: string, labels: Readonly<Record<string, string>> = {}): Promise<number> {
    const { body } = await this.get('/metrics')
    const wanted = Object.entries(labels).map(([label, value]) => `${label}="${value}"`)
    const samples = body.split('\n').filter((line) => line.startsWith(`${name}{`) || line.startsWith(`${name} `))
    const matching = samples.filter((line) => wanted.every((pair) => line.includes(pair)))
    return matching.reduce((sum, line) => sum + Number(line.slice(line.lastIndexOf(' ') + 1)), 0)
  }

  /** Waits until the metric is at least 1. @returns what it is then */
  async counted(name: string, labels: Readonly<Record<string, string>> = {}, timeoutMs = 60_000): Promise<number> {
    let value = 0
    const seen = async () => {
      value = await this.metric(name, labels)
      return value >= 1
    }
    await until(`${this.name} counts ${name} ${JSON.stringify(labels)}`, seen, timeoutMs)
    return value
  }

  /** Most bytes of memory resident at once, as Linux counts them. */
  async peakMemory(): Promise<number> {
    const status = await readFile(`/proc/${this.#child.pid}/status`, 'utf8')
    return Number(/VmHWM:\s+(\d+) kB/.exec(status)?.[1]) * 1024
  }

  #take(line: string): void {
    if (process.env['TRAILHOUSE_TEST_VERBOSE']) console.error(this.#child.pid, line)
    this.lines.push(parsed(line))
  }
}

function has(line: unknown, fields: Readonly<Record<string, unknown>>): boolean {
  if (typeof line !== 'object' || line === null) return false
  return Object.entries(fields).every(([field, wanted]) => {
    const value = (line as Record<string, unknown>)[field]
    return typeof wanted === 'object' && wanted !== null ? has(value, { ...wanted }) : value === wanted
  })
}

function replacements(modules: ServiceOptions['replace']) {
  if (modules === undefined) return { flags: [], env: {} }
  const pairs = Object.entries(modules).map(([from, to]) => [new URL(from, root).href, new URL(to, root).href])
  return {
    flags: ['--import', pathToFileURL(fileURLToPath(replace)).href],
    env: { TRAILHOUSE_TEST_REPLACE: JSON.stringify(Object.fromEntries(pairs)) },
  }
}

function parsed(line: string): LogLine {
  try {
    return JSON.parse(line) as LogLine
  } catch {
    return { msg: line }
  }
}
