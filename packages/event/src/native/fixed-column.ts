const FIRST_ROWS = 256

type Values = Uint8Array | Uint16Array | Uint32Array | Int32Array

/**
 * A column of values of one size, in an array of as many numbers a row: UUID is 16 bytes, 64-bit integers are two
 * 32-bit numbers, the low one first. A row counts once the block's row count includes it, so nothing is rolled back.
 */
export class FixedColumn<A extends Values = Values> {
  readonly name: string
  readonly bytesPerRow: number
  readonly #numbersPerRow: number
  values: A

  constructor(name: string, make: new (length: number) => A, numbersPerRow = 1) {
    this.name = name
    this.values = new make(FIRST_ROWS * numbersPerRow)
    this.#numbersPerRow = numbersPerRow
    this.bytesPerRow = numbersPerRow * this.values.BYTES_PER_ELEMENT
  }

  /** Makes room for the row of this index. */
  reserve(row: number): void {
    if ((row + 1) * this.#numbersPerRow <= this.values.length) return
    const grown = new (this.values.constructor as new (length: number) => A)(2 * this.values.length)
    grown.set(this.values)
    this.values = grown
    this.reserve(row)
  }

  written(rows: number): Uint8Array[] {
    return [new Uint8Array(this.values.buffer, 0, rows * this.bytesPerRow)]
  }
}
