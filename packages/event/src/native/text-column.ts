const FIRST_SIZE = 1024

/**
 * A ClickHouse String column in Native form: for each value the varint of its length, then its bytes. What stands
 * behind `end` belongs to a row that is still being read and counts only once it is committed.
 */
export class TextColumn {
  readonly name: string
  bytes = new Uint8Array(FIRST_SIZE)
  view = new DataView(this.bytes.buffer)
  end = 0
  tail = 0

  constructor(name: string) {
    this.name = name
  }

  /** Makes room for a value of this length with the varint before it. */
  reserve(length: number): void {
    if (this.tail + length + 5 > this.bytes.length) this.#grow(length + 5)
  }

  #grow(bytes: number): void {
    const grown = new Uint8Array(Math.max(2 * this.bytes.length, this.tail + bytes))
    grown.set(this.bytes.subarray(0, this.tail))
    this.bytes = grown
    this.view = new DataView(grown.buffer)
  }

  /** Room must have been reserved. */
  appendLength(length: number): void {
    let rest = length
    while (rest >= 0x80) {
      this.bytes[this.tail++] = (rest & 0x7f) | 0x80
      rest >>>= 7
    }
    this.bytes[this.tail++] = rest
  }

  appendEmpty(): void {
    if (this.tail === this.bytes.length) this.#grow(1)
    this.bytes[this.tail++] = 0
  }

  append(value: Uint8Array): void {
    this.reserve(value.length)
    this.appendLength(value.length)
    this.bytes.set(value, this.tail)
    this.tail += value.length
  }

  written(): Uint8Array[] {
    return [this.bytes.subarray(0, this.end)]
  }
}
