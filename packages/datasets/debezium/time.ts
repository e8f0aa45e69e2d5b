import type { Micros } from '../src/fields/time.ts'

/**
 * The time at which the source made the change. Nanoseconds are beyond 2^53: microseconds stand beside them since 2.6,
 * and are read before them.
 */
export function timeIn(members: Readonly<Record<string, unknown>>, prefix = ''): Micros {
  const micros = numberOf(members[`${prefix}ts_us`])
  if (micros > 0) return micros
  const nanos = numberOf(members[`${prefix}ts_ns`])
  if (nanos > 0) return Math.floor(nanos / 1000)
  const millis = numberOf(members[`${prefix}ts_ms`])
  return millis > 0 ? Math.round(millis * 1000) : undefined
}

function numberOf(value: unknown): number {
  if (typeof value === 'number' || typeof value === 'bigint') return Number(value)
  return typeof value === 'string' && /^\d{1,19}$/.test(value) ? Number(value) : 0
}
