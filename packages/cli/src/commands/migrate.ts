import { clickhouseFrom } from '@trailhouse/runtime/command'
import type { Command } from 'commander'
import { loadCliSettings } from '../config.ts'
import { table } from '../table.ts'

/** `trailhouse migrate`: the database, its tables and views. Safe to run again, and by two at once. */
export default function migrate(program: Command): void {
  program
    .command('migrate')
    .description('bring the database, its tables and its views to this version, as a user who may create them')
    .action(run)
}

async function run(): Promise<void> {
  const clickhouse = await import('@trailhouse/clickhouse')
  const connection = clickhouse.connectClickHouse(clickhouseFrom(loadCliSettings()))
  try {
    const done = await clickhouse.migrate(connection)
    const rows = done.map(({ number, name }) => [String(number), name])
    process.stdout.write(rows.length > 0 ? table(['APPLIED', 'MIGRATION'], rows) : 'nothing to apply\n')
  } finally {
    await connection.close()
  }
}
