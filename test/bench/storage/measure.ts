import { randomUUID } from 'node:crypto'
import { type ClickHouse, command, query, type Request } from '@trailhouse/clickhouse'
import { allQuestions, type Question, questions } from './questions.ts'

/** `cpuUs` is the server's CPU time for the statement, in microseconds. */
export type Cost = { cpuUs: number; ms: number; readRows: number; readBytes: number }

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
        read_bytes AS readBytes
      FROM system.query_log WHERE has({queryIds:Array(String)}, query_id) AND type = 'QueryFinish'
      ORDER BY indexOf({queryIds:Array(String)}, query_id)`,
    params: { queryIds },
  })
}

/** Inserts the first `rows` of `base` in blocks of 100,000 in the order of arrival, as the sink does. */
export function insertFromBase(clickhouse: ClickHouse, table: string, rows: number): Promise<Cost> {
  return costOf(clickhouse, {
    sql: `INSERT INTO ${table} SELECT * FROM base LIMIT {rows:UInt64}`,
    params: { rows },
    settings: {
      max_threads: 1,
      max_insert_threads: 1,
      max_block_size: 100_000,
      preferred_block_size_bytes: 0,
      min_insert_block_size_rows: 100_000,
      min_insert_block_size_bytes: 0,
      max_insert_block_size: 100_000,
    },
  })
}

/** Each question as the median by CPU of `rounds`, after one round that warms the cache. */
export async function ask(
  clickhouse: ClickHouse,
  table: string,
  rounds: number,
  names: readonly Question[] = allQuestions,
): Promise<[Question, Cost][]> {
  const answers: [Question, Cost][] = []
  for (const name of names) {
    const sql = `${questions[name].replaceAll('{table}', table)} FORMAT Null`
    const ids: string[] = []
    for (let round = 0; round <= rounds; round++) ids.push(await run(clickhouse, { sql, settings: { max_threads: 2 } }))
    answers.push([name, median(await costsOf(clickhouse, ids.slice(1)))])
  }
  return answers
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
