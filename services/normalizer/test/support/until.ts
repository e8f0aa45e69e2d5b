import { setTimeout as delay } from 'node:timers/promises'

/** Asks until the answer is neither undefined nor false; an error of the asking counts as no answer yet. */
export async function until<T>(
  ask: () => T | undefined | false | Promise<T | undefined | false>,
  what: string,
  limitMs = 25_000,
): Promise<T> {
  const deadline = Date.now() + limitMs
  let last: unknown
  while (Date.now() < deadline) {
    try {
      const answer = await ask()
      if (answer !== undefined && answer !== false) return answer
      last = answer
    } catch (error) {
      last = error
    }
    await delay(20)
  }
  throw new Error(`${what} did not come within ${limitMs} ms`, { cause: last })
}
