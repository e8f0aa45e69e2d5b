/**
 * An application that is ended in the middle of its work: node application.ts '<JSON of a Task>'. It says what it was told
 * in lines of JSON, written at once, so that a kill cannot take them back.
 */
import { fork } from 'node:child_process'
import cluster from 'node:cluster'
import { once } from 'node:events'
import { writeSync } from 'node:fs'
import { type AuditOptions, createAudit, type Receipt } from '../../src/index.ts'

export type Task = {
  readonly options: AuditOptions
  /** Events recorded at once, and again once all were acknowledged, until something ends it. */
  readonly burst: number
  readonly actors?: number
  /**
   * What happens once the first burst was recorded: before anything of it can have been acknowledged, or, for `block`,
   * when the first event of it was.
   */
  readonly next?: 'exit' | 'throw' | 'block' | 'cluster' | 'fork'
  /** How long `block` does nothing else. */
  readonly blockMs?: number
  readonly onError?: boolean
  /** Does not listen to SIGTERM. */
  readonly deaf?: boolean
  /** Records nothing, and closes. */
  readonly onlyClose?: boolean
}

export type Line =
  | { readonly receipt: Receipt; readonly n: number }
  | { readonly error: string; readonly n?: number }
  | { readonly report: unknown; readonly stats: unknown }

const say = (line: Line) => writeSync(1, `${JSON.stringify(line)}\n`)

const task = JSON.parse(process.argv[2] as string) as Task
const onError = task.onError ? { onError: (error: { code: string }) => say({ error: error.code }) } : {}

const isFork = process.env['FORKED'] === 'yes'
const forkAgain = () => fork(process.argv[1] as string, [process.argv[2] as string], { env: { FORKED: 'yes' } })
const starts = { cluster: () => cluster.fork(), fork: forkAgain }
const start =
  cluster.isPrimary && !isFork ? Object.entries(starts).find(([next]) => next === task.next)?.[1] : undefined
const others = start === undefined ? [] : [start(), start()]
const othersEnded = Promise.all(others.map((other) => once(other, 'exit')))
const audit = createAudit({ ...task.options, ...onError })

let closing = false
async function close(): Promise<void> {
  closing = true
  const report = await audit.close({ timeoutMs: 30_000 })
  say({ report, stats: audit.stats() })
  await othersEnded
  process.exit(0)
}

let n = 0
function recordBurst(): Promise<void>[] {
  return Array.from({ length: task.burst }, async () => {
    const own = n++
    const actor = `u${own % (task.actors ?? 1)}`
    try {
      say({ receipt: await audit.record({ action: 'a', actor, request_id: String(own) }), n: own })
    } catch (error) {
      say({ error: (error as { code: string }).code, n: own })
    }
  })
}

async function work(): Promise<void> {
  if (task.onlyClose) return close()
  if (task.next === 'exit') await audit.connect()
  const first = recordBurst()
  if (task.next === 'exit') process.exit(3)
  if (task.next === 'throw') throw new Error('a fault of the application')
  if (task.next === 'block') {
    await Promise.race(first)
    Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, task.blockMs)
  }
  await Promise.all(first)
  if (task.next) return close()
  while (!closing) await Promise.all(recordBurst())
}

if (!task.deaf) process.once('SIGTERM', () => void close())
void work()
