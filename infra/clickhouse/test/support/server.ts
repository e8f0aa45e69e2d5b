import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { type ClickHouse, connectClickHouse, migrate } from '@trailhouse/clickhouse'
import { type ClickHouseUser, startClickHouse } from '@trailhouse/local'

export type Server = { as(user: ClickHouseUser): ClickHouse; url(user: ClickHouseUser): string; stop(): Promise<void> }

/** A server of its own with the database `audit`: the users' grants name it. */
export async function startMigrated(): Promise<Server> {
  const dir = await mkdtemp(join(tmpdir(), 'trailhouse-clickhouse-'))
  const part = await startClickHouse({ dir })
  const clients: ClickHouse[] = []
  const as = (user: ClickHouseUser) => {
    const { origin, username, password } = new URL(part.userUrl(user))
    const client = connectClickHouse({ url: origin, username, password, database: 'audit', requestTimeoutMs: 20_000 })
    clients.push(client)
    return client
  }
  const stop = async () => {
    await Promise.all(clients.map((client) => client.close()))
    await part.kill('SIGKILL')
    await rm(dir, { recursive: true, force: true })
  }
  await migrate(as('admin'))
  return { as, url: part.userUrl, stop }
}
