import type { Micros } from './time.ts'

/**
 * A time as a count since 1970-01-01 UTC, a number or its decimal text: seconds, milliseconds, microseconds or
 * nanoseconds by its size. Seconds below 10^11 reach to the year 5138; the smallest count of milliseconds that is read
 * as such is in 1973.
 */
export function epochTime(value: unknown): Micros {
  if (typeof value === 'number') return scaled(value)
  if (typeof value === 'bigint') return scaled(Number(value))
  return typeof value === 'string' && /^-?\d{1,19}(?:\.\d{1,9})?$/.test(value) ? scaled(Number(value)) : undefined
}

function scaled(count: number): Micros {
  const size = Math.abs(count)
  const factor = size < 1e11 ? 1e6 : size < 1e14 ? 1e3 : size < 1e17 ? 1 : 1e-3
  const micros = Math.round(count * factor)
  return Number.isSafeInteger(micros) ? micros : undefined
}
