/**
 * `npm run bench:storage -- [--rows 5000000] [--only orders,shipped,indexes,codecs] [--out FILE]`: measures orders, indexes and codecs of the event table on a
 * ClickHouse of its own. docs/storage.md holds the results.
 */
import { readFileSync, rmSync, writeFileSync } from 'node:fs'
import { mkdtemp } from 'node:fs/promises'
import { cpus, tmpdir } from 'node:os'
import { join } from 'node:path'
import { parseArgs } from 'node:util'
import { type ClickHouse, command, connectClickHouse, query } from '@trailhouse/clickhouse'
import { startClickHouse } from '@trailhouse/local'
import { ask, bytesOnDisk, type Cost, columnSizes, costOf, insertFromBase } from './measure.ts'
import { sample } from './questions.ts'
import { createTable } from './table.ts'
import { codecs, indexes, orders } from './variants.ts'

const { values } = parseArgs({
  options: {
    rows: { type: 'string', default: '5000000' },
    only: { type: 'string', default: 'orders,shipped,indexes,codecs' },
    rounds: { type: 'string', default: '3' },
    out: { type: 'string', default: '' },
  },
})
const rows = Number(values.rows)
const rounds = Number(values.rounds)
const wanted = new Set(values.only.split(','))
const report: string[] = []

const dir = await mkdtemp(join(tmpdir(), 'trailhouse-storage-'))
const server = await startClickHouse({ dir })
try {
  const { origin, username, password } = new URL(server.address)
  const clickhouse = connectClickHouse({
    url: origin,
    username,
    password,
    database: 'default',
    requestTimeoutMs: 7_200_000,
  })
  await generate(clickhouse)
  const reading = await readingCost(clickhouse)
  if (wanted.has('orders')) await measureOrders(clickhouse, reading)
  if (wanted.has('shipped')) await measureShipped(clickhouse, reading)
  if (wanted.has('indexes')) await measureIndexes(clickhouse)
  if (wanted.has('codecs')) await measureCodecs(clickhouse)
  await clickhouse.close()
} finally {
  await server.stop()
  rmSync(dir, { recursive: true, force: true })
}

async function generate(clickhouse: ClickHouse): Promise<void> {
  print(`# ${rows} rows, ${cpus().length} cores (${cpus()[0]?.model}), ${new Date().toISOString()}`)
  await command(clickhouse, { sql: createTable({ name: 'base', orderBy: 'tuple()', indexes: [] }) })
  await command(clickhouse, { sql: readFileSync(join(import.meta.dirname, 'generate.sql'), 'utf8'), params: { rows } })
  await command(clickhouse, { sql: `CREATE TABLE sample ENGINE = Memory AS ${sample}` })
  const [mean] = await query<{ bytes: number; raw: number }>(clickhouse, {
    sql: `SELECT round(avg(byteSize(*))) AS bytes, round(avg(length(raw))) AS raw FROM (SELECT * FROM base LIMIT 100000)`,
  })
  print(`a row has ${mean?.bytes} bytes in memory, of which raw has ${mean?.raw}`)
}

/** CPU that an insert spends on reading `base`, which is not its own. Microseconds a row. */
async function readingCost(clickhouse: ClickHouse): Promise<number> {
  await command(clickhouse, { sql: 'CREATE TABLE nothing AS base ENGINE = Null' })
  return (await insertFromBase(clickhouse, 'nothing', rows)).cpuUs / rows
}

async function measureOrders(clickhouse: ClickHouse, reading: number): Promise<void> {
  for (const variant of orders) {
    await measureTable(clickhouse, variant.name, createTable(variant), reading)
    await command(clickhouse, { sql: `DROP TABLE ${variant.name}` })
  }
}

async function measureShipped(clickhouse: ClickHouse, reading: number): Promise<void> {
  await measureTable(clickhouse, 'shipped', createTable({ name: 'shipped' }), reading)
  print('column: bytes a row, compressed <- uncompressed')
  for (const { name, bytes, raw } of await columnSizes(clickhouse, 'shipped')) {
    print(`  ${name.padEnd(24)} ${(bytes / rows).toFixed(2).padStart(8)} <- ${(raw / rows).toFixed(1)}`)
  }
}

async function measureTable(clickhouse: ClickHouse, table: string, create: string, reading: number): Promise<void> {
  await command(clickhouse, { sql: create })
  const insert = await insertFromBase(clickhouse, table, rows)
  await command(clickhouse, { sql: `OPTIMIZE TABLE ${table} FINAL` })
  print(`\n## ${table}`)
  print(
    `insert ${(insert.cpuUs / rows - reading).toFixed(2)} us CPU a row; disk ${perRow(await bytesOnDisk(clickhouse, table))} B a row`,
  )
  for (const [name, cost] of await ask(clickhouse, table, rounds)) print(`  ${name.padEnd(36)} ${line(cost)}`)
}

