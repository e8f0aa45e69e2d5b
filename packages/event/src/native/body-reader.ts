import { isUtf8 } from 'node:buffer'
import { type ReasonCode, RecordError } from '@trailhouse/errors'
import { MAX_LONG, MIN_TIME } from '../ranges.ts'
import type { ArrayColumn } from './array-column.ts'
import type { FixedColumn } from './fixed-column.ts'
import type { TextColumn } from './text-column.ts'

/** Up to this length a loop copies text faster than subarray and set do (measured: bench/transcode.ts). */
const SHORT = 64

/** The value of a lower-case hexadecimal digit; 0xff for any other byte. */
const digits = new Uint8Array(256).fill(0xff)
for (const [value, digit] of [...'0123456789abcdef'].entries()) digits[digit.charCodeAt(0)] = value

/**
 * Where byte i of a UUID stands in its text. In ClickHouse's form, two UInt64, the high one first, each little-endian, it
 * stands at i ^ 7.
 */
const uuidText = Uint8Array.of(0, 2, 4, 6, 9, 11, 14, 16, 19, 21, 24, 26, 28, 30, 32, 34)

/**
 * Walks an Avro body and appends each value to a column of a NativeBlock. Accepts only what `encodeEvent` writes: every
 * other body throws RecordError with the reason, and a claimed length allocates nothing before it is checked against
 * the bytes that are there.
 */
export class BodyReader {
  #bytes: Uint8Array = new Uint8Array(0)
  #view = new DataView(this.#bytes.buffer)
  #at = 0
  #end = 0
  /** The last long read: 32 bits each. */
  #low = 0
  #high = 0

  begin(bytes: Uint8Array, start: number, end: number): void {
    if (this.#view.buffer !== bytes.buffer) this.#view = new DataView(bytes.buffer)
    this.#bytes = bytes
    this.#at = start
    this.#end = end
  }

  finish(): void {
    if (this.#at !== this.#end)
      throw new RecordError('TRAILING_BYTES', `${this.#end - this.#at} bytes follow the last field`)
  }

  text(column: TextColumn): void {
    const at = this.#at
    if (at >= this.#end) throw truncated(column.name)
    if (this.#bytes[at] === 0) {
      column.appendEmpty()
      this.#at = at + 1
      return
    }
    const length = this.#readLength(column.name)
    column.reserve(length)
    column.appendLength(length)
    if (length > SHORT) this.#copyLong(column, length, true)
    else this.#copyShort(column, length)
  }

  /** Text without the check of its encoding. */
  raw(column: TextColumn): void {
    const length = this.#readLength(column.name)
    column.reserve(length)
    column.appendLength(length)
    this.#copyLong(column, length, false)
  }

  #copyShort(column: TextColumn, length: number): void {
    const at = this.#at
    const high = length < 4 ? this.#copyBytes(column, length) : this.#copyWords(column, length)
    if (high !== 0 && !isUtf8(this.#bytes.subarray(at, at + length))) throw notUtf8(column.name)
    this.#at = at + length
    column.tail += length
  }

  /** The high bits of all bytes. */
  #copyBytes(column: TextColumn, length: number): number {
    const from = this.#bytes
    const to = column.bytes
    const at = this.#at
    const tail = column.tail
    let all = 0
    for (let i = 0; i < length; i++) {
      const byte = from[at + i] as number
      to[tail + i] = byte
      all |= byte
    }
    return all & 0x80
  }

  /** At least four bytes, in words of four, the last of which may overlap. */
  #copyWords(column: TextColumn, length: number): number {
    const from = this.#view
    const to = column.view
    const at = this.#bytes.byteOffset + this.#at
    const tail = column.tail
    const last = length - 4
    let all = from.getUint32(at + last, true)
    to.setUint32(tail + last, all, true)
    for (let i = 0; i < last; i += 4) {
      const word = from.getUint32(at + i, true)
      to.setUint32(tail + i, word, true)
      all |= word
    }
    return all & 0x80808080
  }

  #copyLong(column: TextColumn, length: number, isText: boolean): void {
    const value = this.#bytes.subarray(this.#at, this.#at + length)
    if (isText && !isUtf8(value)) throw notUtf8(column.name)
    column.bytes.set(value, column.tail)
    this.#at += length
    column.tail += length
  }

  /** @param max at most 2^31 - 1 */
  uint(column: FixedColumn, row: number, max: number): void {
    const value = this.#readInt(column.name)
    if (value < 0 || value > max) throw invalid(column.name, `not an integer from 0 to ${max}`)
    column.values[row] = value
  }

  /** @param indexes the column's value for each of the writer's symbols */
  enum(column: FixedColumn, row: number, indexes: readonly number[]): void {
    const value = indexes[this.#readInt(column.name)]
    if (value === undefined) throw invalid(column.name, 'no such symbol')
    column.values[row] = value
  }

  uint64(column: FixedColumn, row: number): void {
    this.#readLong(column.name)
    const value = this.#high * 0x1_0000_0000 + (this.#low >>> 0)
    if (value < 0 || value > MAX_LONG) throw invalid(column.name, `not an integer from 0 to ${MAX_LONG}`)
    this.#storeLong(column, row)
  }

  time(column: FixedColumn, row: number): void {
    this.#readLong(column.name)
    const value = this.#high * 0x1_0000_0000 + (this.#low >>> 0)
    if (value < MIN_TIME || value > MAX_LONG || value === 0)
      throw invalid(column.name, 'not microseconds from 1900 to 2255, or 0')
    this.#storeLong(column, row)
  }

  #storeLong(column: FixedColumn, row: number): void {
    column.values[2 * row] = this.#low
    column.values[2 * row + 1] = this.#high
  }

  uuid(column: FixedColumn, row: number): void {
    const length = this.#readLength(column.name)
    const at = this.#at
    if (length !== 36 || this.#copyUuid(column.values, 16 * row, at) !== 0)
      throw new RecordError('NOT_CANONICAL', `${column.name}: not a UUID in lower case`)
    this.#at = at + 36
  }

  /** 0 if the 36 bytes are a UUID's. */
  #copyUuid(to: FixedColumn['values'], target: number, at: number): number {
    const from = this.#bytes
    let wrong = 0
    for (let i = 0; i < 16; i++) {
      const text = at + (uuidText[i] as number)
      const high = digits[from[text] as number] as number
      const low = digits[from[text + 1] as number] as number
      wrong |= (high | low) & 0xf0
      to[target + (i ^ 7)] = (high << 4) | low
    }
    for (let i = 8; i <= 23; i += 5) wrong |= (from[at + i] as number) ^ 0x2d
    return wrong
  }

  array(column: ArrayColumn, row: number): void {
    const count = this.#readCount(column.name)
    for (let i = 0; i < count; i++) for (const part of column.parts) this.text(part)
    if (count > 0) this.#readEnd(column.name)
    column.appendCount(row, count)
  }

  map(column: ArrayColumn, row: number): void {
    const [keys, values] = column.parts as [TextColumn, TextColumn]
    const count = this.#readCount(column.name)
    let last = -1
    for (let i = 0; i < count; i++) {
      const key = keys.tail
      this.text(keys)
      if (last >= 0 && compareValues(keys.bytes, last, key) >= 0)
        throw new RecordError('NOT_CANONICAL', `${column.name}: its keys are not in the order of their bytes`)
      last = key
      this.text(values)
    }
    if (count > 0) this.#readEnd(column.name)
    column.appendCount(row, count)
  }

  /** A count may be huge: its elements end with the body, since each takes at least a byte. */
  #readCount(name: string): number {
    const count = this.#readInt(name)
    if (count < 0) throw new RecordError('NOT_CANONICAL', `${name}: a block with its size in bytes`)
    return count
  }

