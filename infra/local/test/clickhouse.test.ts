import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import { type ClickHousePart, startClickHouse } from '../src/index.ts'
import { identify } from '../src/process-identity.ts'

let dir: string
let server: ClickHousePart | undefined
beforeEach(async () => {
  dir = await mkdtemp(join(tmpdir(), 'trailhouse-clickhouse-'))
})
afterEach(async () => {
  await server?.kill('SIGKILL')
  await rm(dir, { recursive: true, maxRetries: 3 })
})

async function sql(url: string, statement: string): Promise<string> {
  const { username, password, origin } = new URL(url)
  const authorization = `Basic ${Buffer.from(`${username}:${password}`).toString('base64')}`
  const answer = await fetch(origin, {
    method: 'POST',
    body: statement,
    headers: { authorization, connection: 'close' },
  })
  return (await answer.text()).trim()
}

test.each(['SIGKILL', 'graceful'] as const)('what was acknowledged is there after a restart (%s)', async (how) => {
  server = await startClickHouse({ dir })
  await sql(server.address, 'CREATE DATABASE d ENGINE = Atomic')
  await sql(server.address, 'CREATE TABLE d.t (n UInt64) ENGINE = MergeTree ORDER BY n')
  await sql(server.address, 'INSERT INTO d.t SELECT number FROM numbers(1000)')
  if (how === 'SIGKILL') await server.kill('SIGKILL')
  await server.restart()
  expect(await sql(server.address, 'SELECT count() FROM d.t')).toBe('1000')
})

test('an insert that is under way finishes before a graceful stop', async () => {
  server = await startClickHouse({ dir })
  await sql(server.address, 'CREATE DATABASE d ENGINE = Atomic')
  await sql(server.address, 'CREATE TABLE d.t (n UInt64) ENGINE = MergeTree ORDER BY n')
  const url = server.address
  const slow = 'INSERT INTO d.t SELECT number + sleepEachRow(0.01) FROM numbers(100) SETTINGS max_block_size = 100'
  const insert = sql(url, slow)
  await vi.waitUntil(
    async () => (await sql(url, "SELECT count() FROM system.processes WHERE query LIKE 'INSERT%'")) === '1',
  )
  await server.stop()
  expect(await insert).toBe('')
  await server.restart()
  expect(await sql(url, 'SELECT count() FROM d.t')).toBe('100')
})

test('it ends when the process that started it is killed', async () => {
  const program = `
    import { startClickHouse } from ${JSON.stringify(join(import.meta.dirname, '../src/index.ts'))}
    console.log((await startClickHouse({ dir: ${JSON.stringify(dir)} })).pid)`
  const parent = spawn(process.execPath, ['--input-type=module-typescript', '-e', program], {
    stdio: ['ignore', 'pipe', 'inherit'],
  })
  const [line] = (await once(parent.stdout, 'data')) as [Buffer]
  const pid = Number(line.toString())
  expect(identify(pid)).toBeDefined()
  parent.kill('SIGKILL')
  await vi.waitUntil(() => identify(pid) === undefined, { timeout: 10_000 })
})
