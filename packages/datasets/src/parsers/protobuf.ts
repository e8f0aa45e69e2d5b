import { MappingError } from '../mapper.ts'
import type { Span } from './json-slices.ts'

/**
 * Reads the fields of a protobuf message by their numbers.
 * https://protobuf.dev/programming-guides/encoding/
 *
 * By hand: protobufjs and protobuf-es decode into objects, and neither tells where in the bytes a submessage stood, which
 * is what an event keeps as `raw`.
 */
export class ProtobufReader {
  readonly #bytes: Buffer
  readonly #end: number
  #at: number
  #wire = 0

  constructor(bytes: Uint8Array, { start, end }: Span = { start: 0, end: bytes.length }) {
    this.#bytes = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength)
    this.#at = start
    this.#end = end
  }

  /**
   * Goes to the next field; its number, or 0 at the end of the message. The value must then be read or skipped.
   * @throws MappingError MALFORMED, as all of these do
   */
  next(): number {
    if (this.#at >= this.#end) return 0
    const tag = Number(this.#varint())
    this.#wire = tag & 7
    const field = Math.floor(tag / 8)
    if (field < 1 || field > maxField) throw malformed('a field number is out of range')
    return field
  }

  /** Where a string, bytes or a submessage stands. */
  span(): Span {
    this.#expect(wireLength)
    const length = Number(this.#varint())
    const start = this.#at
    this.#advance(length)
    return { start, end: this.#at }
  }

  string(): string {
    const { start, end } = this.span()
    return this.#bytes.toString('utf8', start, end)
  }

  /** `hex` or `base64` of bytes. */
  bytes(encoding: 'hex' | 'base64'): string {
    const { start, end } = this.span()
    return this.#bytes.toString(encoding, start, end)
  }

  /** An int64, bool or enum; as bigint where a number cannot hold it. */
  int(): number | bigint {
    this.#expect(wireVarint)
    return this.#varint()
  }

  /** A fixed64 as bigint. */
  fixed64(): bigint {
    this.#expect(wireFixed64)
    this.#advance(8)
    return this.#bytes.readBigUInt64LE(this.#at - 8)
  }

  double(): number {
    this.#expect(wireFixed64)
    this.#advance(8)
    return this.#bytes.readDoubleLE(this.#at - 8)
  }

  /** Passes over a field that is not known. */
  skip(): void {
    if (this.#wire === wireVarint) this.#varint()
    else if (this.#wire === wireLength) this.span()
    else if (this.#wire === wireFixed64) this.#advance(8)
    else if (this.#wire === wireFixed32) this.#advance(4)
    else throw malformed('a field has a wire type that proto3 does not have')
  }

  /** Seven bytes are 49 bits, which a number holds; more are rare, and negative numbers have ten. */
  #varint(): number | bigint {
    let value = 0
    for (let index = 0, scale = 1; index < 7; index++, scale *= 128) {
      const byte = this.#byte()
      value += (byte & 127) * scale
      if (byte < 128) return value
    }
    let large = BigInt(value)
    for (let shift = 49n; shift < 70n; shift += 7n) {
      const byte = this.#byte()
      large |= BigInt(byte & 127) << shift
      if (byte < 128) return smallest(BigInt.asIntN(64, large))
    }
    throw malformed('a number has more than ten bytes')
  }

  #byte(): number {
    if (this.#at >= this.#end) throw malformed('it ends within a field')
    return this.#bytes[this.#at++] ?? 0
  }

  #advance(length: number): void {
    if (!(length >= 0 && length <= this.#end - this.#at)) throw malformed('a field is longer than what holds it')
    this.#at += length
  }

  #expect(wire: number): void {
    if (this.#wire !== wire) throw malformed('a field has another wire type than its own')
  }
}

const wireVarint = 0
const wireFixed64 = 1
const wireLength = 2
const wireFixed32 = 5
const maxField = 536_870_911

const malformed = (why: string) => new MappingError('MALFORMED', `the record is no valid protobuf message: ${why}`)

function smallest(value: bigint): number | bigint {
  const number = Number(value)
  return Number.isSafeInteger(number) ? number : value
}
