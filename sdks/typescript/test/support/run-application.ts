import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { fileURLToPath } from 'node:url'
import { inject, onTestFinished } from 'vitest'
import type { AuditOptions } from '../../src/index.ts'
import type { Line, Task } from './application.ts'
import type { TestTopic } from './topic.ts'

export type Application = {
  readonly lines: Line[]
  stderr: string
  /** Resolves with the exit code or the signal once it has ended. */
  readonly ended: Promise<number | NodeJS.Signals>
  kill(signal: NodeJS.Signals): void
}

/** Starts the application in a process of its own, killed at the latest when the test ends. */
export function runApplication(
  topic: TestTopic,
  task: Omit<Task, 'options'>,
  options: Partial<AuditOptions> = {},
  /** Of one file, in bytes: a write beyond it fails with EFBIG. */
  greatestFile?: number,
): Application {
  const addresses = { brokers: [inject('kafka')], registry: inject('registry') }
  const whole: Task = { ...task, options: { service: 'shop', topic: topic.name, ...addresses, ...options } }
  const file = fileURLToPath(new URL('application.ts', import.meta.url))
  const limit = greatestFile === undefined ? '' : `ulimit -f ${greatestFile / 512}; `
  const command = ['-c', `${limit}exec "$@"`, 'sh', process.execPath, file, JSON.stringify(whole)]
  const child = spawn('sh', command, { stdio: ['ignore', 'pipe', 'pipe'] })
  onTestFinished(() => void child.kill('SIGKILL'))
  const application: Application = {
    lines: [],
    stderr: '',
    ended: endOf(child),
    kill: (signal) => void child.kill(signal),
  }
  let rest = ''
  child.stdout.on('data', (chunk) => {
    const lines = (rest + chunk).split('\n')
    rest = lines.pop() as string
    application.lines.push(...lines.map((line) => JSON.parse(line) as Line))
  })
  child.stderr.on('data', (chunk) => {
    application.stderr += chunk
  })
  return application
}

/** Its output has been read by then. */
async function endOf(child: ChildProcess): Promise<number | NodeJS.Signals> {
  const [code, signal] = (await once(child, 'close')) as [number | null, NodeJS.Signals | null]
  return code ?? signal ?? -1
}

export const receiptsOf = ({ lines }: Application) => lines.flatMap((line) => ('receipt' in line ? [line] : []))
