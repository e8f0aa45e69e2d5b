import type { ClickHouse } from './connect.ts'
import { type Request, sendAndRead } from './request.ts'

/** Runs a statement that answers with nothing of interest. @throws as `send` */
export async function command(clickhouse: ClickHouse, request: Request): Promise<void> {
  await sendAndRead(clickhouse, { ...request, settings: { wait_end_of_query: 1, ...request.settings } })
}

/**
 * Runs a SELECT without a FORMAT clause and gives its rows. Integers of 64 bits come as numbers: exact up to 2^53.
 * @throws as `send`
 */
export async function query<Row>(clickhouse: ClickHouse, request: Request): Promise<Row[]> {
  const answer = await sendAndRead(clickhouse, {
    ...request,
    sql: `${request.sql}\nFORMAT JSONCompactEachRowWithNames`,
    settings: { wait_end_of_query: 1, output_format_json_quote_64bit_integers: 0, ...request.settings },
  })
  const [names = [], ...rows] = answer
    .split('\n')
    .filter((line) => line !== '')
    .map((line) => JSON.parse(line) as unknown[])
  return rows.map((row) => Object.fromEntries(names.map((name, at) => [String(name), row[at]])) as Row)
}