/** Each index on the table's chosen order: its CPU and bytes when it is built, and the questions with it alone. */
async function measureIndexes(clickhouse: ClickHouse): Promise<void> {
  const table = 'indexed'
  await command(clickhouse, { sql: createTable({ name: table, indexes: [] }) })
  await insertFromBase(clickhouse, table, rows)
  await command(clickhouse, { sql: `OPTIMIZE TABLE ${table} FINAL` })
  const plain = await bytesOnDisk(clickhouse, table)
  for (const { name, clause, questions } of indexes) {
    const kind = clause.startsWith('INDEX') ? 'INDEX' : 'PROJECTION'
    const insertCpu = await insertCostOf(clickhouse, clause)
    await command(clickhouse, { sql: `ALTER TABLE ${table} ADD ${clause}` })
    await command(clickhouse, { sql: `ALTER TABLE ${table} MATERIALIZE ${kind} ${name} SETTINGS mutations_sync = 1` })
    const bytes = (await bytesOnDisk(clickhouse, table)) - plain
    print(`\n## ${name}: insert +${insertCpu.toFixed(2)} us CPU a row, disk +${perRow(bytes)} B a row`)
    for (const [question, cost] of await ask(clickhouse, table, rounds, questions))
      print(`  ${question.padEnd(36)} ${line(cost)}`)
    await command(clickhouse, { sql: `ALTER TABLE ${table} DROP ${kind} ${name} SETTINGS mutations_sync = 1` })
  }
  await command(clickhouse, { sql: `DROP TABLE ${table}` })
}

/** What one clause adds to an insert: the least of three, as noise only adds. Microseconds a row. */
async function insertCostOf(clickhouse: ClickHouse, clause: string): Promise<number> {
  const part = Math.min(rows, 300_000)
  const least = { with: Number.POSITIVE_INFINITY, without: Number.POSITIVE_INFINITY }
  for (let round = 0; round < 3; round++) {
    for (const side of ['with', 'without'] as const) {
      await command(clickhouse, { sql: createTable({ name: 'trial', indexes: side === 'with' ? [clause] : [] }) })
      least[side] = Math.min(least[side], (await insertFromBase(clickhouse, 'trial', part)).cpuUs / part)
      await command(clickhouse, { sql: 'DROP TABLE trial' })
    }
  }
  return least.with - least.without
}

async function measureCodecs(clickhouse: ClickHouse): Promise<void> {
  const part = Math.min(rows, 1_000_000)
  print(`\n## codecs, on ${part} rows`)
  for (const variant of codecs) {
    await command(clickhouse, { sql: createTable(variant) })
    const insert = await insertFromBase(clickhouse, variant.name, part)
    await command(clickhouse, { sql: `OPTIMIZE TABLE ${variant.name} FINAL` })
    const scan = await costOf(clickhouse, {
      sql: `SELECT count() FROM ${variant.name} WHERE NOT ignore(${Object.keys(variant.codecs ?? { raw: '' }).join(', ')}) FORMAT Null`,
      settings: { max_threads: 2 },
    })
    const sizes = await columnSizes(clickhouse, variant.name)
    const watched = new Set(['raw', 'event_time', 'ingest_time', 'kafka_offset', 'origin_offset', 'producer_seq'])
    const columns = sizes
      .filter(({ name }) => watched.has(name))
      .map(({ name, bytes }) => `${name} ${(bytes / part).toFixed(2)}`)
    print(
      `  ${variant.name.padEnd(20)} insert ${(insert.cpuUs / part).toFixed(2)} us; scan ${(scan.cpuUs / part).toFixed(3)} us; ${columns.join(', ')}`,
    )
    await command(clickhouse, { sql: `DROP TABLE ${variant.name}` })
  }
}

function line({ ms, cpuUs, readRows, readBytes }: Cost): string {
  return `${String(ms).padStart(6)} ms ${(cpuUs / 1000).toFixed(0).padStart(6)} ms CPU ${String(readRows).padStart(9)} rows ${(readBytes / 1e6).toFixed(1).padStart(8)} MB`
}

function perRow(bytes: number): string {
  return (bytes / rows).toFixed(1)
}

function print(text: string): void {
  report.push(text)
  process.stdout.write(`${text}\n`)
  if (values.out) writeFileSync(values.out, `${report.join('\n')}\n`)
}
