import { type ChildProcess, spawn } from 'node:child_process'
import { existsSync } from 'node:fs'
import { setTimeout as sleep } from 'node:timers/promises'
import { TrailhouseError } from '@trailhouse/errors'

/** How one part of the stack is run. */
export type PartCommand = {
  name: string
  command: string
  args: readonly string[]
  env?: Readonly<Record<string, string>>
  cwd?: string
  /** Before each start, the first and the later ones. */
  prepare?: () => Promise<void>
  /** Whether it serves now. Asked every 50 ms until it does. */
  ready: () => Promise<boolean>
  /** Closing the standard input is how this part is told to stop; others get SIGTERM. */
  stopsByInput?: boolean
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
  /** Sends the signal; after SIGKILL, waits for the end too. */
  kill(signal: NodeJS.Signals): Promise<void>
  /** Graceful, then SIGKILL after 8 s. No error when it has ended already. */
  stop(): Promise<void>
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
    async kill(signal) {
      if (!running.ended) running.child.kill(signal)
      if (signal === 'SIGKILL') await running.exit
    },
    stop: () => stopRunning(running, command),
    async restart() {
      await stopRunning(running, command)
      running = await launch(command)
    },
  }
}

async function launch(command: PartCommand): Promise<Running> {
  await command.prepare?.()
  const running = spawnPart(command)
  const deadline = Date.now() + START_LIMIT_MS
  while (!(await command.ready().catch(() => false))) {
    if (running.ended) throw failed(command, running, 'ended while starting')
    if (Date.now() < deadline) await sleep(50)
    else {
      running.child.kill('SIGKILL')
      throw failed(command, running, `did not serve within ${START_LIMIT_MS / 1000} s`)
    }
  }
  return running
}

function spawnPart({ name, command, args, env, cwd }: PartCommand): Running {
  const [program = command, ...rest] = bound([command, ...args])
  const child = spawn(program, rest, {
    stdio: ['pipe', 'pipe', 'pipe'],
    // A group of its own: Ctrl-C in the terminal must reach only the process that stops the parts in their order.
    detached: true,
    env: { ...process.env, ...env },
    ...(cwd === undefined ? {} : { cwd }),
  })
  if (child.pid === undefined)
    throw new TrailhouseError('LOCAL_PART_FAILED', `${name} cannot be started: is ${command} installed?`)
  const exit = new Promise<Exit>((done) => child.once('exit', (code, signal) => done({ code, signal })))
  const running: Running = { child, pid: child.pid, exit, ended: false, tail: [] }
  void exit.then(() => {
    running.ended = true
  })
  for (const stream of [child.stdout, child.stderr])
    stream?.setEncoding('utf8').on('data', (text: string) => keepTail(running, text))
  child.on('error', () => {})
  child.stdin?.on('error', () => {})
  return running
}

function keepTail(running: Running, text: string): void {
  running.tail.push(...text.split('\n').filter((line) => line !== ''))
  running.tail.splice(0, running.tail.length - TAIL_LINES)
}

/** On Linux the kernel ends the part when its parent dies, however it dies: setpriv is in every Debian (util-linux). */
function bound(line: string[]): string[] {
  return existsSync('/usr/bin/setpriv') ? ['/usr/bin/setpriv', '--pdeathsig', 'TERM', ...line] : line
}

async function stopRunning({ child, exit, ended }: Running, { stopsByInput }: PartCommand): Promise<void> {
  if (ended) return
  if (stopsByInput) child.stdin?.end()
  else child.kill('SIGTERM')
  const timer = setTimeout(() => child.kill('SIGKILL'), STOP_LIMIT_MS)
  await exit
  clearTimeout(timer)
}

function failed({ name }: PartCommand, running: Running, what: string): TrailhouseError {
  const said = running.tail.length === 0 ? '' : `:\n${running.tail.join('\n')}`
  return new TrailhouseError('LOCAL_PART_FAILED', `${name} ${what}${said}`)
}
