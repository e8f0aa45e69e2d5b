/** Microseconds since 1970-01-01 UTC; undefined where there is no time to read. */
export type Micros = number | undefined

/**
 * The times that an event can carry. 1900 is where ClickHouse's DateTime64(6) begins; it ends with 2299, but a number
 * holds microseconds exactly only up to 2^53, which is 2255-06-05.
 */
export const earliestTime = Date.UTC(1900, 0, 1) * 1000
export const latestTime = Number.MAX_SAFE_INTEGER

/**
 * Reads an ISO 8601 (RFC 3339) date and time with its zone: `2026-01-02T03:04:05.678901Z`, `2026-01-02 03:04:05+02:00`.
 * More than six digits of a second are cut. Without a zone it is UTC where `zoneless` says so, else not a time.
 * By hand, because Date.parse keeps milliseconds only.
 */
export function isoTime(value: unknown, zoneless: 'utc' | 'refuse' = 'refuse'): Micros {
  if (typeof value !== 'string') return undefined
  const length = value.length
  if (length < 19 || value.charCodeAt(4) !== dash || value.charCodeAt(7) !== dash) return undefined
  const separator = value.charCodeAt(10)
  if ((separator !== 84 && separator !== 116 && separator !== 32) || value.charCodeAt(13) !== colon) return undefined
  const seconds = civilSeconds(
    digits(value, 0, 4),
    digits(value, 5, 7),
    digits(value, 8, 10),
    digits(value, 11, 13),
    digits(value, 14, 16),
    digits(value, 17, 19),
  )
  if (value.charCodeAt(16) !== colon) return undefined
  let at = 19
  let fraction = 0
  const mark = value.charCodeAt(19)
  if (mark === 46 || mark === 44) {
    at = endOfDigits(value, 20)
    fraction = fractionMicros(value, 20, at)
  }
  const offset = zoneOffset(value.slice(at), zoneless)
  const micros = (seconds - offset) * 1_000_000 + fraction
  return Number.isSafeInteger(micros) ? micros : undefined
}

/** Offset of a zone from UTC in seconds; NaN where the text is no zone. Takes `Z`, `+02:00`, `-0330`, `+02`. */
export function zoneOffset(zone: string, zoneless: 'utc' | 'refuse' = 'refuse'): number {
  if (zone === 'Z' || zone === 'z') return 0
  if (zone === '') return zoneless === 'utc' ? 0 : Number.NaN
  const parts = /^ ?([+-])(\d\d):?(\d\d)?(?::?(\d\d))?$/.exec(zone)
  if (parts === null) return Number.NaN
  const seconds = Number(parts[2]) * 3600 + Number(parts[3] ?? 0) * 60 + Number(parts[4] ?? 0)
  return parts[1] === '-' ? -seconds : seconds
}

/** Seconds since 1970-01-01 of a date and time, NaN where a part is out of its range. A leap second becomes the next. */
export function civilSeconds(
  year: number,
  month: number,
  day: number,
  hour: number,
  minute: number,
  second: number,
): number {
  const inRange = month >= 1 && month <= 12 && day >= 1 && day <= daysIn(year, month)
  if (!inRange || !(hour < 24 && minute < 60 && second < 61)) return Number.NaN
  // Days from civil: https://howardhinnant.github.io/date_algorithms.html. Date.UTC reads the years 0 to 99 as 19xx.
  const shifted = month > 2 ? year : year - 1
  const era = Math.floor(shifted / 400)
  const yearOfEra = shifted - era * 400
  const dayOfYear = Math.floor((153 * (month > 2 ? month - 3 : month + 9) + 2) / 5) + day - 1
  const dayOfEra = yearOfEra * 365 + Math.floor(yearOfEra / 4) - Math.floor(yearOfEra / 100) + dayOfYear
  const days = era * 146_097 + dayOfEra - 719_468
  return days * 86_400 + hour * 3600 + minute * 60 + second
}

/** Whole microseconds from the digits of a fraction of a second. */
function fractionMicros(value: string, start: number, end: number): number {
  let micros = 0
  for (let index = 0; index < 6; index++) {
    micros = micros * 10 + (start + index < end ? value.charCodeAt(start + index) - 48 : 0)
  }
  return micros
}

const dash = 45
const colon = 58

function digits(value: string, start: number, end: number): number {
  let number = 0
  for (let index = start; index < end; index++) {
    const digit = value.charCodeAt(index) - 48
    if (digit < 0 || digit > 9) return Number.NaN
    number = number * 10 + digit
  }
  return number
}

function endOfDigits(value: string, start: number): number {
  let at = start
  while (at < value.length && value.charCodeAt(at) >= 48 && value.charCodeAt(at) <= 57) at += 1
  return at
}

function daysIn(year: number, month: number): number {
  if (month === 2) return (year % 4 === 0 && year % 100 !== 0) || year % 400 === 0 ? 29 : 28
  return month === 4 || month === 6 || month === 9 || month === 11 ? 30 : 31
}
