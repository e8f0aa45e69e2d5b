/**
 * `npm run bench:storage -- [--rows 5000000] [--only orders,raw,codecs,shipped] [--rounds 3] [--out FILE] [--dir DIR]`: measures
 * orders, indexes and codecs of the event table on a ClickHouse of its own. `--dir` keeps the generated events for the next
 * run. docs/storage.md holds the results.
 */
import { readFileSync, rmSync, writeFileSync } from 'node:fs'
import { mkdtemp } from 'node:fs/promises'
import { cpus, tmpdir } from 'node:os'
import { join } from 'node:path'
import { parseArgs } from 'node:util'
import { command, connectClickHouse, query } from '@trailhouse/clickhouse'
import { startClickHouse } from '@trailhouse/local'
import { measureCodecs } from './codecs.ts'
import { measureRaw } from './indexes.ts'
import { type Bench, build, bytesOnDisk, columnSizes, drop, printAnswers } from './measure.ts'
import { measureOrders } from './orders.ts'
import { allQuestions, sample } from './questions.ts'
import { createTable } from './table.ts'

const parts = { orders: measureOrders, raw: measureRaw, codecs: measureCodecs, shipped: measureShipped }
const { values } = parseArgs({
  options: {
    rows: { type: 'string', default: '5000000' },
    only: { type: 'string', default: Object.keys(parts).join(',') },
    rounds: { type: 'string', default: '3' },
    out: { type: 'string', default: '' },
    dir: { type: 'string', default: '' },
  },
})
const report: string[] = []
const dir = values.dir || (await mkdtemp(join(tmpdir(), 'trailhouse-storage-')))
const server = await startClickHouse({ dir })
try {
  const { origin: url, username, password } = new URL(server.address)
  const clickhouse = connectClickHouse({ url, username, password, database: 'default', requestTimeoutMs: 7_200_000 })
  const bench = { clickhouse, rows: Number(values.rows), rounds: Number(values.rounds), print }
  await generate(bench)
  const wanted = values.only.split(',')
  for (const [name, measure] of Object.entries(parts)) if (wanted.includes(name)) await measure(bench)
  await clickhouse.close()
} finally {
  await server.stop()
  if (!values.dir) rmSync(dir, { recursive: true, force: true })
}

/** The table `base`, unless a kept one has as many rows, and the row that the questions ask for. */
async function generate({ clickhouse, rows }: Bench): Promise<void> {
  print(`# ${rows} rows, ${cpus().length} cores (${cpus()[0]?.model}), ${new Date().toISOString()}`)
  const [kept] = await query<{ rows: number }>(clickhouse, {
    sql: "SELECT toFloat64(sum(total_rows)) AS rows FROM system.tables WHERE database = 'default' AND name = 'base'",
  })
  if (kept?.rows !== rows) {
    await drop(clickhouse, 'base')
    await command(clickhouse, { sql: createTable({ name: 'base', orderBy: 'tuple()', indexes: [] }) })
    await command(clickhouse, {
      sql: readFileSync(join(import.meta.dirname, 'generate.sql'), 'utf8'),
      params: { rows },
    })
  }
  await drop(clickhouse, 'sample')
  await command(clickhouse, { sql: `CREATE TABLE sample ENGINE = Memory AS ${sample}` })
  const [mean] = await query<{ bytes: number; raw: number; days: number }>(clickhouse, {
    sql: `SELECT round(avg(byteSize(*))) AS bytes, round(avg(length(raw))) AS raw,
      (SELECT dateDiff('day', min(ingest_time), max(ingest_time)) + 1 FROM base) AS days FROM (SELECT * FROM base LIMIT 100000)`,
  })
  print(`a row has ${mean?.bytes} bytes in memory, of which raw has ${mean?.raw}; ${mean?.days} days`)
}

/** The table as the migration makes it: its size, column by column, and all questions. */
async function measureShipped(bench: Bench): Promise<void> {
  const name = 'shipped'
  const { insert, merge } = await build(bench, { name })
  const disk = (await bytesOnDisk(bench.clickhouse, name)) / bench.rows
  print(
    `\n## shipped: insert ${insert.toFixed(2)} us CPU a row, merge ${merge.toFixed(2)}, disk ${disk.toFixed(1)} B a row`,
  )
  await printAnswers(bench, name, allQuestions)
  print('  column: bytes a row, compressed <- uncompressed')
  for (const column of await columnSizes(bench.clickhouse, name)) {
    print(
      `  ${column.name.padEnd(24)} ${(column.bytes / bench.rows).toFixed(2).padStart(8)} <- ${(column.raw / bench.rows).toFixed(1)}`,
    )
  }
  await drop(bench.clickhouse, name)
}

function print(text: string): void {
  report.push(text)
  process.stdout.write(`${text}\n`)
  if (values.out) writeFileSync(values.out, `${report.join('\n')}\n`)
}
