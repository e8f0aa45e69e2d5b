import { monthTimes } from '../src/fields/month-time.ts'
import { civilSeconds, isoTime, type Micros, zoneOffset } from '../src/fields/time.ts'

/**
 * A time in any of the forms that shippers of Windows events write. One without a zone is read as UTC.
 *
 * @param now microseconds since 1970-01-01 UTC
 */
export function windowsTime(value: unknown): Micros {
  if (typeof value === 'number') return epoch(value)
  if (typeof value !== 'string') return undefined
  return isoTime(value, 'utc') ?? isoTime(value.replaceAll('/', '-'), 'utc') ?? otherTime(value)
}

function otherTime(value: string): Micros {
  if (value.length > 64) return undefined
  if (/^\d{9,16}(?:\.\d+)?$/.test(value)) return epoch(Number(value))
  return jsonDate(value) ?? wmiTime(value) ?? americanTime(value) ?? monthTimes(value, 0)[0]?.time
}

/** Seconds, milliseconds or microseconds since 1970-01-01 UTC, told apart by size. */
function epoch(value: number): Micros {
  if (!(value > 0)) return undefined
  return Math.round(value < 1e11 ? value * 1e6 : value < 1e14 ? value * 1e3 : value)
}

/** What ConvertTo-Json of Windows PowerShell 5 writes: `/Date(1772438477123)/`. */
function jsonDate(value: string): Micros {
  const millis = /^\/Date\((-?\d{1,15})(?:[+-]\d{4})?\)\/$/.exec(value)?.[1]
  return millis === undefined ? undefined : Number(millis) * 1000
}

/** CIM_DATETIME, as WMI and Logstash's eventlog input have it: `20260302080117.123456-000`, the offset in minutes. */
function wmiTime(value: string): Micros {
  const parts = /^(\d{4})(\d\d)(\d\d)(\d\d)(\d\d)(\d\d)\.(\d{6})([+-]\d{3})$/.exec(value)
  if (parts === null) return undefined
  const [year = 0, month = 0, day = 0, hour = 0, minute = 0, second = 0, micros = 0, offset = 0] = parts
    .slice(1)
    .map(Number)
  return whole((civilSeconds(year, month, day, hour, minute, second) - offset * 60) * 1e6 + micros)
}

/** `3/2/2026 8:01:17.123 AM`, with or without a comma, as .NET writes it for en-US. */
function americanTime(value: string): Micros {
  const parts =
    /^(\d{1,2})\/(\d{1,2})\/(\d{4}),? (\d{1,2}):(\d\d):(\d\d)(?:\.(\d{1,7}))?(?: ?([AaPp])[Mm])?(?: ?(Z|[+-]\d\d:\d\d))?$/.exec(
      value,
    )
  if (parts === null) return undefined
  const [, month, day, year, hour, minute, second, fraction = '0', half, zone = 'Z'] = parts
  const hours = half === undefined ? Number(hour) : (Number(hour) % 12) + (half.toLowerCase() === 'p' ? 12 : 0)
  const seconds = civilSeconds(Number(year), Number(month), Number(day), hours, Number(minute), Number(second))
  return whole((seconds - zoneOffset(zone)) * 1e6 + Math.trunc(Number(`0.${fraction}`) * 1e6))
}

const whole = (micros: number): Micros => (Number.isSafeInteger(micros) ? micros : undefined)
