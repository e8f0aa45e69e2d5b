import { command, greatestOffset, insertNative, query } from '@trailhouse/clickhouse'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { event, insertOf, topicId } from '../../../packages/clickhouse/test/support/events.ts'
import { type Server, startMigrated } from './support/server.ts'

let server: Server
beforeAll(async () => {
  server = await startMigrated()
  await command(server.as('admin'), { sql: 'SYSTEM FLUSH LOGS' })
  await insertNative(server.as('sink'), insertOf([event({ actor_id: 'a', outcome: 'failure', class_uid: 3002 })]))
})
afterAll(() => server.stop())

const accessDenied = { code: 'CLICKHOUSE_EXCEPTION', exceptionCode: 497 }
const readonly = 164

describe('sink', () => {
  test('inserts events and reads their offsets', async () => {
    const of = { table: 'events', topicId, partition: 0 }
    expect(await greatestOffset(server.as('sink'), of)).toBe(0)
  })

  test.each([
    'SELECT actor_id FROM audit.events',
    'SELECT * FROM audit.failures',
    'SELECT * FROM audit.migrations',
    'ALTER TABLE audit.events DELETE WHERE 1',
    'DELETE FROM audit.events WHERE 1',
    'ALTER TABLE audit.events ADD COLUMN x UInt8',
    'ALTER TABLE audit.events DROP PARTITION 202603',
    'TRUNCATE TABLE audit.events',
    'DROP TABLE audit.events',
    'OPTIMIZE TABLE audit.events',
    'INSERT INTO audit.migrations (number) VALUES (99)',
    'CREATE TABLE audit.x (a UInt8) ENGINE = Memory',
    'SELECT count() FROM system.query_log',
  ])('may not %s', async (sql) => {
    await expect(command(server.as('sink'), { sql })).rejects.toMatchObject(accessDenied)
  })

  test('cannot switch off what makes an insert exactly once', async () => {
    const settings = { async_insert: 1 }
    await expect(command(server.as('sink'), { sql: 'SELECT 1', settings })).rejects.toMatchObject({
      exceptionCode: 452,
    })
  })
})

describe('analyst', () => {
  test.each(['ocsf', 'ecs'])('reads %s', async (view) => {
    const rows = await query<{ event: string }>(server.as('analyst'), { sql: `SELECT event FROM audit.${view}` })
    expect(rows.map(({ event }) => JSON.parse(event))).toHaveLength(1)
  })

  test.each(['events', 'sign_ins', 'failures', "actor_timeline(actor = 'a')"])('reads %s', async (source) => {
    expect(await query(server.as('analyst'), { sql: `SELECT actor_id FROM audit.${source}` })).toEqual([
      { actor_id: 'a' },
    ])
  })

  test.each([
    "INSERT INTO audit.events (actor_id) VALUES ('forged')",
    'ALTER TABLE audit.events DELETE WHERE 1',
    'TRUNCATE TABLE audit.events',
    'DROP VIEW audit.failures',
    'CREATE TABLE audit.x (a UInt8) ENGINE = Memory',
    'CREATE TEMPORARY TABLE x (a UInt8)',
    'SELECT * FROM system.users',
    'SELECT * FROM system.grants',
    'SELECT * FROM system.query_log',
    'SELECT * FROM system.processes',
    'SELECT * FROM system.named_collections',
    'SELECT * FROM system.server_settings',
    'SELECT * FROM information_schema.tables',
    "SELECT * FROM file('/etc/passwd', LineAsString)",
    "SELECT * FROM url('http://127.0.0.1/', LineAsString)",
    "SELECT * FROM remote('127.0.0.1', system.one)",
    "SELECT * FROM s3('http://127.0.0.1/bucket/x.csv', 'CSV', 'a String')",
    'SYSTEM SHUTDOWN',
    "KILL QUERY WHERE user = 'sink'",
  ])('may not %s', async (sql) => {
    const error = await command(server.as('analyst'), { sql }).catch((reason) => reason)
    expect([accessDenied.exceptionCode, readonly]).toContain(error.exceptionCode)
    expect(await query(server.as('admin'), { sql: 'SELECT count() AS events FROM audit.events' })).toEqual([
      { events: 1 },
    ])
  })

  test.each([{ max_memory_usage: 0 }, { max_execution_time: 600 }, { readonly: 0 }, { log_queries: 0 }])(
    'may not set %j',
    async (settings) => {
      const asked = command(server.as('analyst'), { sql: 'SELECT 1', settings })
      await expect(asked).rejects.toMatchObject({ code: 'CLICKHOUSE_EXCEPTION' })
    },
  )
})

describe('monitor', () => {
  test('sees how fresh the table is, and no content', async () => {
    const monitor = server.as('monitor')
    expect(await query(monitor, { sql: 'SELECT count(ingest_time) AS n FROM audit.events' })).toEqual([{ n: 1 }])
    expect(await query(monitor, { sql: 'SELECT count() > 0 AS ok FROM system.parts' })).toEqual([{ ok: 1 }])
    await expect(query(monitor, { sql: 'SELECT actor_id FROM audit.events' })).rejects.toMatchObject(accessDenied)
  })
})

describe('views', () => {
  test('run with the rights of their reader', async () => {
    const views = ['sign_ins', 'changes', 'failures', 'privileged_actions', 'actor_timeline', 'ocsf', 'ecs']
    const definitions = await query<{ name: string; sql: string }>(server.as('admin'), {
      sql: `SELECT name, create_table_query AS sql FROM system.tables WHERE database = 'audit' AND engine LIKE '%View'`,
    })
    expect(definitions.map(({ name }) => name)).toEqual(expect.arrayContaining(views))
    for (const { sql } of definitions) expect(sql).toContain('SQL SECURITY INVOKER')
    const asked = query(server.as('sink'), { sql: "SELECT actor_id FROM audit.actor_timeline(actor = 'a')" })
    await expect(asked).rejects.toMatchObject(accessDenied)
  })
})

test('the user without a password, which the server itself is, is closed to everyone else', async () => {
  const { host } = new URL(server.url('admin'))
  const answer = await fetch(`http://${host}/?query=SELECT+1`, { headers: { 'x-clickhouse-user': 'default' } })
  expect(answer.ok).toBe(false)
})

test('no user gets in without its password', async () => {
  const { host } = new URL(server.url('admin'))
  for (const user of ['admin', 'sink', 'analyst', 'monitor']) {
    const answer = await fetch(`http://${host}/?query=SELECT+1`, { headers: { 'x-clickhouse-user': user } })
    expect(answer.ok).toBe(false)
  }
})
