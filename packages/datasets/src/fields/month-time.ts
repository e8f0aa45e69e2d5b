import { civilSeconds, type Micros } from './time.ts'
import { namedZoneOffset } from './zone.ts'

/** A date with the name of its month, as syslog, Cisco and Java write it. */
export type MonthTime = {
  readonly time: Micros
  /** As it was written. */
  readonly text: string
  /** Whether the text names its zone; else it was read as UTC. */
  readonly zoned: boolean
  /** Where the text begins. */
  readonly index: number
}

const months = ['Jan', 'Feb', 'Mar', 'Apr', 'May', 'Jun', 'Jul', 'Aug', 'Sep', 'Oct', 'Nov', 'Dec']
const monthNumbers = new Map(months.map((name, index) => [name, index + 1]))
const day = 86_400_000_000

const pattern =
  /(?<!\w)(?:(\d{4}),? )?(Jan|Feb|Mar|Apr|May|Jun|Jul|Aug|Sep|Oct|Nov|Dec)[a-z]{0,6} {1,2}(\d{1,2})(?:,? (\d{4}))?,? (\d\d):(\d\d):(\d\d)(?:[.,](\d{1,9}))?(?: ([A-Z][A-Za-z]{1,5}(?:[+-]\d{1,2}(?::?\d\d)?)?|[+-]\d\d:?\d\d)(?![\w.]))?(?: ((?:19|20)\d\d)(?![\w.:]))?/g

/**
 * The times in a text: `Mar  2 08:01:17`, with the year before the month, after the day or at the end, a fraction of a
 * second, and a zone by name or number. A zone that nobody knows is read as UTC. Without a year it is the latest in
 * which the time is no more than a day after `now`.
 *
 * @param now microseconds since 1970-01-01 UTC
 */
export function monthTimes(text: string, now: number): MonthTime[] {
  const times: MonthTime[] = []
  for (const match of text.matchAll(pattern)) times.push(timeOf(match, text, now))
  return times
}

function timeOf(match: RegExpExecArray, text: string, now: number): MonthTime {
  const [whole, before, month, day, after, hour, minute, second, fraction, zone = '', last] = match
  const offset = zone === '' ? Number.NaN : zoneSeconds(zone)
  const zoned = !Number.isNaN(offset)
  const date = { year: before ?? after ?? last, month, day, hour, minute, second, fraction }
  // `08:01:17 CORE ` is followed by a host's name, `08:01:17 CORE: ` by a zone that somebody made up.
  const isHost = zone !== '' && !zoned && last === undefined && text[match.index + whole.length] !== ':'
  return {
    time: monthTime(date, zoned ? offset : 0, now),
    text: isHost ? whole.slice(0, -zone.length - 1) : whole,
    zoned,
    index: match.index,
  }
}

/** Parts of a date as text: the month by its English name, the fraction as digits. */
export type MonthDate = {
  readonly year: string | undefined
  readonly month: string | undefined
  readonly day: string | undefined
  readonly hour: string | undefined
  readonly minute: string | undefined
  readonly second: string | undefined
  readonly fraction: string | undefined
}

/**
 * @param offset seconds east of UTC
 * @param now microseconds since 1970-01-01 UTC: without a year it is the latest that is no more than a day after
 */
export function monthTime(date: MonthDate, offset: number, now: number): Micros {
  const month = monthNumbers.get(date.month?.slice(0, 3) ?? '') ?? Number.NaN
  const micros = Math.trunc(Number(`0.${date.fraction ?? '0'}`) * 1e6)
  const inYear = (year: number) =>
    (civilSeconds(year, month, Number(date.day), Number(date.hour), Number(date.minute), Number(date.second)) -
      offset) *
      1e6 +
    micros
  if (date.year !== undefined) return orUndefined(inYear(Number(date.year)))
  const thisYear = new Date(now / 1000).getUTCFullYear()
  // 29 February is in no more than every eighth year.
  for (let year = thisYear + 1; year > thisYear - 8; year--) {
    const time = inYear(year)
    if (time <= now + day) return time
  }
  return undefined
}

/** Offset of a zone in seconds, NaN where it is none: `CET`, `+0200`, `GMT+02:00`, `UTC`. */
export function zoneSeconds(zone: string): number {
  const named = namedZoneOffset(zone)
  if (!Number.isNaN(named)) return named
  const offset = /^(?:GMT|UTC)([+-])(\d{1,2})(?::?(\d\d))?$/.exec(zone)
  if (offset === null) return Number.NaN
  const seconds = Number(offset[2]) * 3600 + Number(offset[3] ?? 0) * 60
  return offset[1] === '-' ? -seconds : seconds
}

const orUndefined = (micros: number): Micros => (Number.isNaN(micros) ? undefined : micros)
