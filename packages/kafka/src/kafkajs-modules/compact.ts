/** The compact types of Kafka's flexible request versions (KIP-482), which kafkajs only knows for reading some of. */

export function unsignedVarint(value: number): Buffer {
  const bytes: number[] = []
  let rest = value
  for (; rest > 0x7f; rest >>>= 7) bytes.push((rest & 0x7f) | 0x80)
  bytes.push(rest)
  return Buffer.from(bytes)
}

export class CompactReader {
  readonly #bytes: Buffer
  #at = 0

  constructor(bytes: Buffer) {
    this.#bytes = bytes
  }

  skip(length: number): void {
    this.#at += length
  }

  int16(): number {
    this.#at += 2
    return this.#bytes.readInt16BE(this.#at - 2)
  }

  int32(): number {
    this.#at += 4
    return this.#bytes.readInt32BE(this.#at - 4)
  }

  int64(): bigint {
    this.#at += 8
    return this.#bytes.readBigInt64BE(this.#at - 8)
  }

  unsignedVarint(): number {
    let value = 0
    for (let shift = 0; ; shift += 7) {
      const byte = this.#bytes.readUInt8(this.#at++)
      value |= (byte & 0x7f) << shift
      if (byte < 0x80) return value >>> 0
    }
  }

  string(): string {
    const length = Math.max(this.unsignedVarint() - 1, 0)
    this.#at += length
    return this.#bytes.toString('utf8', this.#at - length, this.#at)
  }

  /** A slice. Empty where the protocol has null. */
  bytes(): Buffer {
    const length = Math.max(this.unsignedVarint() - 1, 0)
    this.#at += length
    return this.#bytes.subarray(this.#at - length, this.#at)
  }

  uuid(): string {
    this.#at += 16
    const hex = this.#bytes.toString('hex', this.#at - 16, this.#at)
    return hex.replace(/^(.{8})(.{4})(.{4})(.{4})(.{12})$/, '$1-$2-$3-$4-$5')
  }

  array<T>(item: () => T): T[] {
    return Array.from({ length: Math.max(this.unsignedVarint() - 1, 0) }, item)
  }

  tags(): void {
    for (let left = this.unsignedVarint(); left > 0; left -= 1) {
      this.unsignedVarint()
      this.skip(this.unsignedVarint())
    }
  }
}
