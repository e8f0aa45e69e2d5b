import { uuidToNative } from '@trailhouse/event'

/** A type as it travels: LowCardinality columns travel as String. A DateTime64(3) is given in milliseconds. */
export type CellType = 'UUID' | 'UInt8' | 'UInt16' | 'UInt32' | 'UInt64' | 'String' | "DateTime64(3, 'UTC')"
export type Cell = string | number

const sizes = { UUID: 16, UInt8: 1, UInt16: 2, UInt32: 4, UInt64: 8, "DateTime64(3, 'UTC')": 8 } as const
const firstSize = 1024
const longestVarint = 5

/** A column of ClickHouse's Native format, as it goes on the wire. */
export class CellColumn {
  readonly #name: string
  readonly #type: CellType
  /** Where each row ends. */
  readonly #ends: number[] = []
  #bytes = Buffer.allocUnsafe(firstSize)
  #end = 0

  constructor(name: string, type: CellType) {
    this.#name = name
    this.#type = type
  }

  /** @returns the bytes that the cell takes */
  append(cell: Cell): number {
    const before = this.#end
    if (this.#type === 'String') this.#text(String(cell))
    else this.#fixed(this.#type, cell)
    this.#ends.push(this.#end)
    return this.#end - before
  }

  /** The column with the rows [from, to) alone. */
  rows(from: number, to: number): Uint8Array[] {
    return [prefixed(this.#name), prefixed(this.#type), this.#bytes.subarray(this.#startOf(from), this.#startOf(to))]
  }

  #startOf(row: number): number {
    return row === 0 ? 0 : (this.#ends[row - 1] as number)
  }

  #text(text: string): void {
    const length = Buffer.byteLength(text)
    this.#reserve(longestVarint + length)
    this.#end += varint(length).copy(this.#bytes, this.#end)
    this.#end += this.#bytes.write(text, this.#end, 'utf8')
  }

  #fixed(type: keyof typeof sizes, cell: Cell): void {
    this.#reserve(16)
    if (type === 'UUID') this.#bytes.set(uuidToNative(String(cell)), this.#end)
    else this.#bytes.writeBigInt64LE(BigInt(cell), this.#end)
    this.#end += sizes[type]
  }

  #reserve(length: number): void {
    if (this.#end + length <= this.#bytes.length) return
    const grown = Buffer.allocUnsafe(Math.max(2 * this.#bytes.length, this.#end + length))
    this.#bytes.copy(grown, 0, 0, this.#end)
    this.#bytes = grown
  }
}

function prefixed(text: string): Buffer {
  return Buffer.concat([varint(Buffer.byteLength(text)), Buffer.from(text, 'utf8')])
}

export function varint(value: number): Buffer {
  const bytes: number[] = []
  let rest = value
  for (; rest >= 0x80; rest = Math.floor(rest / 128)) bytes.push((rest % 128) | 0x80)
  bytes.push(rest)
  return Buffer.from(bytes)
}
