import type { ClickHouse } from './connect.ts'
import { quoted } from './insert.ts'
import { query } from './query.ts'

/** Of which rows the offsets are asked. `table` is one of the connection's database that has the kafka_ columns. */
export type OffsetsOf = {
  readonly table: string
  /** UUID of the topic: a topic deleted and made again has another. */
  readonly topicId: string
  readonly partition: number
  readonly signal?: AbortSignal
  readonly timeoutMs?: number
}

/**
 * The greatest offset of a partition that the table holds, or null for none. Read from the projection `greatest_offset`,
 * which has one row a part: cheap however large the table is.
 */
export async function greatestOffset(clickhouse: ClickHouse, of: OffsetsOf): Promise<number | null> {
  const rows = await query<{ greatest: number }>(clickhouse, {
    ...waiting(of),
    sql: `SELECT max(kafka_offset) AS greatest FROM ${tableOf(clickhouse, of.table)}
      WHERE kafka_topic_id = {topicId:UUID} AND kafka_partition = {partition:UInt32}
      GROUP BY kafka_topic_id, kafka_partition`,
    params: { topicId: of.topicId, partition: of.partition },
  })
  return rows[0]?.greatest ?? null
}

/** Which offsets of [first, last] the table holds, ascending and each once. */
export async function offsetsHeld(
  clickhouse: ClickHouse,
  of: OffsetsOf & { readonly first: number; readonly last: number },
): Promise<number[]> {
  const rows = await query<{ held: number }>(clickhouse, {
    ...waiting(of),
    sql: `SELECT DISTINCT kafka_offset AS held FROM ${tableOf(clickhouse, of.table)}
      WHERE kafka_topic_id = {topicId:UUID} AND kafka_partition = {partition:UInt32}
        AND kafka_offset BETWEEN {first:UInt64} AND {last:UInt64}
      ORDER BY held`,
    params: { topicId: of.topicId, partition: of.partition, first: of.first, last: of.last },
  })
  return rows.map((row) => row.held)
}

export type TopicHeld = { readonly topicId: string; readonly greatest: number }

/** Each topic that ever filled this partition number of the table, with its greatest offset. */
export async function topicsHeld(clickhouse: ClickHouse, of: Omit<OffsetsOf, 'topicId'>): Promise<TopicHeld[]> {
  return query<TopicHeld>(clickhouse, {
    ...waiting(of),
    sql: `SELECT toString(kafka_topic_id) AS topicId, max(kafka_offset) AS greatest
      FROM ${tableOf(clickhouse, of.table)} WHERE kafka_partition = {partition:UInt32}
      GROUP BY kafka_topic_id, kafka_partition ORDER BY topicId`,
    params: { partition: of.partition },
  })
}

function tableOf(clickhouse: ClickHouse, table: string): string {
  return `${quoted(clickhouse.database)}.${quoted(table)}`
}

function waiting({ signal, timeoutMs }: Pick<OffsetsOf, 'signal' | 'timeoutMs'>) {
  return { ...(signal ? { signal } : {}), ...(timeoutMs ? { timeoutMs } : {}) }
}
