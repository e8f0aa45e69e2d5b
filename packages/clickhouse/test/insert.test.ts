import { afterAll, beforeAll, beforeEach, expect, inject, test } from 'vitest'
import { startTcpProxy, type TcpProxy } from '../../../test/support/tcp-proxy.ts'
import { type ClickHouse, classifyInsertError, command, insertNative, migrate, query, send } from '../src/index.ts'
import { insertSettings, insertStatement } from '../src/insert.ts'
import { connect, ownDatabase } from './support/clickhouse.ts'
import { columnNames, event, insertOf } from './support/events.ts'

const own = ownDatabase(inject('clickhouse'))
const { clickhouse } = own
const may = Date.UTC(2026, 4, 31, 23, 59) * 1000
const june = Date.UTC(2026, 5, 1) * 1000

beforeAll(() => migrate(clickhouse))
afterAll(own.drop)
beforeEach(() => command(clickhouse, { sql: 'TRUNCATE TABLE events' }))

type Stored = { rows: number; offsets: number; parts: number }

async function stored(): Promise<Stored> {
  const [counts] = await query<Stored>(clickhouse, {
    sql: 'SELECT count() AS rows, uniqExact(kafka_offset) AS offsets, uniqExact(_part) AS parts FROM events',
  })
  return counts as Stored
}

function many(count: number, ingestTime = may) {
  return Array.from({ length: count }, (_, at) => event({ actor_id: `actor-${at % 7}`, ingest_time: ingestTime }))
}

test('the same range inserted twice under its token is stored once', async () => {
  const insert = insertOf(many(500))
  await insertNative(clickhouse, insert)
  await insertNative(clickhouse, insert)
  expect(await stored()).toEqual({ rows: 500, offsets: 500, parts: 1 })
})

test('a range across two months that landed in one of them is completed by a retry', async () => {
  const both = insertOf([...many(30, may), ...many(20, june)])
  await insertNative(clickhouse, { ...insertOf(many(30, may)), token: both.token })
  await insertNative(clickhouse, both)
  await insertNative(clickhouse, both)
  expect(await stored()).toEqual({ rows: 50, offsets: 50, parts: 2 })
})

test('a block that is sent in many pieces is stored as one', async () => {
  const insert = insertOf(many(20_000))
  const bytes = Buffer.concat(insert.block)
  const pieces = Array.from({ length: Math.ceil(bytes.length / 999) }, (_, at) =>
    bytes.subarray(at * 999, (at + 1) * 999),
  )
  await insertNative(clickhouse, { ...insert, block: pieces })
  await insertNative(clickhouse, insert)
  expect(await stored()).toEqual({ rows: 20_000, offsets: 20_000, parts: 1 })
})

test('an insert leaves the index on raw to a merge', async () => {
  await insertNative(clickhouse, insertOf(many(20)))
  expect(await indexesOnDisk()).toContain('event_id')
  expect(await indexesOnDisk()).not.toContain('raw_tokens')
  await command(clickhouse, { sql: 'OPTIMIZE TABLE events FINAL' })
  expect(await indexesOnDisk()).toContain('raw_tokens')
})

async function indexesOnDisk(): Promise<string[]> {
  const rows = await query<{ name: string }>(clickhouse, {
    sql: `SELECT name FROM system.data_skipping_indices
      WHERE database = currentDatabase() AND table = 'events' AND data_compressed_bytes > 0`,
  })
  return rows.map(({ name }) => name)
}

test('without the fixed settings the same token stores rows twice: what they are for', async () => {
  const whole = insertOf(many(2_000))
  const halves = [insertOf(many(1_000)), insertOf(many(1_000), 1_000)].flatMap(({ block }) => block)
  const split = { ...insertSettings, min_insert_block_size_rows: 1, min_insert_block_size_bytes: 1 }
  await insertNative(clickhouse, whole)
  await raw(halves, { ...split, insert_deduplication_token: whole.token })
  expect((await stored()).rows).toBeGreaterThan(2_000)
})

test('where the response is lost the outcome is open, and a retry stores each row once', async () => {
  await throughProxy(async (proxy, proxied) => {
    const insert = insertOf(many(300))
    const cut = proxy.cutNextResponse()
    await expect(insertNative(proxied, insert)).rejects.toMatchObject({ code: 'CLICKHOUSE_UNAVAILABLE' })
    await cut
    expect((await stored()).rows).toBe(300)
    await insertNative(proxied, insert)
    expect(await stored()).toEqual({ rows: 300, offsets: 300, parts: 1 })
  })
})

