import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { cp, mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { eventColumns } from '@trailhouse/event'
import { afterEach, beforeEach, expect, inject, test } from 'vitest'
import { applied, migrate, query, shippedMigrations } from '../src/index.ts'
import { lockMigrations } from '../src/migration-lock.ts'
import { connect, ownDatabase } from './support/clickhouse.ts'

const url = inject('clickhouse')
let own: ReturnType<typeof ownDatabase>
let dir: string

beforeEach(async () => {
  own = ownDatabase(url)
  dir = await mkdtemp(join(tmpdir(), 'trailhouse-migrations-'))
})
afterEach(async () => {
  await own.drop()
  await rm(dir, { recursive: true })
})

test('the event table has the columns of the event package, in their order and with their types', async () => {
  await migrate(own.clickhouse)
  const columns = await query(own.clickhouse, {
    sql: `SELECT name, type FROM system.columns WHERE database = {database:String} AND table = 'events' ORDER BY position`,
    params: { database: own.database },
  })
  expect(columns).toEqual(eventColumns)
})

test('a second run applies nothing', async () => {
  const first = await migrate(own.clickhouse)
  expect(first.length).toBeGreaterThan(2)
  expect(await migrate(own.clickhouse)).toEqual([])
  expect((await applied(own.clickhouse)).map(({ number }) => number)).toEqual(first.map(({ number }) => number))
})

test('of several that run at once each migration is applied by one', async () => {
  const rivals = [own.clickhouse, ...Array.from({ length: 3 }, () => connect(url, own.database))]
  const runs = await Promise.all(rivals.map((clickhouse) => migrate(clickhouse)))
  const numbers = runs.flat().map(({ number }) => number)
  expect(numbers.sort()).toEqual([...new Set(numbers)])
  expect((await applied(own.clickhouse)).map(({ number }) => number)).toEqual(numbers)
  await Promise.all(rivals.slice(1).map((clickhouse) => clickhouse.close()))
})

test('a migrator waits for whoever holds the lock, and says so when its time is up', async () => {
  await migrate(own.clickhouse)
  const lock = await lockMigrations(own.clickhouse, 10_000)
  const rival = connect(url, own.database)
  await expect(migrate(rival, { lockWaitMs: 200 })).rejects.toMatchObject({ code: 'MIGRATION_LOCKED' })
  await lock.release()
  expect(await migrate(rival)).toEqual([])
  await rival.close()
})

test('the lock of a migrator that was killed is free again', async () => {
  await migrate(own.clickhouse)
  const program = join(import.meta.dirname, 'support/hold-lock.ts')
  const dying = spawn(process.execPath, [program, url, own.database], { stdio: ['ignore', 'pipe', 'inherit'] })
  await once(dying.stdout, 'data')
  const waiting = migrate(own.clickhouse, { lockWaitMs: 10_000 })
  dying.kill('SIGKILL')
  expect(await waiting).toEqual([])
})

test('a migration whose text changed after it was applied is refused', async () => {
  await cp(shippedMigrations, dir, { recursive: true })
  await migrate(own.clickhouse, { dir })
  await writeFile(join(dir, '0002_dead_letters.sql'), 'SELECT 1;\n')
  await expect(migrate(own.clickhouse, { dir })).rejects.toMatchObject({ code: 'MIGRATION_CHANGED' })
})

test('a database that a newer version migrated is left alone', async () => {
  await cp(shippedMigrations, dir, { recursive: true })
  const next = String((await migrate(own.clickhouse, { dir })).length + 1).padStart(4, '0')
  await writeFile(join(dir, `${next}_later.sql`), 'CREATE TABLE IF NOT EXISTS later (a UInt8) ENGINE = Null;\n')
  await migrate(own.clickhouse, { dir })
  await expect(migrate(own.clickhouse)).rejects.toMatchObject({ code: 'MIGRATION_UNKNOWN' })
})

test('a run that broke off in mid-migration is finished by the next', async () => {
  const table = (name: string) => `CREATE TABLE IF NOT EXISTS \${database}.${name} (a UInt8) ENGINE = Memory;\n`
  await writeFile(join(dir, '0001_pair.sql'), `${table('one')}SELECT throwIf(1, 'broken off');\n${table('two')}`)
  await expect(migrate(own.clickhouse, { dir })).rejects.toMatchObject({ code: 'CLICKHOUSE_EXCEPTION' })
  expect(await applied(own.clickhouse)).toEqual([])
  await writeFile(join(dir, '0001_pair.sql'), `${table('one')}${table('two')}`)
  await migrate(own.clickhouse, { dir })
  const tables = await query<{ name: string }>(own.clickhouse, {
    sql: `SELECT name FROM system.tables WHERE database = {database:String} AND name != 'migrations' ORDER BY name`,
    params: { database: own.database },
  })
  expect(tables.map(({ name }) => name)).toEqual(['one', 'two'])
})

test('a gap in the numbers is refused', async () => {
  await writeFile(join(dir, '0002_second.sql'), 'SELECT 1;\n')
  await expect(migrate(own.clickhouse, { dir })).rejects.toMatchObject({ code: 'MIGRATION_INVALID' })
})

test('a database whose name is not an identifier is refused', async () => {
  const odd = connect(url, 'a; DROP DATABASE system')
  await expect(migrate(odd)).rejects.toMatchObject({ code: 'MIGRATION_INVALID' })
  await odd.close()
})
