import { civilSeconds, isoTime, type Micros, zoneOffset } from '../src/fields/time.ts'
import { namedZoneOffset } from '../src/fields/zone.ts'
import { parseSyslog } from '../src/parsers/syslog.ts'

/** Reads a time; `now` is the ingest time in microseconds. */
export type ReadTime = (text: string, now: number) => Micros

/** What is wrong with a format, or undefined. */
export function timeFormatProblem(format: string): string | undefined {
  if (named.has(format) || units.has(format)) return undefined
  const parts = partsOf(format)
  const has = (letter: string) => parts.some((part) => part.token?.startsWith(letter))
  if (has('y') && has('M') && has('d') && (has('H') || (has('h') && has('a')))) return undefined
  return 'takes iso, unix, unix-ms, unix-us, unix-ns, syslog, or a pattern such as dd/MMM/yyyy:HH:mm:ss Z'
}

export function zoneProblem(zone: string): string | undefined {
  return zone !== '' && Number.isFinite(namedZoneOffset(zone)) ? undefined : 'takes UTC, or an offset such as +02:00'
}

/** Compiles formats, of which the first that reads a text counts. `zone` is for times that have none. */
export function compileTime(formats: readonly string[], zone: string): ReadTime {
  const offset = namedZoneOffset(zone)
  const readers = formats.map((format) => compileOne(format, offset))
  const [only] = readers
  if (only !== undefined && readers.length === 1) return only
  return (text, now) => {
    for (const read of readers) {
      const time = read(text, now)
      if (time !== undefined) return time
    }
    return undefined
  }
}

const units = new Map([
  ['unix', 1e6],
  ['unix-ms', 1e3],
  ['unix-us', 1],
  ['unix-ns', 1e-3],
])

const named = new Map<string, (offset: number) => ReadTime>([
  ['iso', (offset) => (text) => isoTime(text) ?? shifted(isoTime(text, 'utc'), offset)],
  ['syslog', (offset) => (text, now) => shifted(parseSyslog(`${text} - -: -`, now).time, offset)],
])

const shifted = (time: Micros, offset: number): Micros => (time === undefined ? undefined : time - offset * 1e6)

function compileOne(format: string, offset: number): ReadTime {
  const unit = units.get(format)
  if (unit !== undefined) return (text) => numericTime(text, unit)
  return named.get(format)?.(offset) ?? compilePattern(format, offset)
}

function numericTime(text: string, unit: number): Micros {
  if (!/^-?\d{1,20}(?:\.\d{1,9})?$/.test(text)) return undefined
  const time = Math.round(Number(text) * unit)
  return Number.isSafeInteger(time) ? time : undefined
}

const months = ['jan', 'feb', 'mar', 'apr', 'may', 'jun', 'jul', 'aug', 'sep', 'oct', 'nov', 'dec']

/** Tokens and what they match: of fixed length, or followed by what they cannot match, so that it takes linear time. */
const tokens = new Map([
  ['yyyy', '\\d{4}'],
  ['MMM', '[A-Za-z]{3}'],
  ['MM', '\\d{2}'],
  ['M', '\\d{1,2}'],
  ['dd', '\\d{2}'],
  ['d', '\\d{1,2}'],
  ['HH', '\\d{2}'],
  ['H', '\\d{1,2}'],
  ['hh', '\\d{2}'],
  ['h', '\\d{1,2}'],
  ['mm', '\\d{2}'],
  ['ss', '\\d{2}'],
  ['SSS', '\\d{1,9}'],
  ['EEE', '[A-Za-z]{3,9}'],
  ['a', '[AaPp][Mm]'],
  ['Z', 'Z|[A-Z]{2,5}|[+-]\\d{2}:?\\d{2}'],
])

type Part = { readonly token?: string; readonly text: string }

function partsOf(format: string): Part[] {
  const parts: Part[] = []
  for (const [text, quoted, token] of format.matchAll(
    /'([^']*)'|(yyyy|MMM|MM|M|dd|d|HH|H|hh|h|mm|ss|SSS|EEE|a|Z)|[\s\S]/g,
  )) {
    parts.push(token === undefined ? { text: quoted ?? text } : { token, text })
  }
  return parts
}

function compilePattern(format: string, offset: number): ReadTime {
  const parts = partsOf(format)
  const source = parts.map(({ token, text }) =>
    token === undefined ? RegExp.escape(text) : `(${tokens.get(token) ?? ''})`,
  )
  const pattern = new RegExp(`^${source.join('')}$`)
  const order = parts.flatMap(({ token }) => (token === undefined ? [] : [token]))
  return (text) => {
    const found = pattern.exec(text)
    return found === null ? undefined : fromParts(order, found, offset)
  }
}

function fromParts(order: readonly string[], found: RegExpExecArray, offset: number): Micros {
  const at = (...names: string[]): string => {
    for (const name of names) {
      const index = order.indexOf(name)
      if (index >= 0) return found[index + 1] ?? ''
    }
    return ''
  }
  const zone = at('Z')
  const named = at('MMM')
  const month = named === '' ? Number(at('MM', 'M')) : months.indexOf(named.toLowerCase()) + 1
  const hour = hourOf(at('HH', 'H'), at('hh', 'h'), at('a'))
  const seconds = civilSeconds(
    Number(at('yyyy')),
    month,
    Number(at('dd', 'd')),
    hour,
    Number(at('mm')),
    Number(at('ss')),
  )
  const micros = Number(at('SSS').padEnd(6, '0').slice(0, 6))
  const east = zone === '' ? offset : Number.isNaN(zoneOffset(zone)) ? namedZoneOffset(zone) : zoneOffset(zone)
  const time = (seconds - east) * 1e6 + micros
  return Number.isSafeInteger(time) ? time : undefined
}

function hourOf(hours24: string, hours12: string, half: string): number {
  if (hours24 !== '') return Number(hours24)
  return (Number(hours12) % 12) + (half.toLowerCase() === 'pm' ? 12 : 0)
}