test('of a body that is cut in its middle nothing is stored', async () => {
  await throughProxy(async (proxy, proxied) => {
    const insert = insertOf([event({ raw: Buffer.alloc(30_000_000, 'x') })])
    const bytes = Buffer.concat(insert.block)
    const cutInTheMiddle = async function* () {
      yield bytes.subarray(0, 20_000_000)
      await until(() => proxy.seen.connections > 0)
      proxy.cut()
      yield bytes.subarray(20_000_000)
    }
    const block = { [Symbol.asyncIterator]: cutInTheMiddle } as unknown as Uint8Array[]
    await expect(insertNative(proxied, { ...insert, block })).rejects.toMatchObject({ code: 'CLICKHOUSE_UNAVAILABLE' })
    expect(proxy.seen.cut).toBe(1)
    // Had a part of it landed, its token would drop the retry.
    await insertNative(proxied, insert)
    const rows = await query(clickhouse, { sql: 'SELECT length(raw) AS bytes FROM events' })
    expect(rows).toEqual([{ bytes: 30_000_000 }])
  })
})

test('an insert that is not answered in time rejects as a timeout', async () => {
  await throughProxy(async (proxy, proxied) => {
    proxy.set('half-open')
    const error = await insertNative(proxied, { ...insertOf(many(1)), timeoutMs: 300 }).catch((reason) => reason)
    expect(classifyInsertError(error)).toEqual({ kind: 'retry', cause: 'timeout', code: 0 })
  })
})

test('an aborted insert rejects with the reason of its signal', async () => {
  await throughProxy(async (proxy, proxied) => {
    proxy.set('half-open')
    const abort = new AbortController()
    const insert = insertNative(proxied, { ...insertOf(many(1)), signal: abort.signal })
    abort.abort(new Error('partition lost'))
    await expect(insert).rejects.toThrow('partition lost')
  })
})

test("a proxy's 503 is told from ClickHouse's own word", async () => {
  await throughProxy(async (proxy, proxied) => {
    proxy.set({ http: 503, body: '<html>maintenance</html>' })
    const error = await insertNative(proxied, insertOf(many(1))).catch((reason) => reason)
    expect(classifyInsertError(error)).toEqual({ kind: 'retry', cause: 'unavailable', code: 0 })
  })
})

test('a row with 30 MB of raw fits', async () => {
  await insertNative(clickhouse, insertOf([event({ raw: Buffer.alloc(30_000_000, 'y') })]))
  const [row] = await query(clickhouse, { sql: 'SELECT length(raw) AS bytes FROM events' })
  expect(row).toEqual({ bytes: 30_000_000 })
})

test('a wrong password is retried, and never taken for a refused record', async () => {
  const stranger = connect(inject('clickhouse').replace(/:[^:@]*@/, ':wrong@'), own.database)
  const error = await insertNative(stranger, insertOf(many(1))).catch((reason) => reason)
  expect(classifyInsertError(error)).toMatchObject({ kind: 'retry', cause: 'auth' })
  await stranger.close()
})

test('a constraint of the table refuses a record', async () => {
  await command(clickhouse, { sql: `ALTER TABLE events ADD CONSTRAINT no_evil CHECK action != 'evil'` })
  const error = await insertNative(clickhouse, insertOf([event({ action: 'evil' })])).catch((reason) => reason)
  await command(clickhouse, { sql: 'ALTER TABLE events DROP CONSTRAINT no_evil' })
  expect(classifyInsertError(error)).toEqual({ kind: 'record', cause: 'refused', code: 469 })
})

test('more than a hundred months in one block are refused as records, so that halves follow', async () => {
  const months = Array.from({ length: 101 }, (_, at) => event({ ingest_time: Date.UTC(2000, at, 1) * 1000 }))
  const error = await insertNative(clickhouse, insertOf(months)).catch((reason) => reason)
  expect(classifyInsertError(error)).toEqual({ kind: 'record', cause: 'refused', code: 252 })
})

test('a column that the table lacks is retried: the table comes first in an upgrade', async () => {
  const insert = insertOf(many(1))
  const error = await insertNative(clickhouse, { ...insert, columns: ['later', ...insert.columns] }).catch(
    (reason) => reason,
  )
  expect(classifyInsertError(error)).toMatchObject({ kind: 'retry', cause: 'schema' })
})

async function raw(block: readonly Uint8Array[], settings: Record<string, string | number | boolean>): Promise<void> {
  const { Readable } = await import('node:stream')
  const sql = insertStatement(own.database, 'events', columnNames)
  const answer = await send(clickhouse, { sql, body: Readable.from(block, { objectMode: false }), settings })
  answer.resume()
}

async function throughProxy(work: (proxy: TcpProxy, proxied: ClickHouse) => Promise<void>): Promise<void> {
  const url = new URL(inject('clickhouse'))
  const proxy = await startTcpProxy(url.host)
  url.host = proxy.address
  const proxied = connect(url.href, own.database)
  try {
    await work(proxy, proxied)
  } finally {
    await proxied.close()
    await proxy.close()
  }
}

async function until(condition: () => boolean): Promise<void> {
  while (!condition()) await new Promise((resolve) => setImmediate(resolve))
}
