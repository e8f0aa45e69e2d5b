import { RecordError } from '@trailhouse/errors'
import { isTime } from './ranges.ts'
import { compareUtf8 } from './utf8.ts'

const SLAB = 64 * 1024

/** 1 for the characters of a canonical UUID's hexadecimal digits. */
const hexadecimal = new Uint8Array(128)
for (const digit of '0123456789abcdef') hexadecimal[digit.charCodeAt(0)] = 1

/**
 * Writes Avro values one after the other. Bodies are written straight into a slab and handed out as slices of it: no
 * copy and no allocation of their own. A slice that is kept for long keeps its slab of 64 KiB.
 *
 * Every method throws RecordError INVALID_FIELD, naming the field, for a value that the field cannot hold.
 */
export class BodyWriter {
  #slab = Buffer.allocUnsafeSlow(SLAB)
  #start = 0
  #end = 0

  /** Begins a body; one that was not taken, because a value was refused, is forgotten. */
  begin(): void {
    this.#end = this.#start
  }

  /** The body written since `begin`. A slab that a large body made is given away with it: later ones would pin it. */
  take(): Buffer {
    const body = this.#slab.subarray(this.#start, this.#end)
    if (this.#slab.length > SLAB) {
      this.#slab = Buffer.allocUnsafeSlow(SLAB)
      this.#end = 0
    }
    this.#start = this.#end
    return body
  }

  #reserve(bytes: number): void {
    if (this.#end + bytes <= this.#slab.length) return
    const written = this.#end - this.#start
    const slab = Buffer.allocUnsafeSlow(Math.max(SLAB, 2 * (written + bytes)))
    this.#slab.copy(slab, 0, this.#start, this.#end)
    this.#slab = slab
    this.#start = 0
    this.#end = written
  }

  /** The Confluent wire format's five bytes before the body. */
  frame(schemaId: number): void {
    this.#reserve(5)
    this.#slab[this.#end] = 0
    this.#slab.writeInt32BE(schemaId, this.#end + 1)
    this.#end += 5
  }

  string(field: string, value: string): void {
    if (typeof value !== 'string') throw invalid(field, value, 'text')
    const { length } = value
    if (length < 64 && this.#writeAscii(value, length)) return
    const bytes = Buffer.byteLength(value)
    this.#reserve(bytes + 10)
    this.#writeLong(bytes)
    this.#slab.write(value, this.#end, bytes, 'utf8')
    this.#end += bytes
  }

  /** A loop is cheaper than the call into C++ for short text. False, with nothing written, at the first non-ASCII. */
  #writeAscii(value: string, length: number): boolean {
    this.#reserve(length + 1)
    const slab = this.#slab
    let at = this.#end
    slab[at++] = 2 * length
    for (let i = 0; i < length; i++) {
      const unit = value.charCodeAt(i)
      if (unit >= 0x80) return false
      slab[at++] = unit
    }
    this.#end = at
    return true
  }

  uuid(field: string, value: string): void {
    if (!isCanonicalUuid(value)) throw invalid(field, value, 'a UUID in lower case')
    this.string(field, value)
  }

  uint(field: string, value: number, max: number): void {
    if (!Number.isInteger(value) || value < 0 || value > max) throw invalid(field, value, `an integer from 0 to ${max}`)
    this.#reserve(10)
    this.#writeLong(value)
  }

  time(field: string, value: number): void {
    if (!isTime(value)) throw invalid(field, value, 'microseconds from 1900 to 2255, and not 0')
    this.#reserve(10)
    this.#writeLong(value)
  }

  enum(field: string, value: string, symbols: readonly string[]): void {
    const index = symbols.indexOf(value)
    if (index < 0) throw invalid(field, value, `one of ${symbols.join(', ')}`)
    this.#reserve(10)
    this.#writeLong(index)
  }

  bytes(field: string, value: Uint8Array): void {
    if (!(value instanceof Uint8Array)) throw invalid(field, value, 'bytes')
    this.#reserve(value.length + 10)
    this.#writeLong(value.length)
    this.#slab.set(value, this.#end)
    this.#end += value.length
  }

  /** Text or bytes that are already UTF-8 in another buffer. A loop is cheaper than `set` for short ones. */
  copy(from: Uint8Array, start: number, length: number): void {
    this.#reserve(length + 10)
    this.#writeLong(length)
    const slab = this.#slab
    const at = this.#end
    if (length > 64) slab.set(from.subarray(start, start + length), at)
    else for (let i = 0; i < length; i++) slab[at + i] = from[start + i] as number
    this.#end = at + length
  }

  /** The number of items that follow, or the 0 behind them. */
  count(count: number): void {
    this.#reserve(10)
    this.#writeLong(count)
  }

  array<T>(field: string, items: readonly T[], write: (item: T) => void): void {
    if (!Array.isArray(items)) throw invalid(field, items, 'an array')
    this.count(items.length)
    for (const item of items) write(item)
    if (items.length > 0) this.count(0)
  }

  map(field: string, value: Readonly<Record<string, string>>): void {
    if (typeof value !== 'object' || value === null) throw invalid(field, value, 'a map of text')
    const entries = Object.entries(value)
    this.count(entries.length)
    if (entries.length === 0) return
    for (const [key, text] of canonicalEntries(field, entries)) {
      this.string(field, key)
      this.string(field, text)
    }
    this.count(0)
  }

  /** Zigzag varint. The caller has reserved its ten bytes. 28 bits at a time: a number's `>>>` sees only 32. */
  #writeLong(value: number): void {
    const slab = this.#slab
    let zigzag = value < 0 ? -2 * value - 1 : 2 * value
    let at = this.#end
    while (zigzag >= 0x1000_0000) {
      slab[at++] = (zigzag & 0x7f) | 0x80
      zigzag = Math.floor(zigzag / 128)
    }
    let low = zigzag
    while (low >= 0x80) {
      slab[at++] = (low & 0x7f) | 0x80
      low >>>= 7
    }
    slab[at++] = low
    this.#end = at
  }
}

/** Entries sorted by their keys' UTF-8 bytes; two keys that lone surrogates have made equal are refused. */
function canonicalEntries(field: string, entries: [string, string][]): [string, string][] {
  if (entries.length === 1) return entries
  const sorted = entries.map(([key, text]): [string, string] => [key.toWellFormed(), text])
  sorted.sort(([a], [b]) => compareUtf8(a, b))
  for (let i = 1; i < sorted.length; i++)
    if (sorted[i - 1]?.[0] === sorted[i]?.[0]) throw invalid(field, sorted[i]?.[0], 'a map without equal keys')
  return sorted
}

function isCanonicalUuid(value: unknown): boolean {
  if (typeof value !== 'string' || value.length !== 36) return false
  for (let i = 0; i < 36; i++) {
    const unit = value.charCodeAt(i)
    const hyphen = i === 8 || i === 13 || i === 18 || i === 23
    if (hyphen ? unit !== 0x2d : hexadecimal[unit] !== 1) return false
  }
  return true
}

function invalid(field: string, value: unknown, expected: string): RecordError {
  const shown = typeof value === 'string' ? JSON.stringify(value.slice(0, 64)) : describe(value)
  return new RecordError('INVALID_FIELD', `${field}: ${shown} is not ${expected}`)
}

const describe = (value: unknown) => (typeof value === 'object' ? typeof value : String(value))
