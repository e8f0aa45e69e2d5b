/**
 * Where values stand in the bytes of a JSON text, so that a value can be kept exactly as the vendor wrote it. All of
 * these expect text that JSON.parse has accepted.
 */

/** Start (inclusive) and end (exclusive) of a value in bytes. */
export type Span = { readonly start: number; readonly end: number }

/** The whole document without the white space and the byte order mark around it. */
export function documentSpan(raw: Uint8Array): Span {
  const start = documentStart(raw)
  return { start, end: endOfValue(raw, start) }
}

/** Where the document's value starts: what `memberSpan` and `elementSpans` need of it, without reading to its end. */
export const documentStart = (raw: Uint8Array): number => skipSpace(raw, raw[0] === 0xef ? 3 : 0)

/** The value of a member, whose key is ASCII, of the object at `start`; of several the last, as JSON.parse has it. */
export function memberSpan(raw: Uint8Array, { start: object }: Pick<Span, 'start'>, key: string): Span | undefined {
  let found: Span | undefined
  let at = skipSpace(raw, object + 1)
  while (raw[at] === quote) {
    const keyEnd = endOfString(raw, at)
    const start = skipSpace(raw, skipSpace(raw, keyEnd) + 1)
    const end = endOfValue(raw, start)
    if (isKey(raw, at, keyEnd, key)) found = { start, end }
    at = nextItem(raw, end)
  }
  return found
}

/** The elements of the array at `start`. */
export function elementSpans(raw: Uint8Array, { start: array }: Pick<Span, 'start'>): Span[] {
  const spans: Span[] = []
  let start = skipSpace(raw, array + 1)
  while (start < raw.length && raw[start] !== closeBracket) {
    const end = endOfValue(raw, start)
    spans.push({ start, end })
    start = nextItem(raw, end)
  }
  return spans
}

/**
 * The elements of the array that is a member of the object at `start`; of several the last. Reads each byte once, where
 * memberSpan and elementSpans read an array twice: the scan is a tenth of what a record of a page costs.
 */
export function memberElements(raw: Uint8Array, { start: object }: Pick<Span, 'start'>, key: string): Span[] {
  let found: Span[] = []
  let at = skipSpace(raw, object + 1)
  while (raw[at] === quote) {
    const keyEnd = endOfString(raw, at)
    const start = skipSpace(raw, skipSpace(raw, keyEnd) + 1)
    const wanted = isKey(raw, at, keyEnd, key)
    if (wanted) found = raw[start] === openBracket ? elementSpans(raw, { start }) : []
    const end = wanted && raw[start] === openBracket ? endOfArray(raw, start, found) : endOfValue(raw, start)
    at = nextItem(raw, end)
  }
  return found
}

function endOfArray(raw: Uint8Array, start: number, elements: readonly Span[]): number {
  return skipSpace(raw, elements.at(-1)?.end ?? start + 1) + 1
}

/**
 * Whether any value is nested deeper than `limit`. Costs 1 ns a byte, and nothing for records that are too short to
 * reach the limit, as most are.
 */
export function exceedsDepth(raw: Uint8Array, limit: number): boolean {
  if (raw.length < 2 * limit) return false
  let depth = 0
  for (let at = 0; at < raw.length; at++) {
    const byte = raw[at]
    if (byte === quote) at = endOfString(raw, at) - 1
    else if (byte === openBrace || byte === openBracket) {
      depth += 1
      if (depth > limit) return true
    } else if (byte === closeBrace || byte === closeBracket) depth -= 1
  }
  return false
}

const quote = 0x22
const backslash = 0x5c
const comma = 0x2c
const openBrace = 0x7b
const closeBrace = 0x7d
const openBracket = 0x5b
const closeBracket = 0x5d

function endOfValue(raw: Uint8Array, start: number): number {
  const first = raw[start]
  if (first === quote) return endOfString(raw, start)
  if (first !== openBrace && first !== openBracket) return endOfScalar(raw, start)
  let depth = 0
  for (let at = start; at < raw.length; at++) {
    const byte = raw[at]
    if (byte === quote) at = endOfString(raw, at) - 1
    else if (byte === openBrace || byte === openBracket) depth += 1
    else if (byte === closeBrace || byte === closeBracket) {
      depth -= 1
      if (depth === 0) return at + 1
    }
  }
  return raw.length
}

function endOfString(raw: Uint8Array, start: number): number {
  for (let at = start + 1; at < raw.length; at++) {
    const byte = raw[at]
    if (byte === quote) return at + 1
    if (byte === backslash) at += 1
  }
  return raw.length
}

function endOfScalar(raw: Uint8Array, start: number): number {
  let at = start
  while (at < raw.length && !isSpace(raw[at]) && !isEnd(raw[at])) at += 1
  return at
}

function nextItem(raw: Uint8Array, end: number): number {
  const at = skipSpace(raw, end)
  return raw[at] === comma ? skipSpace(raw, at + 1) : at
}

function skipSpace(raw: Uint8Array, start: number): number {
  let at = start
  while (isSpace(raw[at])) at += 1
  return at
}

function isSpace(byte: number | undefined): boolean {
  return byte === 0x20 || byte === 0x0a || byte === 0x0d || byte === 0x09
}

function isEnd(byte: number | undefined): boolean {
  return byte === comma || byte === closeBrace || byte === closeBracket
}

/** Compares bytes where the key is written plainly; a key with an escape in it is read as JSON. */
function isKey(raw: Uint8Array, start: number, end: number, key: string): boolean {
  let same = end - start === key.length + 2
  for (let at = start + 1; at < end - 1; at++) {
    if (raw[at] === backslash) return JSON.parse(Buffer.from(raw.subarray(start, end)).toString('utf8')) === key
    same &&= raw[at] === key.charCodeAt(at - start - 1)
  }
  return same
}
