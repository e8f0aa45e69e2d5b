import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { existsSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { fileURLToPath } from 'node:url'
import { until } from './until.ts'

const main = fileURLToPath(new URL('../../src/main.ts', import.meta.url))

/** A test that fails leaves its processes; none of them may outlive the worker, a stopped one included. */
const living = new Set<ChildProcess>()
process.once('exit', () => {
  for (const child of living) child.kill('SIGKILL')
})

type Line = { code?: string; port?: number; msg?: string; [field: string]: unknown }

/** A normalizer in a process of its own, from the same entry point as in production. */
export class NormalizerProcess {
  readonly lines: Line[] = []
  readonly #child: ChildProcess
  readonly #directory = mkdtempSync(join(tmpdir(), 'trailhouse-normalizer-'))
  readonly #exit: Promise<unknown>

  /** `steps` as TRAILHOUSE_TEST_STEPS takes them. */
  constructor(settings: Readonly<Record<string, string>>, steps?: string) {
    const faults =
      steps === undefined ? {} : { TRAILHOUSE_TEST_STEPS: steps, TRAILHOUSE_TEST_STEPS_DIR: this.#directory }
    const { PATH, HOME } = process.env
    this.#child = spawn(process.execPath, [main], {
      env: { PATH, HOME, TRAILHOUSE_HTTP_PORT: '0', ...settings, ...faults },
      stdio: ['ignore', 'pipe', 'pipe'],
    })
    living.add(this.#child)
    this.#child.once('exit', () => living.delete(this.#child))
    this.#exit = once(this.#child, 'exit')
    for (const stream of [this.#child.stdout, this.#child.stderr]) {
      if (stream) createInterface(stream).on('line', (line) => this.#take(line))
    }
  }

  get exitCode(): number | null {
    return this.#child.exitCode
  }

  /** The line of that code, waited for. */
  logged(code: string): Promise<Line> {
    return until(() => this.lines.find((line) => line.code === code), `a log line ${code}`)
  }

  async get(path: string): Promise<{ status: number; body: string }> {
    const { port } = await this.logged('HTTP_LISTENING')
    const response = await fetch(`http://127.0.0.1:${port}${path}`)
    return { status: response.status, body: await response.text() }
  }

  ready(): Promise<unknown> {
    return until(async () => (await this.get('/health/ready')).status === 200, 'readiness')
  }

  /** The sum of a metric over the label sets that hold all of `labels`. */
  async metric(name: string, labels: Readonly<Record<string, string>> = {}): Promise<number> {
    const { body } = await this.get('/metrics')
    const wanted = Object.entries(labels).map(([label, value]) => `${label}="${value}"`)
    const samples = body.split('\n').filter((line) => line.startsWith(`${name}{`) || line.startsWith(`${name} `))
    const matching = samples.filter((line) => wanted.every((pair) => line.includes(pair)))
    return matching.reduce((sum, line) => sum + Number(line.slice(line.lastIndexOf(' ') + 1)), 0)
  }

  /** Resolves when the fault of the step was injected. */
  reached(step: string): Promise<unknown> {
    return until(() => existsSync(join(this.#directory, `${step}.reached`)), `step ${step}`)
  }

  /** Lets a held step go on. */
  release(step: string): void {
    writeFileSync(join(this.#directory, `${step}.go`), '')
  }

  /** Resolves when the process has ended, by whatever did that. */
  async ended(): Promise<void> {
    await this.#exit
    this.#clean()
  }

  signal(signal: NodeJS.Signals): void {
    this.#child.kill(signal)
  }

  /** For the end of a test, whatever state it left. */
  destroy(): void {
    this.#child.kill('SIGKILL')
    this.#clean()
  }

  /** Stops as an operator would; resolves with the exit code. */
  async stop(): Promise<number | null> {
    this.#child.kill('SIGTERM')
    await this.#exit
    this.#clean()
    return this.#child.exitCode
  }

  #take(line: string): void {
    if (process.env['TRAILHOUSE_TEST_VERBOSE']) console.error(this.#child.pid, line)
    this.lines.push(parsed(line))
  }

  #clean(): void {
    rmSync(this.#directory, { recursive: true, force: true })
  }
}

function parsed(line: string): Line {
  try {
    return JSON.parse(line) as Line
  } catch {
    return { msg: line }
  }
}
