import { type ClickHouse, query } from '@trailhouse/clickhouse'
import { sumMetric } from './prometheus-text.ts'

/** What the live display shows. Events, but that a malformed record counts as one in emitted and in dead-lettered. */
export type Counts = {
  emitted: number
  normalized: number
  stored: number
  deadLettered: number
  /** Records between what is committed and the ends of the logs, over both services. */
  lag: number
  /** Seconds from the arrival of an event in Kafka to the moment it can be queried: the mean over the last ones; undefined before the first. */
  freshness: number | undefined
}

export function isComplete({ emitted, stored, deadLettered }: Counts): boolean {
  return emitted === stored + deadLettered
}

/** What arrived since a moment of this run, of the demo's own producers. */
const sql = `SELECT
    (SELECT count() FROM audit.events
     WHERE ingest_time >= fromUnixTimestamp64Milli({since:Int64}) AND (dataset != 'sdk' OR service = 'shop')) AS stored,
    (SELECT count() FROM audit.dead_letters
     WHERE origin_timestamp >= fromUnixTimestamp64Milli({since:Int64})) AS deadLettered`

export async function countStored(clickhouse: ClickHouse, since: number, signal: AbortSignal) {
  const [row] = await query<{ stored: number; deadLettered: number }>(clickhouse, { sql, params: { since }, signal })
  return row ?? { stored: 0, deadLettered: 0 }
}

/** One look at both services' metrics. */
export type ServiceMetrics = { eventsOut: number; lag: number; freshnessSum: number; freshnessCount: number }

export async function readMetrics(normalizer: string, sink: string, signal: AbortSignal): Promise<ServiceMetrics> {
  const [fromNormalizer, fromSink] = await Promise.all([scrape(normalizer, signal), scrape(sink, signal)])
  return {
    eventsOut: sumMetric(fromNormalizer, 'trailhouse_events_out_total'),
    lag: sumMetric(fromNormalizer, 'trailhouse_lag_records') + sumMetric(fromSink, 'trailhouse_lag_records'),
    freshnessSum: sumMetric(fromSink, 'trailhouse_ingest_to_queryable_seconds_sum'),
    freshnessCount: sumMetric(fromSink, 'trailhouse_ingest_to_queryable_seconds_count'),
  }
}

/** A service that is being started again has no metrics for a moment. */
async function scrape(address: string, signal: AbortSignal): Promise<string> {
  const limit = AbortSignal.any([signal, AbortSignal.timeout(2_000)])
  return fetch(`${address}/metrics`, { signal: limit }).then(
    (answer) => answer.text(),
    () => '',
  )
}

/** Growth of a counter that begins at 0 again when its process does. */
export function growth(before: number, after: number): number {
  return after >= before ? after - before : after
}
