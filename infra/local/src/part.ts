import { type ChildProcess, spawn } from 'node:child_process'
import { existsSync } from 'node:fs'
import { setTimeout as sleep } from 'node:timers/promises'
import { TrailhouseError } from '@trailhouse/errors'
import { openRollingLog } from './rolling-log.ts'

/** How one part of the stack is run. */
export type PartCommand = {
  name: string
  command: string
  args: readonly string[]
  /** Beyond the environment of this process, of which a part gets all but the settings (TRAILHOUSE_*). */
  env?: Readonly<Record<string, string>>
  cwd?: string
  /** What it writes to its standard output and error. */
  logFile?: string
  /** Before each start, the first and the later ones. */
  prepare?: () => Promise<void>
  /** Whether it serves now. Asked every 50 ms until it does. */
  ready: () => Promise<boolean>
  /** Closing the standard input is how this part is told to stop; others get SIGTERM. */
  stopsByInput?: boolean
  /** Aborted while the part starts: it is ended, and the start rejects. */
  signal?: AbortSignal | undefined
}

export type Exit = { code: number | null; signal: NodeJS.Signals | null }

/** A real part of the stack, running as a process of its own. */
export type Part = {
  readonly name: string
  /** `host:port` for Kafka, a URL for the others. The same after a restart. */
  readonly address: string
  readonly pid: number
  /** Settles when the process that runs now has ended. */
  exited(): Promise<Exit>
  /** Its last lines of output, for a message about its end. */
  tail(): readonly string[]
  /** Sends the signal; after SIGKILL, waits for the end too. */
  kill(signal: NodeJS.Signals): Promise<void>
  /** Graceful, then SIGKILL after `limitMs` (default 8,000). No error when it has ended already. */
  stop(limitMs?: number): Promise<void>
  /** Starts it again on the same port and data, stopping it first when it runs. */
  restart(): Promise<void>
}

const STOP_LIMIT_MS = 8_000
const START_LIMIT_MS = 60_000
const TAIL_LINES = 20

type Running = { child: ChildProcess; pid: number; exit: Promise<Exit>; ended: boolean; tail: string[] }

/** @throws TrailhouseError LOCAL_PART_FAILED when it ends or does not serve within 60 s */
export async function startPart(command: PartCommand, address: string): Promise<Part> {
  let running = await launch(command)
  return {
    name: command.name,
    address,
    get pid() {
      return running.pid
    },
    exited: () => running.exit,
    tail: () => running.tail,
    async kill(signal) {
      if (!running.ended) running.child.kill(signal)
      if (signal === 'SIGKILL') await running.exit
    },
    stop: (limitMs = STOP_LIMIT_MS) => end(running, command, limitMs),
    async restart() {
      await end(running, command, STOP_LIMIT_MS)
      running = await launch(command)
    },
  }
}

async function launch(command: PartCommand): Promise<Running> {
  command.signal?.throwIfAborted()
  await command.prepare?.()
  const running = spawnPart(command)
  try {
    await untilReady(command, running)
    return running
  } catch (error) {
    if (!running.ended) running.child.kill('SIGKILL')
    await running.exit
    throw error
  }
}

async function untilReady(command: PartCommand, running: Running): Promise<void> {
  const deadline = Date.now() + START_LIMIT_MS
  while (!(await command.ready().catch(() => false))) {
    if (running.ended) throw failed(command, running, 'ended while starting')
    if (Date.now() > deadline) throw failed(command, running, `did not serve within ${START_LIMIT_MS / 1000} s`)
    await sleep(50, undefined, { signal: command.signal })
  }
}

function spawnPart({ name, command, args, env, cwd, logFile }: PartCommand): Running {
  const [program = command, ...rest] = boundToParent([command, ...args])
  const child = spawn(program, rest, {
    stdio: ['pipe', 'pipe', 'pipe'],
    // A group of its own: Ctrl-C in the terminal must reach only the process that stops the parts in their order.
    detached: true,
    env: { ...withoutSettings(process.env), ...env },
    ...(cwd === undefined ? {} : { cwd }),
  })
  child.on('error', () => {})
  child.stdin?.on('error', () => {})
  if (child.pid === undefined) {
    throw new TrailhouseError('LOCAL_PART_FAILED', `${name} cannot be started: is ${command} installed?`)
  }
  const exit = new Promise<Exit>((done) => child.once('exit', (code, signal) => done({ code, signal })))
  const running: Running = { child, pid: child.pid, exit, ended: false, tail: [] }
  void exit.then(() => {
    running.ended = true
  })
  const log = logFile === undefined ? () => {} : openRollingLog(logFile)
  for (const stream of [child.stdout, child.stderr]) {
    stream?.setEncoding('utf8').on('data', (text: string) => {
      log(text)
      keepTail(running.tail, text)
    })
  }
  return running
}

/** The settings of this process are not those of its parts, which refuse what they do not know. */
function withoutSettings(env: NodeJS.ProcessEnv): NodeJS.ProcessEnv {
  const kept = Object.entries(env).filter(([name]) => !/^TRAILHOUSE_(?!TEST_)/.test(name))
  return Object.fromEntries(kept)
}

function keepTail(tail: string[], text: string): void {
  tail.push(...text.split('\n').filter((line) => line !== ''))
  tail.splice(0, tail.length - TAIL_LINES)
}

/**
 * On Linux the kernel ends the part when its parent dies, however it dies: setpriv is in every Debian (util-linux). The
 * shell between them ends a part whose parent died before the kernel was told to watch it.
 */
export function boundToParent(line: string[]): string[] {
  if (!existsSync('/usr/bin/setpriv')) return line
  const unlessOrphan = '[ "$PPID" = "$0" ] || exit 1; exec "$@"'
  return ['/usr/bin/setpriv', '--pdeathsig', 'TERM', '/bin/sh', '-c', unlessOrphan, String(process.pid), ...line]
}

async function end({ child, exit, ended }: Running, { stopsByInput }: PartCommand, limitMs: number): Promise<void> {
  if (ended) return
  if (stopsByInput) child.stdin?.end()
  else child.kill('SIGTERM')
  const timer = setTimeout(() => child.kill('SIGKILL'), limitMs)
  await exit
  clearTimeout(timer)
}

function failed({ name, logFile }: PartCommand, { tail }: Running, what: string): TrailhouseError {
  const log = logFile === undefined ? '' : ` (its log: ${logFile})`
  return new TrailhouseError('LOCAL_PART_FAILED', `${name} ${what}${log}${lastWords(tail)}`)
}

/** What a part said last: the message of a service's fatal log line, else its last lines as they are. */
export function lastWords(tail: readonly string[]): string {
  const fatal = tail.filter((line) => line.startsWith('{"level":"fatal"')).at(-1)
  if (fatal !== undefined) return `: ${(JSON.parse(fatal) as { msg: string }).msg}`
  return tail.length === 0 ? '' : `:\n${tail.join('\n')}`
}
