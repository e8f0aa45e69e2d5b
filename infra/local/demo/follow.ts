import { setTimeout as sleep } from 'node:timers/promises'
import type { ClickHouse } from '@trailhouse/clickhouse'
import { type Counts, countStored, growth, isComplete, readMetrics } from './counts.ts'

export type Following = {
  clickhouse: ClickHouse
  normalizer: string
  sink: string
  /** Milliseconds since 1970: what arrived before is not counted. */
  since: number
  /** Events emitted until now, and whether all are. */
  emitted: () => { events: number; done: boolean }
  show: (counts: Counts) => void
  signal: AbortSignal
}

const INTERVAL_MS = 250
const STALLED_MS = 60_000

/**
 * Shows the counts until all that was emitted is stored or dead-lettered, or nothing has moved for a minute. Gives the
 * last counts.
 */
export async function follow({
  clickhouse,
  normalizer,
  sink,
  since,
  emitted,
  show,
  signal,
}: Following): Promise<Counts> {
  let counts: Counts = { emitted: 0, normalized: 0, stored: 0, deadLettered: 0, lag: 0, freshness: undefined }
  let before = await readMetrics(normalizer, sink, signal)
  let movedAt = Date.now()
  while (!signal.aborted) {
    const { events, done } = emitted()
    const metrics = await readMetrics(normalizer, sink, signal)
    const now: Counts = {
      emitted: events,
      ...(await countStored(clickhouse, since, signal).catch(() => counts)),
      normalized: counts.normalized + growth(before.eventsOut, metrics.eventsOut),
      lag: metrics.lag,
      freshness: freshness(before, metrics) ?? counts.freshness,
    }
    if (progress(now) !== progress(counts)) movedAt = Date.now()
    counts = now
    before = metrics
    show(counts)
    if (done && (isComplete(counts) || Date.now() - movedAt > STALLED_MS)) break
    await sleep(INTERVAL_MS, undefined, { signal }).catch(() => {})
  }
  return counts
}

type Freshness = { freshnessSum: number; freshnessCount: number }

function freshness(before: Freshness, after: Freshness): number | undefined {
  const events = growth(before.freshnessCount, after.freshnessCount)
  return events === 0 ? undefined : growth(before.freshnessSum, after.freshnessSum) / events
}

function progress({ emitted, normalized, stored, deadLettered }: Counts): string {
  return `${emitted} ${normalized} ${stored} ${deadLettered}`
}
