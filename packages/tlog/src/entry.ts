/**
 * What a leaf of the log says of one record of `audit.normalized`. docs/integrity.md gives the bytes, with vectors. All
 * integers are big-endian.
 *
 *     event:      01 | offset u64 | schema fingerprint u64 | ingest_time i64 | tenant_id u32 + UTF-8 |
 *                 dataset u32 + UTF-8 | class_uid u32 | SHA-256 of the Avro body
 *     unreadable: 02 | offset u64 | SHA-256 of the record's value
 */
import { hash } from 'node:crypto'
import { TrailhouseError } from '@trailhouse/errors'
import { HASH_BYTES } from './hash.ts'

/** What can still be said of an event when its row is gone by retention or erasure. */
export type EntryHead = {
  /** Offset in its partition, 0 to 2^53 - 1. */
  readonly offset: number
  /** CRC-64-AVRO of the writer schema, 0 to 2^64 - 1. */
  readonly fingerprint: bigint
  /** Microseconds since the epoch. */
  readonly ingestTime: number
  readonly tenantId: string
  readonly dataset: string
  /** OCSF class, 0 to 2^32 - 1. */
  readonly classUid: number
}

/** An entry as read: of an event, or of a record from which no event could be read. `bodyHash` has 32 bytes. */
export type Entry =
  | (EntryHead & { readonly kind: 'event'; readonly bodyHash: Uint8Array })
  | { readonly kind: 'unreadable'; readonly offset: number; readonly bodyHash: Uint8Array }

const EVENT = 1
const UNREADABLE = 2
/** Bytes of an event's entry without its two strings. */
const FIXED = 1 + 8 + 8 + 8 + 4 + 4 + 4 + HASH_BYTES

/**
 * Writes entries one after another into one block of memory, each after the byte 0x00 with which RFC 6962 hashes a leaf:
 * what it returns goes to `TreeAppender.appendPrefixed`, and holds until the next call.
 */
export class EntryWriter {
  #block = Buffer.alloc(1024)

  /** The entry of an event with the Avro body `body`. */
  event(head: EntryHead, body: Uint8Array): Buffer {
    return this.eventOfHash(head, hash('sha256', body, 'binary'))
  }

  /** The same where only the body's SHA-256 is left, as Latin-1 text of 32 characters. */
  eventOfHash(head: EntryHead, bodyHash: string): Buffer {
    const block = this.#atLeast(1 + FIXED + 3 * (head.tenantId.length + head.dataset.length))
    block[1] = EVENT
    writeCount(block, head.offset, 2)
    block.writeBigUInt64BE(head.fingerprint, 10)
    writeCount(block, head.ingestTime, 18)
    let at = writeText(block, head.tenantId, 26)
    at = writeText(block, head.dataset, at)
    at = block.writeUInt32BE(head.classUid, at)
    at += block.write(bodyHash, at, HASH_BYTES, 'latin1')
    return block.subarray(0, at)
  }

  /** The entry of a record that is no event; a record without a value has the hash of nothing. */
  unreadable(offset: number, value: Uint8Array | null): Buffer {
    this.#block[1] = UNREADABLE
    writeCount(this.#block, offset, 2)
    this.#block.write(hash('sha256', value ?? '', 'binary'), 10, HASH_BYTES, 'latin1')
    return this.#block.subarray(0, 10 + HASH_BYTES)
  }

  #atLeast(bytes: number): Buffer {
    if (this.#block.length < bytes) this.#block = Buffer.alloc(2 * bytes)
    return this.#block
  }
}

/** The entry without the byte of the leaf, as a copy. */
export function entryOf(prefixed: Uint8Array): Buffer {
  return Buffer.from(prefixed.subarray(1))
}

/**
 * Reads an entry back.
 *
 * @throws TrailhouseError ENTRY_INVALID for bytes that are no entry of a known version
 */
export function readEntry(bytes: Uint8Array): Entry {
  const entry = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length)
  try {
    const read = entry[0] === EVENT ? readEvent(entry) : readUnreadable(entry)
    if (read !== undefined) return read
  } catch (error) {
    if (!(error instanceof RangeError || error instanceof TypeError)) throw error
  }
  throw new TrailhouseError('ENTRY_INVALID', 'these bytes are no entry of this version of the log: update trailhouse')
}

function readEvent(entry: Buffer): Entry | undefined {
  const tenantEnd = 29 + entry.readUInt32BE(25)
  const datasetEnd = tenantEnd + 4 + entry.readUInt32BE(tenantEnd)
  if (entry.length !== datasetEnd + 4 + HASH_BYTES) return undefined
  return {
    kind: 'event',
    offset: readOffset(entry),
    fingerprint: entry.readBigUInt64BE(9),
    ingestTime: readCount(entry, 17),
    tenantId: utf8.decode(entry.subarray(29, tenantEnd)),
    dataset: utf8.decode(entry.subarray(tenantEnd + 4, datasetEnd)),
    classUid: entry.readUInt32BE(datasetEnd),
    bodyHash: entry.subarray(datasetEnd + 4),
  }
}

function readUnreadable(entry: Buffer): Entry | undefined {
  if (entry[0] !== UNREADABLE || entry.length !== 9 + HASH_BYTES) return undefined
  return { kind: 'unreadable', offset: readOffset(entry), bodyHash: entry.subarray(9) }
}

const utf8 = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true })

function writeText(block: Buffer, text: string, at: number): number {
  const length = block.write(text, at + 4, 'utf8')
  block.writeUInt32BE(length, at)
  return at + 4 + length
}

/** A whole number of up to 53 bits in 8 bytes, in two's complement: without a bigint for each event. */
function writeCount(block: Buffer, value: number, at: number): void {
  const high = Math.floor(value / 2 ** 32)
  block.writeInt32BE(high, at)
  block.writeUInt32BE(value - high * 2 ** 32, at + 4)
}

function readOffset(entry: Buffer): number {
  const offset = readCount(entry, 1)
  if (offset < 0) throw new RangeError('below 0')
  return offset
}

function readCount(entry: Buffer, at: number): number {
  const value = entry.readInt32BE(at) * 2 ** 32 + entry.readUInt32BE(at + 4)
  if (!Number.isSafeInteger(value)) throw new RangeError('beyond 2^53')
  return value
}
