/** More messages than a record may hold by default are left in the last. */
const maxFrames = 20_000

/**
 * Messages of a record that came with octet counting (RFC 6587, section 3.4.1; RFC 5425): `LENGTH SP MESSAGE`, once or
 * several times. Empty where the record is not framed. A count that goes beyond the record takes what is left.
 * https://www.rfc-editor.org/rfc/rfc6587#section-3.4.1
 */
export function octetFrames(raw: Uint8Array): Uint8Array[] {
  const frames: Uint8Array[] = []
  let at = 0
  while (at < raw.length && frames.length < maxFrames) {
    const start = startOfMessage(raw, at)
    if (start < 0) break
    const length = numberIn(raw, at, start - 1)
    frames.push(raw.subarray(start, Math.min(start + length, raw.length)))
    at = skipNewlines(raw, start + length)
  }
  return at >= raw.length ? frames : []
}

/** After a count of up to eight digits that does not begin with zero, a space and `<`; -1 where there is none. */
function startOfMessage(raw: Uint8Array, from: number): number {
  let at = from
  while (at < raw.length && at - from < 9 && isDigit(raw[at])) at += 1
  const isCount = at > from && at - from < 9 && raw[from] !== 0x30
  return isCount && raw[at] === 0x20 && raw[at + 1] === 0x3c ? at + 1 : -1
}

function numberIn(raw: Uint8Array, start: number, end: number): number {
  let number = 0
  for (let at = start; at < end; at++) number = number * 10 + (raw[at] ?? 0x30) - 0x30
  return number
}

function skipNewlines(raw: Uint8Array, from: number): number {
  let at = from
  while (raw[at] === 0x0a || raw[at] === 0x0d) at += 1
  return at
}

const isDigit = (byte: number | undefined): boolean => byte !== undefined && byte >= 0x30 && byte <= 0x39
