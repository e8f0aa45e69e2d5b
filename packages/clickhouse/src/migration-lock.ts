import { randomUUID } from 'node:crypto'
import { setTimeout as delay } from 'node:timers/promises'
import { TrailhouseError } from '@trailhouse/errors'
import { type ClickHouse, connectClickHouse } from './connect.ts'
import { ClickHouseException } from './exceptions.ts'
import { query } from './query.ts'
import { sendAndRead } from './request.ts'

const queryWithSameIdIsRunning = 216
const longestHeldMs = 900_000
const pollMs = 50

export type Lock = {
  /** @throws TrailhouseError MIGRATION_LOCKED when it is held no more. */
  check(): void
  release(): Promise<void>
}

/**
 * One migrator a database, on a plain single server: the lock is a query that runs for as long as it is held. ClickHouse
 * runs a user's query id once at a time, and ends the query with its connection, so that a migrator that dies holds
 * nothing. Migrators of one database take the same user.
 * @param waitMs how long to wait for whoever holds it
 * @throws TrailhouseError MIGRATION_LOCKED when it is still held then
 */
export async function lockMigrations(clickhouse: ClickHouse, waitMs: number): Promise<Lock> {
  const deadline = Date.now() + waitMs
  for (;;) {
    const lock = await tryLock(clickhouse, `trailhouse-migrate-${clickhouse.database}`)
    if (lock !== undefined) return lock
    if (Date.now() >= deadline) {
      throw new TrailhouseError('MIGRATION_LOCKED', `another migration of ${clickhouse.database} runs; try again later`)
    }
    await delay(pollMs)
  }
}

async function tryLock(clickhouse: ClickHouse, queryId: string): Promise<Lock | undefined> {
  const nonce = randomUUID()
  const abort = new AbortController()
  // A connection of its own: it is silent for as long as the lock is held.
  const holder = connectClickHouse({ ...clickhouse.settings, requestTimeoutMs: longestHeldMs })
  let ended: { error: unknown } | undefined
  const held = holdQuery(holder, queryId, nonce, abort.signal).catch((error: unknown) => {
    ended = { error }
  })
  while (!(await runs(clickhouse, queryId, nonce))) {
    if (ended === undefined) await delay(pollMs)
    else if (isTaken(ended.error)) return undefined
    else throw ended.error
  }
  return {
    check() {
      if (ended !== undefined)
        throw new TrailhouseError('MIGRATION_LOCKED', 'the lock was lost', { cause: ended.error })
    },
    async release() {
      abort.abort()
      await held
      await holder.close()
    },
  }
}

async function holdQuery(clickhouse: ClickHouse, queryId: string, nonce: string, signal: AbortSignal): Promise<void> {
  await sendAndRead(clickhouse, {
    sql: `SELECT sleepEachRow(0.1) FROM system.numbers FORMAT Null /* ${nonce} */`,
    queryId,
    signal,
    settings: {
      max_block_size: 1,
      max_threads: 1,
      cancel_http_readonly_queries_on_client_close: 1,
      max_execution_time: longestHeldMs / 1000,
      // The server sees that its client is gone only when it writes to it.
      send_progress_in_http_headers: 1,
      http_headers_progress_interval_ms: 250,
    },
  })
  throw new TrailhouseError('MIGRATION_LOCKED', 'the lock was held for too long')
}

async function runs(clickhouse: ClickHouse, queryId: string, nonce: string): Promise<boolean> {
  const rows = await query<{ held: number }>(clickhouse, {
    sql: `SELECT count() AS held FROM system.processes
      WHERE query_id = {queryId:String} AND user = currentUser() AND position(query, {nonce:String}) > 0`,
    params: { queryId, nonce },
  })
  return (rows[0]?.held ?? 0) > 0
}

function isTaken(error: unknown): boolean {
  return error instanceof ClickHouseException && error.exceptionCode === queryWithSameIdIsRunning
}
