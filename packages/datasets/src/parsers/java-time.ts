import { monthTime, zoneSeconds } from '../fields/month-time.ts'
import type { Micros } from '../fields/time.ts'

/**
 * Reads a time by a pattern of Java's SimpleDateFormat, which LEEF names in `devTimeFormat`: `MMM dd yyyy HH:mm:ss.SSS z`.
 * Undefined where the text does not follow the pattern. A time without a zone is UTC; without a year it is the latest
 * year in which it is no more than a day after `now`.
 * https://docs.oracle.com/en/java/javase/21/docs/api/java.base/java/text/SimpleDateFormat.html
 *
 * @param now microseconds since 1970-01-01 UTC
 */
export function javaTime(pattern: string, text: string, now: number): Micros {
  const parts = new Map<string, string>()
  let at = 0
  const tokens = tokensOf(pattern)
  for (const [index, token] of tokens.entries()) {
    const end = endOfToken(token, text, at, tokens[index + 1]?.letter !== '')
    if (end < 0) return undefined
    if (token.letter !== '') parts.set(token.letter, text.slice(at, end))
    at = end
  }
  return timeOf(parts, now)
}

/** A letter and how often it stands, or a text that stands for itself. */
type Token = { readonly letter: string; readonly count: number; readonly literal: string }

/** Patterns come from settings of devices: a few, but anybody can send more. */
const maxPatterns = 100
const patterns = new Map<string, readonly Token[]>()

function tokensOf(pattern: string): readonly Token[] {
  const known = patterns.get(pattern)
  if (known !== undefined) return known
  const tokens = tokenize(pattern.slice(0, 128))
  if (patterns.size < maxPatterns) patterns.set(pattern, tokens)
  return tokens
}

function tokenize(pattern: string): Token[] {
  const tokens: Token[] = []
  for (const [whole, quoted, letters] of pattern.matchAll(/'((?:[^']|'')*)'|(([A-Za-z])\3*)|[^A-Za-z']/g)) {
    if (letters !== undefined) tokens.push({ letter: letters[0] ?? '', count: letters.length, literal: '' })
    else tokens.push({ letter: '', count: 0, literal: quoted === '' ? "'" : (quoted?.replaceAll("''", "'") ?? whole) })
  }
  return tokens
}

const numeric = 'yuMdHhKkmsSDFWw'

/** Where a token's text ends, -1 where it does not stand at `at`. */
function endOfToken(token: Token, text: string, at: number, beforeLetter: boolean): number {
  const { letter, count, literal } = token
  if (letter === '') return text.startsWith(literal, at) ? at + literal.length : -1
  if (letter === 'M' && count >= 3) return endOf(text, at, isLetter, 9)
  if (numeric.includes(letter)) return endOf(text, at, isDigit, beforeLetter ? count : 9)
  if (letter === 'z' || letter === 'Z' || letter === 'X') return endOf(text, at, isZone, 12)
  return endOf(text, at, isLetter, 12)
}

function endOf(text: string, at: number, is: (code: number) => boolean, most: number): number {
  let end = at
  while (end < text.length && end - at < most && is(text.charCodeAt(end))) end += 1
  return end > at ? end : -1
}

const isDigit = (code: number): boolean => code >= 48 && code <= 57
const isLetter = (code: number): boolean => (code >= 65 && code <= 90) || (code >= 97 && code <= 122)
const isZone = (code: number): boolean => isLetter(code) || isDigit(code) || code === 43 || code === 45 || code === 58

const months = ['', 'Jan', 'Feb', 'Mar', 'Apr', 'May', 'Jun', 'Jul', 'Aug', 'Sep', 'Oct', 'Nov', 'Dec']

function timeOf(parts: ReadonlyMap<string, string>, now: number): Micros {
  const month = parts.get('M') ?? ''
  const zone = parts.get('z') ?? parts.get('Z') ?? parts.get('X') ?? ''
  const offset = zone === '' ? 0 : zoneSeconds(zone)
  const date = {
    year: yearOf(parts.get('y') ?? parts.get('u')),
    month: /^\d/.test(month) ? months[Number(month)] : capitalized(month),
    day: parts.get('d'),
    hour: hourOf(parts),
    minute: parts.get('m') ?? '0',
    second: parts.get('s') ?? '0',
    fraction: parts.get('S'),
  }
  return monthTime(date, Number.isNaN(offset) ? 0 : offset, now)
}

const capitalized = (word: string): string => word.slice(0, 1).toUpperCase() + word.slice(1).toLowerCase()

const yearOf = (year: string | undefined): string | undefined => (year?.length === 2 ? `20${year}` : year)

/** `h` is 1 to 12, `K` 0 to 11, `k` 1 to 24. */
function hourOf(parts: ReadonlyMap<string, string>): string {
  const whole = parts.get('H') ?? parts.get('k')
  if (whole !== undefined) return whole === '24' ? '0' : whole
  const half = Number(parts.get('h') ?? parts.get('K') ?? 0) % 12
  return String(parts.get('a')?.toLowerCase() === 'pm' ? half + 12 : half)
}
