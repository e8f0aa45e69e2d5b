import { eventColumns } from '../columns.ts'

/** How a column's value stands in a RowBinary row: so many bytes, a String, or an array of elements of n Strings. */
type Layout = { readonly bytes: number } | { readonly texts: 0 | 1 | 2 | 3 }

const layouts: Record<string, Layout> = {
  String: { texts: 0 },
  'LowCardinality(String)': { texts: 0 },
  'Array(LowCardinality(String))': { texts: 1 },
  'Map(LowCardinality(String), String)': { texts: 2 },
  'Array(Tuple(type String, id String, name String))': { texts: 3 },
  UUID: { bytes: 16 },
  DateTime64: { bytes: 8 },
  UInt64: { bytes: 8 },
  UInt32: { bytes: 4 },
  UInt16: { bytes: 2 },
  UInt8: { bytes: 1 },
  Enum8: { bytes: 1 },
}

/** For each column its size in bytes, or 0 for a String, or -n for an array of elements of n Strings. */
const sizes = Int8Array.from(eventColumns, ({ name, type }) => {
  const layout = layouts[type] ?? layouts[type.replace(/\(.*/, '')]
  if (!layout) throw new TypeError(`${name}: no RowBinary layout for ${type}`)
  return 'bytes' in layout ? layout.bytes : -layout.texts
})

/**
 * Finds where each column of a RowBinary row begins, the columns being eventColumns in their order.
 * RowBinary: https://clickhouse.com/docs/en/interfaces/formats/RowBinary
 */
export class RowScanner {
  /** Where each column of the last row begins. */
  readonly starts = new Int32Array(sizes.length)
  /** After a row that ended early: how many bytes, from where it begins, are certainly needed. */
  needed = 0
  #bytes: Uint8Array = new Uint8Array(0)
  #at = 0

  /** Where the row that begins at `start` ends, or -1 where the bytes end before it. */
  scan(bytes: Uint8Array, start: number): number {
    this.#bytes = bytes
    this.#at = start
    for (let i = 0; i < sizes.length; i++) {
      this.starts[i] = this.#at
      const size = sizes[i] as number
      if (size > 0) this.#at += size
      else if (size === 0) this.#skipText()
      else this.#skipArray(-size)
      if (this.#at > bytes.length) {
        this.needed = this.#at - start
        return -1
      }
    }
    return this.#at
  }

  #skipText(): void {
    const length = this.varint()
    this.#at += length
  }

  #skipArray(texts: number): void {
    const count = this.varint()
    for (let i = count * texts; i > 0 && this.#at <= this.#bytes.length; i--) this.#skipText()
  }

  /** Moves to a place of the row, to read its lengths one by one. */
  seek(at: number): void {
    this.#at = at
  }

  /** Where the next value begins. */
  get at(): number {
    return this.#at
  }

  /** An unsigned LEB128 number. Past the end it reads as 0, one byte long, so that the row is seen to be too short. */
  varint(): number {
    let value = 0
    let factor = 1
    for (;;) {
      const byte = this.#at < this.#bytes.length ? (this.#bytes[this.#at] as number) : 0
      this.#at++
      if (byte < 0x80) return value + byte * factor
      value += (byte & 0x7f) * factor
      factor *= 128
    }
  }
}
