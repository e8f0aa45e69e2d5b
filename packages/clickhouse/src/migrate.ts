import type { ClickHouse } from './connect.ts'
import { type Lock, lockMigrations } from './migration-lock.ts'
import {
  type Applied,
  checkDatabase,
  forDatabase,
  type Migration,
  pending,
  readMigrations,
  shippedMigrations,
} from './migrations.ts'
import { command, query } from './query.ts'

export type MigrateOptions = {
  readonly dir?: string
  /** How long to wait for another migrator, in milliseconds. */
  readonly lockWaitMs?: number
  readonly onApplied?: (migration: Migration) => void
}

/**
 * Applies the migrations that the connection's database lacks, in order, and gives them. Makes the database too. Safe to
 * run twice, and by two at once: the second waits for the first and finds nothing to do. What an interrupted run left
 * undone, the next run does: a migration is recorded after its last statement, and each statement can be run again.
 * @throws TrailhouseError MIGRATION_CHANGED, MIGRATION_UNKNOWN, MIGRATION_INVALID, MIGRATION_LOCKED, and as `send`
 */
export async function migrate(clickhouse: ClickHouse, options: MigrateOptions = {}): Promise<Migration[]> {
  const migrations = await readMigrations(options.dir ?? shippedMigrations)
  checkDatabase(clickhouse.database)
  const server = { ...clickhouse, database: 'system' }
  await command(server, { sql: `CREATE DATABASE IF NOT EXISTS ${clickhouse.database} ENGINE = Atomic` })
  const lock = await lockMigrations(clickhouse, options.lockWaitMs ?? 60_000)
  try {
    await command(clickhouse, { sql: journal })
    const todo = pending(migrations, await applied(clickhouse))
    for (const migration of todo) {
      await apply(clickhouse, lock, migration)
      options.onApplied?.(migration)
    }
    return todo
  } finally {
    await lock.release()
  }
}

const journal = `CREATE TABLE IF NOT EXISTS migrations
  (number UInt32, name String, checksum String, time DateTime64(3, 'UTC') DEFAULT now64(3))
  ENGINE = MergeTree ORDER BY number`

/** The migrations that the database has, by number. @throws as `send` */
export function applied(clickhouse: ClickHouse): Promise<Applied[]> {
  return query<Applied>(clickhouse, { sql: 'SELECT number, name, checksum FROM migrations ORDER BY number' })
}

async function apply(clickhouse: ClickHouse, lock: Lock, { number, name, checksum, statements }: Migration) {
  for (const statement of statements) {
    lock.check()
    await command(clickhouse, { sql: forDatabase(statement, clickhouse.database) })
  }
  lock.check()
  await command(clickhouse, {
    sql: `INSERT INTO migrations (number, name, checksum)
      SELECT {number:UInt32}, {name:String}, {checksum:String}`,
    params: { number, name, checksum },
    settings: { async_insert: 0 },
  })
}
