import { spawn } from 'node:child_process'
import { randomUUID } from 'node:crypto'
import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { buffer, text } from 'node:stream/consumers'
import { afterAll, beforeAll, expect, inject, test } from 'vitest'

const program = join(import.meta.dirname, '../src/main.ts')
const { origin, username, password } = new URL(inject('clickhouse'))
const database = `test_${randomUUID().replaceAll('-', '')}`
const env = {
  TRAILHOUSE_CLICKHOUSE_URL: origin,
  TRAILHOUSE_CLICKHOUSE_USERNAME: username,
  TRAILHOUSE_CLICKHOUSE_PASSWORD: password,
  TRAILHOUSE_CLICKHOUSE_DATABASE: database,
}

type Ended = { code: number | null; out: Buffer; error: string }

async function trailhouse(args: readonly string[], input = '', more = {}): Promise<Ended> {
  const child = spawn(process.execPath, [program, ...args], { env: { ...process.env, ...env, ...more } })
  child.stdin.end(input)
  const code = new Promise<number | null>((resolve) => child.once('close', resolve))
  const [out, error] = await Promise.all([buffer(child.stdout), text(child.stderr)])
  return { code: await code, out, error }
}

let dir: string
beforeAll(async () => {
  dir = await mkdtemp(join(tmpdir(), 'trailhouse-sql-'))
  expect(await trailhouse(['migrate'])).toMatchObject({ code: 0, error: '' })
})
afterAll(async () => {
  await trailhouse(['sql', `DROP DATABASE ${database}`])
  await rm(dir, { recursive: true })
})

test('migrate applies nothing the second time', async () => {
  const { code, out } = await trailhouse(['migrate'])
  expect([code, String(out)]).toEqual([0, 'nothing to apply\n'])
})

test('a question is answered as tab-separated text where no terminal reads it', async () => {
  const { code, out } = await trailhouse(['sql', 'SELECT count() AS events FROM events;'])
  expect([code, String(out)]).toEqual([0, 'events\n0\n'])
})

test('a question comes from standard input or from a file too', async () => {
  const file = join(dir, 'question.sql')
  await writeFile(file, 'SELECT 2 AS two;\n')
  expect(String((await trailhouse(['sql'], 'SELECT 1 AS one')).out)).toBe('one\n1\n')
  expect(String((await trailhouse(['sql', '--file', file])).out)).toBe('two\n2\n')
})

test('a value with quotes and line ends is a value, and never SQL', async () => {
  const odd = `'; DROP TABLE events; --\n\t\\ "`
  const { out } = await trailhouse([
    'sql',
    'SELECT {odd:String} AS odd, {n:UInt8} + 1 AS next',
    '--param',
    `odd=${odd}`,
    '--param',
    'n=41',
    '--format',
    'JSONEachRow',
  ])
  expect(JSON.parse(String(out))).toEqual({ odd, next: 42 })
})

test('Parquet comes out byte for byte', async () => {
  const { out } = await trailhouse(['sql', 'SELECT number FROM numbers(1000)', '--format', 'Parquet'])
  expect([out.subarray(0, 4).toString(), out.subarray(-4).toString()]).toEqual(['PAR1', 'PAR1'])
})

test('a failure is one line on standard error and exit code 1, even when it comes after many rows', async () => {
  const { code, out, error } = await trailhouse(['sql', 'SELECT throwIf(number = 2000000) FROM numbers(3000000)'])
  expect([code, out.length]).toEqual([1, 0])
  expect(error).toMatch(/^trailhouse: CLICKHOUSE_EXCEPTION: .*throwIf.*\n$/)
})

test('a server that is not there is said to be unreachable', async () => {
  const { code, error } = await trailhouse(['sql', 'SELECT 1'], '', { TRAILHOUSE_CLICKHOUSE_URL: 'http://127.0.0.1:1' })
  expect([code, error]).toEqual([1, expect.stringContaining('CLICKHOUSE_UNAVAILABLE')])
})

test('a parameter without a name is refused', async () => {
  expect(await trailhouse(['sql', 'SELECT 1', '--param', 'oops'])).toMatchObject({ code: 2 })
})
