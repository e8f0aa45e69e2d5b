import { monthTime } from '../src/fields/month-time.ts'
import { isoTime, type Micros, zoneOffset } from '../src/fields/time.ts'

/** `02/Mar/2026:13:00:00 +0100`, Apache's and nginx's; HAProxy's has milliseconds and no zone, and is read as UTC. */
export function clfTime(text: string): Micros {
  const parts = clf.exec(text)
  if (parts === null) return undefined
  const [, day, month, year, hour, minute, second, fraction, zone] = parts
  const offset = zone === undefined ? 0 : zoneOffset(zone)
  return monthTime({ year, month, day, hour, minute, second, fraction }, offset, 0)
}

const clf = /^\[?(\d{1,2})\/([A-Z][a-z]{2})\/(\d{4}):(\d\d):(\d\d):(\d\d)(?:\.(\d{1,9}))?(?: ([+-]\d{4}))?\]?$/

/** A time in any of the forms of a JSON access log: ISO 8601, CLF, seconds, milliseconds or microseconds since 1970. */
export function anyTime(value: unknown): Micros {
  if (typeof value === 'number') return epoch(value)
  if (typeof value !== 'string') return undefined
  if (/^\d{9,16}(?:\.\d{1,9})?$/.test(value)) return epoch(Number(value))
  return isoTime(value, 'utc') ?? clfTime(value)
}

/** The size tells the unit: 1e11 seconds are in the year 5138, 1e11 milliseconds in 1973. */
function epoch(value: number): Micros {
  const micros = value < 1e11 ? value * 1e6 : value < 1e14 ? value * 1e3 : value
  return Math.round(micros)
}
