import { monthTimes, zoneSeconds } from '../src/fields/month-time.ts'
import { isoTime, type Micros } from '../src/fields/time.ts'

/**
 * A time in the forms of the CEF standard: milliseconds since 1970, or `MMM dd [yyyy] HH:mm:ss[.SSS] [zzz]`; and in
 * those that vendors write besides: seconds since 1970, ISO 8601.
 *
 * @param zone `dtz`, for a time that names none
 * @param now microseconds since 1970-01-01 UTC
 */
export function cefTime(value: string | undefined, zone: string | undefined, now: number): Micros {
  if (value === undefined || value === '') return undefined
  if (/^\d{9,19}(?:\.\d{1,6})?$/.test(value)) return epochTime(value)
  const iso = isoTime(value, 'utc')
  if (iso !== undefined) return /(?:Z|[+-]\d\d:?\d\d)$/i.test(value) ? iso : inZone(iso, zone)
  const found = monthTimes(value.slice(0, 64), now)[0]
  if (found === undefined) return undefined
  return found.zoned ? found.time : inZone(found.time, zone)
}

function epochTime(digits: string): Micros {
  const whole = digits.split('.', 1)[0] ?? ''
  if (whole.length <= 10) return Math.trunc(Number(digits) * 1e6)
  if (whole.length <= 13) return Number(whole) * 1e3
  return whole.length === 16 || whole.length === 19 ? Number(whole.slice(0, 16)) : undefined
}

function inZone(time: Micros, zone: string | undefined): Micros {
  const offset = zone === undefined ? 0 : zoneSeconds(zone)
  return time === undefined || Number.isNaN(offset) ? time : time - offset * 1e6
}
