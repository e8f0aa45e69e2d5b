import { setTimeout as sleep } from 'node:timers/promises'
import type { ClickHouse } from '@trailhouse/clickhouse'
import { type Counts, countStored, growth, isComplete, readMetrics, type ServiceMetrics } from './counts.ts'

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

/** What was seen last, and when the first event could be queried, in ms since the start of this process. */
export type Followed = { counts: Counts; firstStoredAt: number | undefined }

const nothing: Counts = { emitted: 0, normalized: 0, stored: 0, deadLettered: 0, lag: 0, freshness: undefined }

/**
 * Shows the counts until all that was emitted is stored or dead-lettered, at two looks in a row, or nothing has moved for
 * a minute.
 */
export async function follow(following: Following): Promise<Followed> {
  const { emitted, show, signal } = following
  let counts = nothing
  let metrics = await readMetrics(following.normalizer, following.sink, signal)
  let firstStoredAt: number | undefined
  let movedAt = performance.now()
  while (!signal.aborted) {
    const { done } = emitted()
    const next = await look(following, counts, metrics)
    const moved = progress(next.counts) !== progress(counts)
    counts = next.counts
    metrics = next.metrics
    show(counts)
    if (counts.stored > 0) firstStoredAt ??= performance.now()
    if (moved) movedAt = performance.now()
    const settled = isComplete(counts) ? !moved : performance.now() - movedAt > STALLED_MS
    if (done && settled) break
    await sleep(INTERVAL_MS, undefined, { signal }).catch(() => {})
  }
  return { counts, firstStoredAt }
}

async function look(
  { clickhouse, normalizer, sink, since, emitted, signal }: Following,
  before: Counts,
  last: ServiceMetrics,
) {
  const metrics = await readMetrics(normalizer, sink, signal)
  // ClickHouse may be being started again.
  const { stored, deadLettered } = await countStored(clickhouse, since, signal).catch(() => before)
  const counts: Counts = {
    emitted: emitted().events,
    normalized: before.normalized + growth(last.eventsOut, metrics.eventsOut),
    stored,
    deadLettered,
    lag: metrics.lag,
    freshness: freshness(last, metrics) ?? before.freshness,
  }
  return { counts, metrics }
}

function freshness(before: ServiceMetrics, after: ServiceMetrics): number | undefined {
  const events = growth(before.freshnessCount, after.freshnessCount)
  return events === 0 ? undefined : growth(before.freshnessSum, after.freshnessSum) / events
}

function progress({ emitted, normalized, stored, deadLettered }: Counts): string {
  return `${emitted} ${normalized} ${stored} ${deadLettered}`
}
