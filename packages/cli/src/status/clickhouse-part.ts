import { type ClickHouse, query } from '@trailhouse/clickhouse'
import { type Part, wellPart } from './part.ts'

type Row = { events: number; seconds: number; letters: number; lettersOfDay: number }

const sql = `
SELECT
    (SELECT count() FROM {database:Identifier}.events) AS events,
    (SELECT if(count() = 0, 0, date_diff('second', max(ingest_time), now64(6))) FROM {database:Identifier}.events) AS seconds,
    count() AS letters,
    countIf(time > now() - INTERVAL 1 DAY) AS lettersOfDay
FROM {database:Identifier}.dead_letters`

export async function clickhousePart(clickhouse: ClickHouse): Promise<Part> {
  const [row] = await query<Row>(clickhouse, { sql, params: { database: clickhouse.database } })
  if (row === undefined) return wellPart('clickhouse')
  const note = `${row.events} events, ${row.lettersOfDay} dead letters in the last day`
  return wellPart('clickhouse', { seconds: Math.max(0, row.seconds), deadLetters: row.letters, note })
}
