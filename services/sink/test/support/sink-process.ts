import { spawn } from 'node:child_process'
import { fileURLToPath } from 'node:url'
import { type Lab, until } from './lab.ts'

const main = fileURLToPath(new URL('../../src/main.ts', import.meta.url))

export type LogLine = { readonly code: string; readonly [field: string]: unknown }

export type SinkProcess = {
  readonly pid: number
  readonly log: readonly LogLine[]
  /** Exit code, or the signal that ended it. */
  readonly exited: Promise<number | NodeJS.Signals>
  logged(code: string): Promise<LogLine>
  kill(signal: NodeJS.Signals): void
  get(path: string): Promise<Response>
}

/** Starts the sink as in production, as a process of its own. */
export function startSinkProcess(lab: Lab, env: Record<string, string> = {}): SinkProcess {
  const child = spawn(process.execPath, [main], { env: { ...lab.env, ...env }, stdio: ['ignore', 'pipe', 'inherit'] })
  lab.onTestFinished(() => void child.kill('SIGKILL'))
  const log: LogLine[] = []
  let rest = ''
  child.stdout.on('data', (chunk: Buffer) => {
    const lines = (rest + chunk.toString()).split('\n')
    rest = lines.pop() ?? ''
    for (const line of lines) log.push(JSON.parse(line))
    if (process.env['TRAILHOUSE_TEST_VERBOSE']) process.stderr.write(`${lines.join('\n')}\n`)
  })
  const exited = new Promise<number | NodeJS.Signals>((resolve) => {
    child.on('close', (code, signal) => resolve(signal ?? code ?? -1))
  })
  const logged = async (code: string) => {
    await until(`log line ${code}`, () => log.some((line) => line.code === code))
    return log.find((line) => line.code === code) as LogLine
  }
  return {
    pid: child.pid ?? -1,
    log,
    exited,
    logged,
    kill: (signal) => void child.kill(signal),
    get: async (path) => fetch(`http://127.0.0.1:${(await logged('HTTP_LISTENING'))['port']}${path}`),
  }
}
