/**
 * Pairs of `name=value` in a line, separated by white space; a value may be empty, or in double or single quotes.
 * Of a name that comes twice the last counts. Words that are no pair are left out.
 */
export function keyValues(text: string): ReadonlyMap<string, string> {
  const pairs = new Map<string, string>()
  for (const [, name = '', double, single, bare] of text.matchAll(pair)) {
    pairs.set(name, double?.replace(/\\(["\\])/g, '$1') ?? single ?? bare ?? '')
  }
  return pairs
}

const pair = /(?<![^\s,;])([A-Za-z_][\w.-]*)=(?:"((?:[^"\\]|\\.)*)"|'([^']*)'|([^\s,;]*))/g

/** More pairs than any vendor writes are left unread. */
const maxPairs = 1000

/**
 * Pairs as firewalls write them: `name=value name="two words"`, separated by spaces, or by commas where the line is in a
 * CSV form. Of a name that comes twice the first counts. By hand: 3 us for 40 pairs where the pattern above takes 12.
 */
export function firewallPairs(text: string, separator: ' ' | ',' = ' '): Map<string, string> {
  const pairs = new Map<string, string>()
  let at = 0
  while (at < text.length && pairs.size < maxPairs) {
    const equals = text.indexOf('=', at)
    if (equals < 0) break
    const name = text.slice(startOfName(text, at, equals), equals)
    const isQuoted = text.charCodeAt(equals + 1) === doubleQuote
    const start = isQuoted ? equals + 2 : equals + 1
    const end = isQuoted ? endOfQuoted(text, start) : endOfBare(text, start, separator)
    const value = text.slice(start, end)
    if (name !== '' && !pairs.has(name)) pairs.set(name, isQuoted && value.includes('\\') ? unescaped(value) : value)
    at = end + 1
  }
  return pairs
}

const doubleQuote = 34
const backslash = 92

const unescaped = (value: string): string => value.replace(/\\(["\\])/g, '$1')

function startOfName(text: string, from: number, equals: number): number {
  let start = equals
  while (start > from && !isSeparator(text.charCodeAt(start - 1))) start -= 1
  return start
}

/** White space, a comma, or a quote that closed the value before. */
const isSeparator = (code: number): boolean => code <= 32 || code === 44 || code === doubleQuote

function endOfQuoted(text: string, start: number): number {
  let end = text.indexOf('"', start)
  while (end > start && text.charCodeAt(end - 1) === backslash && isEscaped(text, start, end))
    end = text.indexOf('"', end + 1)
  return end < 0 ? text.length : end
}

function isEscaped(text: string, start: number, at: number): boolean {
  let slashes = 0
  while (at - 1 - slashes >= start && text.charCodeAt(at - 1 - slashes) === backslash) slashes += 1
  return slashes % 2 === 1
}

function endOfBare(text: string, start: number, separator: ' ' | ','): number {
  let end = start
  const comma = separator === ',' ? 44 : 32
  while (end < text.length && text.charCodeAt(end) > 32 && text.charCodeAt(end) !== comma) end += 1
  return end
}
