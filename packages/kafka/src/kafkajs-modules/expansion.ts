/**
 * Fault: kafkajs decompresses a fetch whole, whatever it grows to, before anyone can refuse it: 500 KB of zstd can be 4 GB
 * of zeros, and 8 MiB of records without a value a million objects. The broker takes both, for it looks at compressed
 * bytes alone. Here a response is decoded as long as it costs no more than `maxCost`, and a batch that costs more by
 * itself is given as one `tooLarge` message in its place. Honest producers are far below: Kafka's own limit a request
 * of 1 MiB before compression.
 */

/** Bytes after decompression, with `costOfRecord` for each record, that one batch may take in memory. */
export const maxCost = 64 * 1024 * 1024

/**
 * Past this no further batch of a fetch response is decoded. Figure: records of 2 B with two headers each, compressed
 * with zstd, took a normalizer or a sink to 915 MB of RSS (1,000,000 of them) where it was 64 MiB and headers were not
 * counted; 496 MB with this (150,000 of them).
 */
export const responseCost = 16 * 1024 * 1024

/** A header's name, its value's slice, and its place in the record (a Buffer object is 100 B and more). */
export const costOfHeader = 200

/** Objects for a record and its slices (heap snapshot). */
const costOfRecord = 250

export class ExpansionError extends Error {
  override readonly name = 'ExpansionError'
}

/** What is left for a fetch response; below 0 nothing more of it is decoded. */
export type Allowance = { left: number }

/** Stands for a batch that was not decoded. */
export type TooLargeMessage = { readonly offset: string; readonly isControlRecord: false; readonly tooLarge: true }

const countAt = 57
const lastOffsetDeltaAt = 23

/** Of the batch that begins at `start`; a header that is cut off counts none. */
export function costOfRecords(bytes: Buffer, start: number): number {
  return bytes.length < start + countAt + 4 ? 0 : bytes.readInt32BE(start + countAt) * costOfRecord
}

export function tooLargeMessage(bytes: Buffer, start: number): TooLargeMessage {
  const last = bytes.readBigInt64BE(start) + BigInt(bytes.readInt32BE(start + lastOffsetDeltaAt))
  return { offset: String(last), isControlRecord: false, tooLarge: true }
}

/** Refuses what zlib's maxOutputLength refused, and passes other errors on. */
export function refuseOverflow(error: unknown): never {
  const { code } = error as { code?: string }
  if (code === 'ERR_BUFFER_TOO_LARGE') throw new ExpansionError(`more than ${maxCost} bytes`, { cause: error })
  throw error
}

export function refuseAbove(bytes: number): void {
  if (bytes > maxCost) throw new ExpansionError(`${bytes} bytes`)
}

/** Length of a raw snappy block after decompression: the varint that it begins with. */
export function snappyLength(block: Buffer): number {
  let length = 0
  for (let at = 0; at < 5; at += 1) {
    const byte = block[at] ?? 0
    length += (byte & 0x7f) * 2 ** (7 * at)
    if (byte < 0x80) break
  }
  return length
}

const lz4Magic = 0x184d2204
const lz4BlockSizes = [0, 0, 0, 0, 65_536, 262_144, 1_048_576, 4_194_304]

/**
 * Most bytes that an LZ4 frame can become: its blocks, each of the largest size that its header allows.
 * Layout: https://github.com/lz4/lz4/blob/dev/doc/lz4_Frame_format.md
 */
export function lz4Bound(frame: Buffer): number {
  if (frame.length < 7 || frame.readUInt32LE(0) !== lz4Magic) return 0
  const flags = frame.readUInt8(4)
  const blockSize = lz4BlockSizes[(frame.readUInt8(5) >> 4) & 7] ?? 0
  const checksum = flags & 0x10 ? 4 : 0
  // Magic, flags, block descriptor, content size, dictionary id, header checksum.
  let at = 6 + (flags & 0x08 ? 8 : 0) + (flags & 0x01 ? 4 : 0) + 1
  let bound = 0
  while (at + 4 <= frame.length) {
    const size = frame.readUInt32LE(at)
    if (size === 0) break
    const stored = size >= 0x8000_0000
    const length = size & 0x7fff_ffff
    // A block of n bytes cannot become more than 255 n.
    bound += stored ? length : Math.min(blockSize, length * 255)
    at += 4 + length + checksum
  }
  return bound
}
