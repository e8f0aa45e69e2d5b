import { existsSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { setTimeout as sleep } from 'node:timers/promises'
import { TrailhouseError } from '@trailhouse/errors'
import { identify, type ProcessIdentity, stillRuns } from './process-identity.ts'

/** Who runs on a data folder: the process of `npm start` and those of its parts. */
export type PidFile = { start: ProcessIdentity; parts: Record<string, ProcessIdentity> }

const GRACE_MS = 10_000

/**
 * Takes the data folder for this process. Parts that an earlier start left running (it was killed) are ended first: they
 * were told to stop when it died, and what does not within 10 s is killed, which loses nothing.
 *
 * @throws TrailhouseError ALREADY_RUNNING
 */
export async function claim(file: string, say: (line: string) => void): Promise<void> {
  const earlier = read(file)
  if (earlier !== undefined) {
    if (stillRuns(earlier.start)) {
      throw new TrailhouseError(
        'ALREADY_RUNNING',
        `npm start is running already (process ${earlier.start.pid}): stop it with Ctrl-C first`,
      )
    }
    await endLeftovers(earlier.parts, say)
  }
  write(file, { start: self(), parts: {} })
}

/** Notes the processes that run now, so that a later start can find them. */
export function note(file: string, parts: readonly { name: string; pid: number }[]): void {
  const known = parts.flatMap(({ name, pid }) => {
    const identity = identify(pid)
    return identity === undefined ? [] : [[name, identity] as const]
  })
  write(file, { start: self(), parts: Object.fromEntries(known) })
}

export function release(file: string): void {
  rmSync(file, { force: true })
}

async function endLeftovers(parts: Record<string, ProcessIdentity>, say: (line: string) => void): Promise<void> {
  const left = Object.entries(parts).filter(([, identity]) => stillRuns(identity))
  if (left.length === 0) return
  say(`ending what an earlier start left running: ${left.map(([name, { pid }]) => `${name} (${pid})`).join(', ')}`)
  for (const [, { pid }] of left) process.kill(pid, 'SIGTERM')
  const deadline = Date.now() + GRACE_MS
  while (left.some(([, identity]) => stillRuns(identity)) && Date.now() < deadline) await sleep(50)
  for (const [, identity] of left) if (stillRuns(identity)) process.kill(identity.pid, 'SIGKILL')
}

function self(): ProcessIdentity {
  return identify(process.pid) ?? { pid: process.pid, started: '' }
}

function read(file: string): PidFile | undefined {
  if (!existsSync(file)) return undefined
  try {
    return JSON.parse(readFileSync(file, 'utf8')) as PidFile
  } catch {
    // Half written when the machine went down.
    return undefined
  }
}

function write(file: string, content: PidFile): void {
  writeFileSync(file, JSON.stringify(content))
}
