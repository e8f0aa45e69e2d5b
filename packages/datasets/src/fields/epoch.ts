import { text } from './text.ts'
import type { Micros } from './time.ts'

/**
 * A time as a count since 1970-01-01 UTC, a number or its decimal text: seconds, milliseconds, microseconds or
 * nanoseconds by its size. Seconds below 10^11 reach to the year 5138; the smallest count of milliseconds that is read
 * as such is in 1973.
 */
export function epochTime(value: unknown): Micros {
  if (typeof value === 'number') return ofNumber(value)
  if (typeof value === 'bigint') return ofInteger(value)
  if (typeof value !== 'string' || value.length > 30) return undefined
  if (/^-?\d{17,19}$/.test(value)) return ofInteger(BigInt(value))
  return /^-?\d{1,16}(?:\.\d{1,9})?$/.test(value) ? ofNumber(Number(value)) : undefined
}

function ofNumber(count: number): Micros {
  const size = Math.abs(count)
  // Nanoseconds of today are beyond 2^53: but for whole seconds, the record is parsed again for the exact integer.
  if (size >= 1e17 && count % 1e9 !== 0) text(count)
  return orUndefined(Math.round(count * (size < 1e11 ? 1e6 : size < 1e14 ? 1e3 : size < 1e17 ? 1 : 1e-3)))
}

function ofInteger(count: bigint): Micros {
  const isNanos = count >= 10n ** 17n || count <= -(10n ** 17n)
  return isNanos ? orUndefined(Number(count / 1000n)) : ofNumber(Number(count))
}

const orUndefined = (micros: number): Micros => (Number.isSafeInteger(micros) ? micros : undefined)
