import { setTimeout as delay } from 'node:timers/promises'
import { type ErrorCode, TrailhouseError } from '@trailhouse/errors'

/** 100 ms, doubled each time, at most 10 s; up to a fifth less at random, so that many do not come back at once. */
function backoffMs(attempt: number): number {
  return Math.min(100 * 2 ** Math.min(attempt, 10), 10_000) * (1 - Math.random() / 5)
}

export type Retry = {
  /** Codes of conditions that pass, or that an operator mends: tried again without end. Any other error is thrown. */
  readonly codes: readonly ErrorCode[]
  readonly signal: AbortSignal
  readonly onRetry: (error: TrailhouseError, attempt: number) => void
}

/** Throws AbortError when the signal is aborted in between. */
export async function retrying<T>(work: () => Promise<T>, { codes, signal, onRetry }: Retry): Promise<T> {
  for (let attempt = 0; ; attempt++) {
    signal.throwIfAborted()
    try {
      return await work()
    } catch (error) {
      if (!(error instanceof TrailhouseError) || !codes.includes(error.code)) throw error
      onRetry(error, attempt)
      await delay(backoffMs(attempt), undefined, { signal })
    }
  }
}
