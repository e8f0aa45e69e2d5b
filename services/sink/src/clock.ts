import { setTimeout as delay } from 'node:timers/promises'

/** Time as the sink sees it; a test may give it another. */
export type Clock = {
  /** Milliseconds since the epoch. */
  now(): number
  /** Milliseconds of a clock that nobody sets. */
  elapsed(): number
  /** Rejects when the signal is aborted. */
  wait(ms: number, signal: AbortSignal): Promise<void>
  /** Runs `task` later; returns the call that prevents it. */
  later(ms: number, task: () => void): () => void
}

export const systemClock: Clock = {
  now: () => Date.now(),
  elapsed: () => performance.now(),
  wait: async (ms, signal) => void (await delay(ms, undefined, { signal })),
  later: (ms, task) => {
    const timer = setTimeout(task, ms)
    return () => clearTimeout(timer)
  },
}
