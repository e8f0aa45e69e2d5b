import { command } from '@trailhouse/clickhouse'
import { type Bench, build, bytesOnDisk, costOf, countOf, drop } from './measure.ts'

const integers = ['ZSTD(1)', 'Delta, ZSTD(1)', 'DoubleDelta, ZSTD(1)', 'T64, ZSTD(1)']

/** Candidates for the columns that fill the disk. */
const codecs: Readonly<Record<string, readonly string[]>> = {
  raw: ['LZ4', 'ZSTD(1)', 'ZSTD(3)', 'ZSTD(6)'],
  event_time: integers,
  ingest_time: integers,
  kafka_offset: integers,
  origin_offset: integers,
  producer_seq: integers,
}

/** Each column alone under each codec, in the order that the shipped table gives it: writing, bytes and reading. */
export async function measureCodecs(bench: Bench): Promise<void> {
  const part = { limit: Math.min(bench.rows, 500_000), where: 'toYYYYMM(ingest_time) = 202602' }
  const columns = [...new Set(['tenant_id', 'event_time', 'ingest_time', 'actor_id', ...Object.keys(codecs)])]
  await build(bench, { name: 'ordered', columns, indexes: [] }, part)
  const rows = await countOf(bench.clickhouse, 'ordered')
  bench.print(`\n## codecs, on ${rows} rows of one month`)
  for (const [column, candidates] of Object.entries(codecs)) {
    const reading = await readingCost(bench, 'ordered', column, rows)
    for (const codec of candidates) await measureCodec(bench, column, codec, rows, reading)
  }
  await drop(bench.clickhouse, 'ordered')
}

async function measureCodec(bench: Bench, column: string, codec: string, rows: number, reading: number): Promise<void> {
  const { clickhouse } = bench
  const type = column === 'raw' ? 'String' : column.endsWith('_time') ? "DateTime64(6, 'UTC')" : 'UInt64'
  await drop(clickhouse, 'coded')
  await command(clickhouse, {
    sql: `CREATE TABLE coded (${column} ${type} CODEC(${codec})) ENGINE = MergeTree ORDER BY tuple()
      SETTINGS min_bytes_for_wide_part = 0`,
  })
  const written = await costOf(clickhouse, {
    sql: `INSERT INTO coded SELECT ${column} FROM ordered`,
    settings: { max_threads: 1, max_insert_threads: 1 },
  })
  const bytes = (await bytesOnDisk(clickhouse, 'coded')) / rows
  const scan = await readingCost(bench, 'coded', column, rows)
  const figures = `${bytes.toFixed(2).padStart(8)} B a row, write ${(written.cpuUs / rows - reading).toFixed(3)} us, read ${scan.toFixed(3)} us`
  bench.print(`  ${column.padEnd(14)} ${codec.padEnd(22)} ${figures}`)
  await drop(clickhouse, 'coded')
}

/** The least of the rounds, as noise only adds. Microseconds of CPU a row. */
async function readingCost(
  { clickhouse, rounds }: Bench,
  table: string,
  column: string,
  rows: number,
): Promise<number> {
  const costs: number[] = []
  for (let round = 0; round < rounds; round++) {
    const sql = `SELECT count() FROM ${table} WHERE NOT ignore(${column}) FORMAT Null`
    costs.push((await costOf(clickhouse, { sql, settings: { max_threads: 1 } })).cpuUs / rows)
  }
  return Math.min(...costs)
}
