import { type ClickHouse, query } from '@trailhouse/clickhouse'

/** Rows, distinct places in Kafka, distinct origins: where all is well the three are equal. */
export type Count = { readonly rows: number; readonly places: number; readonly origins: number }
export type Counted = { readonly events: Count; readonly letters: Count }

/** What must be found. `named`: records that Kafka no longer held, each counted by the service that missed it. */
export type Expected = { readonly events: number; readonly letters: number; readonly named: number }

export type Verdict = { readonly duplicates: number; readonly lost: number; readonly conserved: boolean }

/** The oracle of conservation, from ClickHouse alone: events and dead letters by their place and by their origin. */
export async function count(clickhouse: ClickHouse): Promise<Counted> {
  const place = 'uniqExact(kafka_topic_id, kafka_partition, kafka_offset) AS places'
  const events = `SELECT count() AS rows, ${place},
    uniqExact(origin_topic, origin_partition, origin_offset, origin_index) AS origins FROM events`
  const letters = `SELECT count() AS rows, ${place},
    uniqExact(origin_topic, origin_partition, origin_offset) AS origins FROM dead_letters`
  return { events: await one(clickhouse, events), letters: await one(clickhouse, letters) }
}

/** Pure. Lost is what no origin stands for; a duplicate is each row beyond the first of an origin. */
export function judge({ events, letters }: Counted, expected: Expected): Verdict {
  const lost = expected.events - expected.named - events.origins + expected.letters - letters.origins
  const duplicates = events.rows - events.origins + letters.rows - letters.origins
  const whole = [events, letters].every(({ rows, places, origins }) => rows === places && rows === origins)
  const matches = events.rows === expected.events - expected.named && letters.rows === expected.letters
  return { duplicates, lost, conserved: whole && matches }
}

async function one(clickhouse: ClickHouse, sql: string): Promise<Count> {
  const [count] = await query<Record<keyof Count, number | string>>(clickhouse, { sql })
  if (count === undefined) throw new Error('ClickHouse gave no count')
  return { rows: Number(count.rows), places: Number(count.places), origins: Number(count.origins) }
}
