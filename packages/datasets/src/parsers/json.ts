import { isObject, RoundedInteger } from '../fields/text.ts'
import { defaultLimits, type Limits, MappingError } from '../mapper.ts'
import { exceedsDepth } from './json-slices.ts'

/**
 * The text of a record. Bytes that are not UTF-8 become U+FFFD in the text, and stay as they are in `raw`: a broken
 * character in a name is no reason to lose an audit event. A byte order mark is left out.
 * @throws MappingError EMPTY_RECORD, TOO_LARGE
 */
export function decode(raw: Uint8Array, limits: Limits = defaultLimits): string {
  if (raw.length > limits.maxBytes) {
    throw new MappingError('TOO_LARGE', `the record has ${raw.length} bytes, more than the ${limits.maxBytes} allowed`)
  }
  const text = Buffer.from(raw.buffer, raw.byteOffset, raw.byteLength).toString('utf8')
  if (text.trim() === '') throw new MappingError('EMPTY_RECORD', 'the record is empty')
  return text.charCodeAt(0) === byteOrderMark ? text.slice(1) : text
}

/**
 * Parses JSON (RFC 8259). V8 parses without recursion, but what is nested deeper than `maxDepth` would break whoever
 * walks it later.
 * @throws MappingError MALFORMED, TOO_DEEP
 */
export function parseJson(text: string, raw: Uint8Array, limits: Limits = defaultLimits): unknown {
  if (exceedsDepth(raw, limits.maxDepth)) {
    throw new MappingError('TOO_DEEP', `the record is nested deeper than ${limits.maxDepth} levels`)
  }
  return parse(text)
}

/**
 * Maps JSON text, and does so again with integers beyond 2^53 as bigint (as text where they are written like 1e21) where the mapping met one that JSON.parse had
 * rounded. Parsing exactly takes ten times as long, so that no record pays for it that has no such number.
 * @throws MappingError MALFORMED, TOO_DEEP, and what `map` throws
 */
export function mapJson<Result>(text: string, raw: Uint8Array, limits: Limits, map: (json: unknown) => Result): Result {
  const json = parseJson(text, raw, limits)
  try {
    return map(json)
  } catch (error) {
    if (error instanceof RoundedInteger) return mapExactly(parseJsonExactly(text), map)
    throw error
  }
}

/** What is rounded now, the mapping rounded itself. */
function mapExactly<Result>(json: unknown, map: (json: unknown) => Result): Result {
  try {
    return map(json)
  } catch (error) {
    if (error instanceof RoundedInteger)
      throw new MappingError('INVALID_FIELD', 'a number of the record is beyond 2^53')
    throw error
  }
}

/**
 * The JSON object that another product put into a field as text, or undefined where it is none. Its integers are exact
 * from the start: mapping a second time, as mapJson does, would not reach into it.
 */
export function embeddedObject(text: string, limits: Limits = defaultLimits): Record<string, unknown> | undefined {
  const start = text.charCodeAt(0) === byteOrderMark ? 1 : 0
  if (text.charCodeAt(start) !== openBrace) return undefined
  if (text.length >= limits.maxDepth && exceedsDepth(Buffer.from(text), limits.maxDepth)) return undefined
  try {
    const json: unknown = mayRound.test(text) ? parseJsonExactly(text.slice(start)) : JSON.parse(text.slice(start))
    return isObject(json) ? json : undefined
  } catch {
    return undefined
  }
}

const openBrace = 0x7b
/**
 * Numbers of sixteen digits, or with an exponent, may be beyond 2^53. What stands in front of a number keeps out the
 * digits of ids: `1e5` within a GUID would have every second record of Microsoft's parsed exactly.
 */
const mayRound = /[\s:,[]-?(?:\d{16}|\d+(?:\.\d+)?[eE]\+?\d)/

function parseJsonExactly(text: string): unknown {
  return parse(text, (_key, value, context) => {
    if (typeof value !== 'number' || Number.isSafeInteger(value)) return value
    const source = context?.source ?? ''
    return /^-?\d+$/.test(source) ? BigInt(source) : Number.isInteger(value) ? source : value
  })
}

type Reviver = (key: string, value: unknown, context?: { source?: string }) => unknown

function parse(text: string, reviver?: Reviver): unknown {
  try {
    return JSON.parse(text, reviver as Parameters<typeof JSON.parse>[1])
  } catch (cause) {
    // V8's message quotes the record: only the position may go into a log.
    const position = /position \d+/.exec(String(cause))?.[0] ?? 'its end'
    throw new MappingError('MALFORMED', `the record is not valid JSON at ${position}`)
  }
}

const byteOrderMark = 0xfeff
