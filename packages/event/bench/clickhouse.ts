/**
 * CPU of a row on both sides, Node and ClickHouse, by each way into the table and back:
 * `npm run bench:clickhouse -w @trailhouse/event -- http://user:password@host:port`. The server must keep a query log.
 */
import { once } from 'node:events'
import { request } from 'node:http'
import {
  auditEventSchema,
  compileTranscoder,
  decodeEvent,
  encodeEvent,
  eventColumns,
  eventToJson,
  NativeBlock,
  readRows,
  schemaFingerprint,
} from '../src/index.ts'
import { trailEvent } from './events.ts'

const ROWS = 100_000
const ROUNDS = 3
const topicId = '00000000-0000-4000-8000-000000000000'
const database = `bench_${process.pid}`
const { hostname, port, username, password } = new URL(process.argv[2] ?? 'http://127.0.0.1:8123')

const bodies = Array.from({ length: ROWS }, (_, i) => Buffer.from(encodeEvent(trailEvent(i))))
const transcode = compileTranscoder(auditEventSchema)
const block = new NativeBlock({ topicId, partition: 0 })
const names = eventColumns.map(({ name }) => `\`${name}\``).join(', ')

async function query(sql: string, id = '', body: readonly Uint8Array[] = []): Promise<AsyncIterable<Uint8Array>> {
  const settings = `async_insert=0&log_queries=1&max_threads=1&max_insert_block_size=1000000&query_id=${id}`
  const path = `/?${settings}&query=${encodeURIComponent(sql)}`
  const sent = request({ hostname, port, path, method: 'POST', auth: `${username}:${password}` })
  for (const piece of body) sent.write(piece)
  sent.end()
  const [response] = await once(sent, 'response')
  if (response.statusCode !== 200) throw new Error(await text(response))
  return response
}

async function text(chunks: AsyncIterable<Uint8Array>): Promise<string> {
  const parts: Uint8Array[] = []
  for await (const chunk of chunks) parts.push(chunk)
  return Buffer.concat(parts).toString('utf8')
}

const run = async (sql: string, id?: string, body?: readonly Uint8Array[]) => text(await query(sql, id, body))

function native(): Uint8Array[] {
  block.clear()
  for (const [i, body] of bodies.entries()) transcode(block, body, 0, body.length, i)
  return block.finish()
}

function json(): Uint8Array[] {
  const sink = {
    kafka_topic_id: topicId,
    kafka_partition: 0,
    schema_fingerprint: schemaFingerprint(auditEventSchema).toString(),
  }
  return bodies.map((body, i) => {
    const event = { ...eventToJson(decodeEvent(body)), ...sink, kafka_offset: i }
    return Buffer.from(`${JSON.stringify(event)}\n`)
  })
}

async function readBack(id: string): Promise<void> {
  let rows = 0
  const chunks = await query(`SELECT ${names} FROM ${database}.events ORDER BY kafka_offset FORMAT RowBinary`, id)
  for await (const batch of readRows(chunks, [auditEventSchema])) for (const row of batch) if (row.body) rows++
  if (rows !== ROWS) throw new Error(`${rows} rows of ${ROWS} came back`)
}

async function emptyTable(): Promise<void> {
  await run(`CREATE DATABASE IF NOT EXISTS ${database} ENGINE = Atomic`)
  await run(`DROP TABLE IF EXISTS ${database}.events SYNC`)
  const columns = eventColumns.map(({ name, type }) => `\`${name}\` ${type}`).join(', ')
  await run(`CREATE TABLE ${database}.events (${columns}) ENGINE = MergeTree ORDER BY (tenant_id, ingest_time)`)
}

const ways: [string, (id: string) => Promise<unknown>][] = [
  [
    'decode, JSON.stringify, JSONEachRow',
    async (id) => run(`INSERT INTO ${database}.events FORMAT JSONEachRow`, id, json()),
  ],
  ['transcode, Native', async (id) => run(`INSERT INTO ${database}.events (${names}) FORMAT Native`, id, native())],
  ['read back as RowBinary, re-encode', readBack],
]

async function serverCpu(id: string): Promise<number> {
  await run('SYSTEM FLUSH LOGS')
  const cpu = "ProfileEvents['UserTimeMicroseconds'] + ProfileEvents['SystemTimeMicroseconds']"
  return Number(await run(`SELECT ${cpu} FROM system.query_log WHERE type = 2 AND query_id = '${id}'`))
}

console.log(`${ROWS} rows; the best of ${ROUNDS} rounds, CPU in us a row`)
for (const [name, way] of ways) {
  let [own, server] = [Number.POSITIVE_INFINITY, Number.POSITIVE_INFINITY]
  for (let round = 0; round < ROUNDS; round++) {
    if (way !== readBack) await emptyTable()
    const id = `${database}-${name.replaceAll(/\W/g, '')}-${round}`
    const before = process.cpuUsage()
    await way(id)
    const { user, system } = process.cpuUsage(before)
    own = Math.min(own, (user + system) / ROWS)
    server = Math.min(server, (await serverCpu(id)) / ROWS)
  }
  console.log(`Node ${own.toFixed(2).padStart(6)}  ClickHouse ${server.toFixed(2).padStart(6)}  ${name}`)
}
await run(`DROP DATABASE ${database} SYNC`)
