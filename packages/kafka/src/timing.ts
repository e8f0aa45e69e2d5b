/** Waits of this package. Each takes a signal or a limit: nothing waits for ever. */

/** Resolves after `ms`, or at once when the signal is aborted. Never rejects. */
export function pause(ms: number, signal?: AbortSignal): Promise<void> {
  if (signal?.aborted) return Promise.resolve()
  return new Promise((resolve) => {
    const done = () => {
      clearTimeout(timer)
      signal?.removeEventListener('abort', done)
      resolve()
    }
    const timer = setTimeout(done, ms)
    signal?.addEventListener('abort', done, { once: true })
  })
}

/** 100 ms, doubled each time, at most `maxMs`; a tenth of it at random, so that many do not come back at once. */
export function backoffMs(attempt: number, maxMs = 10_000): number {
  const full = Math.min(100 * 2 ** Math.min(attempt, 20), maxMs)
  return full * (0.9 + Math.random() * 0.1)
}

/** True when `work` settled within `ms`, whether it resolved or rejected. */
export async function settledWithin(ms: number, work: Promise<unknown>): Promise<boolean> {
  let timer: NodeJS.Timeout | undefined
  const late = new Promise<false>((resolve) => {
    timer = setTimeout(resolve, ms, false)
  })
  const settled = work.then(
    () => true as const,
    () => true as const,
  )
  const result = await Promise.race([settled, late])
  clearTimeout(timer)
  return result
}
