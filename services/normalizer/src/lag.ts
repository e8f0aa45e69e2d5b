import type { PartitionLag, RunningConsumer } from '@trailhouse/kafka'
import type { NormalizerMetrics } from './metrics.ts'

/** How often the broker is asked. */
const lagIntervalMs = 5_000

/**
 * Seconds that a partition is behind: 0 where nothing waits, else the time since the newest processed record arrived,
 * but no longer than something has been waiting. All times in ms since the epoch.
 */
export function lagSeconds(now: number, waiting: number, newestProcessed: number, lastCaughtUp: number): number {
  return waiting === 0 ? 0 : Math.max(0, now - Math.max(newestProcessed, lastCaughtUp)) / 1_000
}

/** Records that wait: transaction markers at the end were handled without a commit, and are not lag. */
export function waitingRecords(lag: PartitionLag, position: number | null): number {
  return Math.max(0, Math.min(lag.lag, lag.logEnd - Math.max(position ?? 0, lag.committed ?? 0)))
}

/** Sets the lag gauges at once and then regularly. Returns what ends it. */
export function watchLag(
  consumer: () => RunningConsumer | undefined,
  metrics: NormalizerMetrics,
  newestProcessed: (topic: string, partition: number) => number,
): () => void {
  const caughtUp = new Map<string, number>()
  const began = Date.now()
  const measure = async () => {
    const running = consumer()
    if (running === undefined) return
    const lags = await running.lag()
    const positions = new Map(running.assignments().map((each) => [`${each.topic}/${each.partition}`, each.position]))
    const now = Date.now()
    metrics.lagRecords.reset()
    metrics.lagSeconds.reset()
    for (const lag of lags) {
      const { topic, partition } = lag
      const key = `${topic}/${partition}`
      const waiting = waitingRecords(lag, positions.get(key) ?? null)
      if (waiting === 0) caughtUp.set(key, now)
      const seconds = lagSeconds(now, waiting, newestProcessed(topic, partition), caughtUp.get(key) ?? began)
      metrics.lagRecords.set({ topic, partition }, waiting)
      metrics.lagSeconds.set({ topic, partition }, seconds)
    }
  }
  let timer: NodeJS.Timeout | undefined
  let ended = false
  const again = () => {
    // A broker that does not answer leaves the gauges as they are; retries_total and readiness tell.
    void measure()
      .catch(() => undefined)
      .finally(() => {
        if (!ended) timer = setTimeout(again, lagIntervalMs).unref()
      })
  }
  again()
  return () => {
    ended = true
    clearTimeout(timer)
  }
}
