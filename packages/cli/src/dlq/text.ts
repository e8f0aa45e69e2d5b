/** Text from a record, safe to print: line breaks, control characters and those that change a line's direction escaped. */
export function safe(text: string): string {
  return text.replaceAll(/[\p{Cc}\p{Cf}\p{Cs}\p{Zl}\p{Zp}\\]/gu, (char) => {
    if (char === '\\') return '\\\\'
    const short = { '\n': '\\n', '\r': '\\r', '\t': '\\t' }[char]
    return short ?? `\\u{${char.codePointAt(0)?.toString(16)}}`
  })
}

/** At most `length` characters of it. */
export function cut(text: string, length: number): string {
  return text.length <= length ? text : `${text.slice(0, length - 1)}…`
}

/** The first bytes as safe text; a byte that is not UTF-8 is U+FFFD. */
export function excerpt(bytes: Buffer | null, maxBytes: number): string {
  if (bytes === null) return '(null)'
  const shown = safe(bytes.subarray(0, maxBytes).toString('utf8'))
  return bytes.length > maxBytes ? `${shown}… (${bytes.length - maxBytes} bytes more)` : shown
}
