import { randomUUID } from 'node:crypto'
import { command, connectClickHouse } from '../../src/index.ts'

/** A client of `url` (with credentials in it) for a database with a name of its own, dropped at the end. */
export function ownDatabase(url: string, prefix = 'test') {
  const database = `${prefix}_${randomUUID().replaceAll('-', '')}`
  const clickhouse = connect(url, database)
  const drop = async () => {
    await command(connect(url, 'system'), { sql: `DROP DATABASE IF EXISTS ${database}` })
    await clickhouse.close()
  }
  return { clickhouse, database, drop }
}

export function connect(url: string, database: string, requestTimeoutMs = 20_000) {
  const { origin, username, password } = new URL(url)
  return connectClickHouse({
    url: origin,
    username,
    password: decodeURIComponent(password),
    database,
    requestTimeoutMs,
  })
}
