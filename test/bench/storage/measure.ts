import { randomUUID } from 'node:crypto'
import { type ClickHouse, command, query, type Request } from '@trailhouse/clickhouse'
import { type Question, questions } from './questions.ts'
import { allColumns, createNothing, createTable, type Shape } from './table.ts'

/** `rows` in the table `base`, `rounds` of each question. */
export type Bench = { clickhouse: ClickHouse; rows: number; rounds: number; print(text: string): void }

/** `cpuUs` is the server's CPU time for the statement, in microseconds. */
export type Cost = { cpuUs: number; ms: number; readRows: number; readBytes: number; writtenRows: number }

/** Runs one statement and reads from the query log what it cost. */
export async function costOf(clickhouse: ClickHouse, request: Request): Promise<Cost> {
  const [cost] = await costsOf(clickhouse, [await run(clickhouse, request)])
  return cost as Cost
}

async function run(clickhouse: ClickHouse, request: Request): Promise<string> {
  const queryId = randomUUID()
  await command(clickhouse, { ...request, queryId })
  return queryId
}

/** In the order of the ids. */
async function costsOf(clickhouse: ClickHouse, queryIds: readonly string[]): Promise<Cost[]> {
  await command(clickhouse, { sql: 'SYSTEM FLUSH LOGS query_log' })
  return query<Cost>(clickhouse, {
    sql: `SELECT ProfileEvents['OSCPUVirtualTimeMicroseconds'] AS cpuUs, query_duration_ms AS ms, read_rows AS readRows,
        read_bytes AS readBytes, written_rows AS writtenRows
      FROM system.query_log WHERE has({queryIds:Array(String)}, query_id) AND type = 'QueryFinish'
      ORDER BY indexOf({queryIds:Array(String)}, query_id)`,
    params: { queryIds },
  })
}

/** Which rows of `base` a table takes. */
export type Part = { readonly limit: number; readonly where?: string }

/** Microseconds of the server's CPU a row: the insert without reading the rows, and one merge of all parts of a month. */
export type Writing = { insert: number; merge: number }

/** Makes a table, fills it in blocks of 100,000 in the order of arrival, as the sink does, and merges each month to one part. */
export async function build({ clickhouse, rows }: Bench, shape: Shape, part: Part = { limit: rows }): Promise<Writing> {
  const columns = shape.columns ?? allColumns
  await remake(clickhouse, 'nothing', createNothing(columns))
  const reading = await insertFromBase(clickhouse, 'nothing', columns, {
    ...part,
    limit: Math.min(part.limit, 300_000),
  })
  await remake(clickhouse, shape.name, createTable(shape))
  const insert = await insertFromBase(clickhouse, shape.name, columns, part)
  const before = await serverCpuUs(clickhouse)
  const sql = `OPTIMIZE TABLE ${shape.name} FINAL SETTINGS optimize_skip_merged_partitions = 1`
  await command(clickhouse, { sql })
  const merge = ((await serverCpuUs(clickhouse)) - before) / (await countOf(clickhouse, shape.name))
  return { insert: insert - reading, merge }
}

/** Of all its threads since the start: a merge is in no query's account. */
async function serverCpuUs(clickhouse: ClickHouse): Promise<number> {
  const [row] = await query<{ cpuUs: number }>(clickhouse, {
    sql: "SELECT toFloat64(value) AS cpuUs FROM system.events WHERE event = 'OSCPUVirtualTimeMicroseconds'",
  })
  return row?.cpuUs ?? 0
}

export async function countOf(clickhouse: ClickHouse, table: string): Promise<number> {
  const [row] = await query<{ rows: number }>(clickhouse, { sql: `SELECT toFloat64(count()) AS rows FROM ${table}` })
  return row?.rows ?? 0
}

async function remake(clickhouse: ClickHouse, table: string, create: string): Promise<void> {
  await drop(clickhouse, table)
  await command(clickhouse, { sql: create })
}

export async function drop(clickhouse: ClickHouse, table: string): Promise<void> {
  await command(clickhouse, { sql: `DROP TABLE IF EXISTS ${table} SYNC` })
}

async function insertFromBase(
  clickhouse: ClickHouse,
  table: string,
  columns: readonly string[],
  { limit, where = 'true' }: Part,
): Promise<number> {
  const { cpuUs, writtenRows } = await costOf(clickhouse, {
    sql: `INSERT INTO ${table} SELECT ${columns.join(', ')} FROM base WHERE ${where} LIMIT {limit:UInt64}`,
    params: { limit },
    settings: {
      max_threads: 1,
      max_insert_threads: 1,
      max_block_size: 100_000,
      preferred_block_size_bytes: 0,
      min_insert_block_size_rows: 100_000,
      min_insert_block_size_bytes: 0,
      max_insert_block_size: 100_000,
      // As the sink does.
      exclude_materialize_skip_indexes_on_insert: 'raw_tokens',
    },
  })
  return cpuUs / writtenRows
}

/** Each question as the median by CPU of the rounds. */
async function ask(
  { clickhouse, rounds }: Bench,
  table: string,
  names: readonly Question[],
): Promise<[Question, Cost][]> {
  const answers: [Question, Cost][] = []
  for (const name of names) {
    const sql = `${questions[name].replaceAll('{table}', table)} FORMAT Null`
    const ids: string[] = []
    for (let round = 0; round < rounds; round++) ids.push(await run(clickhouse, { sql, settings: { max_threads: 2 } }))
    answers.push([name, median(await costsOf(clickhouse, ids))])
  }
  return answers
}

export async function printAnswers(bench: Bench, table: string, names: readonly Question[]): Promise<void> {
  for (const [name, { ms, cpuUs, readRows, readBytes }] of await ask(bench, table, names)) {
    const cost = `${(cpuUs / 1000).toFixed(0).padStart(6)} ms CPU ${String(readRows).padStart(8)} rows`
    bench.print(
      `  ${name.padEnd(42)} ${cost} ${(readBytes / 1e6).toFixed(1).padStart(7)} MB ${String(ms).padStart(6)} ms`,
    )
  }
}

function median(runs: readonly Cost[]): Cost {
  const sorted = [...runs].sort((a, b) => a.cpuUs - b.cpuUs)
  return sorted[Math.floor(sorted.length / 2)] as Cost
}

export async function bytesOnDisk(clickhouse: ClickHouse, table: string): Promise<number> {
  const [row] = await query<{ bytes: number }>(clickhouse, {
    sql: 'SELECT sum(bytes_on_disk) AS bytes FROM system.parts WHERE active AND database = currentDatabase() AND table = {table:String}',
    params: { table },
  })
  return row?.bytes ?? 0
}

export type ColumnSize = { name: string; bytes: number; raw: number }

export function columnSizes(clickhouse: ClickHouse, table: string): Promise<ColumnSize[]> {
  return query<ColumnSize>(clickhouse, {
    sql: `SELECT name, data_compressed_bytes AS bytes, data_uncompressed_bytes AS raw FROM system.columns
      WHERE database = currentDatabase() AND table = {table:String} ORDER BY bytes DESC`,
    params: { table },
  })
}
