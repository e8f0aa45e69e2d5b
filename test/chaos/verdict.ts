import { query } from '@trailhouse/clickhouse'
import type { Bed } from '../faults/framework/bed.ts'
import { count, judge } from '../faults/framework/oracle.ts'
import type { Load } from './load.ts'

/** What was found in ClickHouse and in Kafka's logs when all was quiet. */
export type Found = {
  /** Of the shippers and the application together. */
  readonly acknowledged: number
  /** Records in the input topics. */
  readonly inLogs: number
  /** Input records that are stored as events, are dead letters, or are both. */
  readonly accountedFor: number
  readonly both: number
  readonly stored: number
  readonly letters: number
  /** Rows beyond the first of a place or an origin. */
  readonly doubled: number
  /** Of the application: events accepted, rows, distinct numbers, numbers missing between the first and the last. */
  readonly recorded: number
  readonly applicationRows: number
  readonly numbers: number
  readonly gaps: number
  /** Sends and events of which the outcome is open: only then may logs hold more than was acknowledged. */
  readonly open: number
  /** Whether the number of events is what the records hold, each of them counted when it was made. */
  readonly exact: boolean
}

/** Why the promise is not kept; empty when it is. Pure. */
export function broken(found: Found): string[] {
  const { inLogs, acknowledged, accountedFor, both, doubled, open, gaps } = found
  const says = (wrong: boolean, what: string) => (wrong ? [what] : [])
  return [
    ...says(inLogs < acknowledged, `${acknowledged - inLogs} acknowledged records are not in Kafka's logs`),
    ...says(open === 0 && inLogs > acknowledged, `${inLogs - acknowledged} records are in the logs a second time`),
    ...says(accountedFor !== inLogs, `${inLogs - accountedFor} input records are neither stored nor dead letters`),
    ...says(both > 0, `${both} input records are both stored and dead letters`),
    ...says(doubled > 0, `${doubled} rows are doubled`),
    ...says(open === 0 && !found.exact, 'the number of events or of dead letters is not the one produced'),
    ...says(found.applicationRows !== found.numbers, "events of the application's are stored twice"),
    ...says(open === 0 && found.numbers !== found.recorded, "events of the application's are missing"),
    ...says(gaps > 0, `${gaps} numbers are missing in the application's sequence`),
  ]
}

export async function find(bed: Bed, load: Load): Promise<Found> {
  const { acknowledged, unknown } = load.application.stats()
  bed.expected.events += acknowledged
  const counted = await count(bed.clickhouse)
  const { duplicates, conserved } = judge(counted, bed.expected)
  const ends = await Promise.all(bed.inputs.map((topic) => bed.logEnd(topic)))
  return {
    acknowledged: load.shipped + acknowledged,
    inLogs: ends.reduce((sum, end) => sum + end, 0),
    ...(await origins(bed)),
    ...{ stored: counted.events.rows, letters: counted.letters.rows, doubled: duplicates, exact: conserved },
    ...(await sequence(bed, load.application.producer_id)),
    ...{ recorded: load.recorded, open: load.unknown + unknown + load.undelivered.length },
  }
}

async function origins(bed: Bed): Promise<{ accountedFor: number; both: number }> {
  const records = (table: string) => `SELECT DISTINCT origin_topic, origin_partition, origin_offset FROM ${table}`
  const [letters, events] = [records('dead_letters'), records('events')]
  return numbers(
    bed,
    `SELECT (SELECT count() FROM (${events} UNION DISTINCT ${letters})) AS accountedFor,
       (SELECT count() FROM (${events} INTERSECT ${letters})) AS both`,
  )
}

async function sequence(
  bed: Bed,
  producer: string,
): Promise<{ applicationRows: number; numbers: number; gaps: number }> {
  const sql = `SELECT count() AS applicationRows, uniqExact(producer_seq) AS numbers,
    toInt64(max(producer_seq)) - toInt64(min(producer_seq)) + 1 - uniqExact(producer_seq) AS gaps
    FROM events WHERE producer_id = {producer:String}`
  return numbers(bed, sql, { producer })
}

async function numbers<K extends string>(bed: Bed, sql: string, params = {}): Promise<Record<K, number>> {
  const [row = {}] = await query<Record<K, number | string>>(bed.clickhouse, { sql, params })
  return Object.fromEntries(Object.entries(row).map(([name, value]) => [name, Number(value)])) as Record<K, number>
}
