import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { createInterface } from 'node:readline'
import { fileURLToPath } from 'node:url'
import { serviceFlags } from '@trailhouse/local'

type ServiceName = 'normalizer' | 'sink'

/** A service in a process of its own, from the entry point of production, that is started again when it was killed. */
export class ServiceProcess {
  readonly name: ServiceName
  readonly #env: NodeJS.ProcessEnv
  #child: ChildProcess | undefined
  #listening = Promise.withResolvers<string>()
  kills = 0

  constructor(name: ServiceName, settings: Readonly<Record<string, string>>) {
    this.name = name
    this.#env = { PATH: process.env['PATH'], TRAILHOUSE_HTTP_PORT: '0', ...settings }
  }

  start(): void {
    const main = fileURLToPath(new URL(`../../services/${this.name}/src/main.ts`, import.meta.url))
    const child = spawn(process.execPath, [...serviceFlags, main], {
      env: this.#env,
      stdio: ['ignore', 'pipe', 'inherit'],
    })
    this.#child = child
    createInterface({ input: child.stdout }).on('line', (line) => {
      const { code, port } = JSON.parse(line) as { code?: string; port?: number }
      if (code === 'HTTP_LISTENING') this.#listening.resolve(`127.0.0.1:${port}`)
      if (process.env['TRAILHOUSE_TEST_VERBOSE']) console.error(line)
    })
  }

  /** Where it serves /metrics and /health, as host:port. */
  address(): Promise<string> {
    return this.#listening.promise
  }

  /** SIGKILL, and the next one at once, as a supervisor does it. */
  async killAndRestart(): Promise<void> {
    await this.#end('SIGKILL')
    this.kills++
    this.#listening = Promise.withResolvers<string>()
    this.start()
  }

  /** Resolves with the exit code, or the signal that ended it. */
  stop(): Promise<number | NodeJS.Signals> {
    return this.#end('SIGTERM')
  }

  async #end(signal: NodeJS.Signals): Promise<number | NodeJS.Signals> {
    const child = this.#child
    if (child === undefined) throw new Error(`${this.name} was not started`)
    if (child.exitCode !== null || child.signalCode !== null) {
      throw new Error(`${this.name} ended by itself: ${child.exitCode ?? child.signalCode}`)
    }
    child.kill(signal)
    const [code, by] = (await once(child, 'exit')) as [number | null, NodeJS.Signals | null]
    this.#child = undefined
    return code ?? by ?? -1
  }

  /** For the end of a test, whatever state it left. */
  destroy(): void {
    this.#child?.kill('SIGKILL')
  }
}
