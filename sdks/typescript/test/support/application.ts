/**
 * An application that is ended in the middle of its work: node application.ts '<JSON of a Task>'. It says what it was told
 * in lines of JSON, written at once, so that a kill cannot take them back.
 */
import cluster from 'node:cluster'
import { writeSync } from 'node:fs'
import { type AuditOptions, createAudit, type Receipt } from '../../src/index.ts'

export type Task = {
  readonly options: AuditOptions
  /** Events recorded at once, and again once all were acknowledged, until something ends it. */
  readonly burst: number
  readonly actors?: number
  /** After the first burst was recorded, and before it can have been acknowledged. */
  readonly then?: 'exit' | 'throw' | 'block 10 s' | 'fork'
  readonly onError?: boolean
  /** Records nothing, and closes. */
  readonly onlyClose?: boolean
}

export type Line =
  | { readonly receipt: Receipt; readonly n: number }
  | { readonly error: string }
  | { readonly report: unknown; readonly stats: unknown }
  | { readonly ready: true }

const say = (line: Line) => writeSync(1, `${JSON.stringify(line)}\n`)

const task = JSON.parse(process.argv[2] as string) as Task
const onError = task.onError ? { onError: (error: { code: string }) => say({ error: error.code }) } : {}

if (task.then === 'fork' && cluster.isPrimary) {
  cluster.fork()
  cluster.fork()
}
const audit = createAudit({ ...task.options, ...onError })

async function close(): Promise<void> {
  const report = await audit.close({ timeoutMs: 30_000 })
  say({ report, stats: audit.stats() })
  process.exit(0)
}

let n = 0
function recordBurst(): Promise<unknown> {
  const receipts = Array.from({ length: task.burst }, async () => {
    const own = n++
    const actor = `u${own % (task.actors ?? 1)}`
    say({ receipt: await audit.record({ action: 'a', actor, request_id: String(own) }), n: own })
  })
  return Promise.all(receipts)
}

async function work(): Promise<void> {
  if (task.onlyClose) return close()
  if (task.then === 'exit') await audit.connect()
  const first = recordBurst()
  say({ ready: true })
  if (task.then === 'exit') process.exit(3)
  if (task.then === 'throw') throw new Error('a fault of the application')
  if (task.then === 'block 10 s') Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, 10_000)
  await first
  if (task.then) return close()
  while (true) await recordBurst()
}

process.once('SIGTERM', () => void close())
void work()