  #readEnd(name: string): void {
    if (this.#readInt(name) !== 0) throw new RecordError('NOT_CANONICAL', `${name}: more than one block`)
  }

  /** A length that the body has bytes for. */
  #readLength(name: string): number {
    const length = this.#readInt(name)
    if (length < 0) throw new RecordError('MALFORMED', `${name}: a negative length`)
    if (length > this.#end - this.#at) throw truncated(name)
    return length
  }

  /** A long as a number; exact to 2^53, and a greater one is still greater than any limit it is compared with. */
  #readInt(name: string): number {
    const at = this.#at
    if (at < this.#end) {
      const byte = this.#bytes[at] as number
      if (byte < 0x80) {
        this.#at = at + 1
        return (byte >>> 1) ^ -(byte & 1)
      }
    }
    this.#readLong(name)
    return this.#high * 0x1_0000_0000 + (this.#low >>> 0)
  }

  /** A zigzag varint of at most 10 bytes, in three pieces of 28, 28 and 8 bits. */
  #readLong(name: string): void {
    const bytes = this.#bytes
    const end = this.#end
    let at = this.#at
    let low = 0
    let middle = 0
    let high = 0
    let byte = 0x80
    for (let i = 0; byte >= 0x80; i++) {
      if (at >= end) throw truncated(name)
      byte = bytes[at++] as number
      if (i === 9 && byte > 1) throw new RecordError('MALFORMED', `${name}: a number of more than 64 bits`)
      if (i > 0 && byte === 0) throw new RecordError('NOT_CANONICAL', `${name}: an overlong varint`)
      if (i < 4) low |= (byte & 0x7f) << (7 * i)
      else if (i < 8) middle |= (byte & 0x7f) << (7 * i - 28)
      else high |= (byte & 0x7f) << (7 * i - 56)
    }
    this.#at = at
    const zigzagLow = low | (middle << 28)
    const zigzagHigh = (middle >>> 4) | (high << 24)
    const sign = -(zigzagLow & 1)
    this.#low = ((zigzagLow >>> 1) | (zigzagHigh << 31)) ^ sign
    this.#high = (zigzagHigh >>> 1) ^ sign
  }
}

/** Compares two values of a text column, each where its length begins, by their bytes. */
function compareValues(bytes: Uint8Array, a: number, b: number): number {
  const [startA, endA] = bounds(bytes, a)
  const [startB, endB] = bounds(bytes, b)
  return Buffer.compare(bytes.subarray(startA, endA), bytes.subarray(startB, endB))
}

function bounds(bytes: Uint8Array, start: number): [number, number] {
  let at = start
  let length = 0
  for (let shift = 0; ; shift += 7) {
    const byte = bytes[at++] as number
    length |= (byte & 0x7f) << shift
    if (byte < 0x80) return [at, at + length]
  }
}

const fail = (reason: ReasonCode, message: string) => new RecordError(reason, message)
const truncated = (name: string) => fail('TRUNCATED_BODY', `${name}: the body ends within it`)
const notUtf8 = (name: string) => fail('INVALID_UTF8', `${name}: not UTF-8`)
const invalid = (name: string, message: string) => fail('INVALID_FIELD', `${name}: ${message}`)
