import { setTimeout as sleep } from 'node:timers/promises'

/** Resolves when `work` has settled or the time is over; the work goes on. */
export async function settledWithin(ms: number, work: Promise<unknown>): Promise<void> {
  const timer = new AbortController()
  const settled = work.then(
    () => timer.abort(),
    () => timer.abort(),
  )
  await Promise.race([settled, sleep(ms, undefined, { signal: timer.signal }).catch(() => {})])
}
