import { crc32c } from '@node-rs/crc32'

/**
 * A segment file is a sequence of frames: length of the payload (u32), CRC-32C of the payload (u32), payload; big endian.
 * A payload begins with its kind: 1 header, 2 event, 3 mark. A length of 0 is no frame: a file system may leave zeros
 * behind a power cut, and the CRC of nothing is 0.
 */
const HEADER = 1
const EVENT = 2
const MARK = 3
const PREFIX = 8
const EVENT_FIELDS = 1 + 6 + 4

/** Greatest length of a frame: an event's value has up to 900,000 bytes, and its key is made of fields of it. */
export const MAX_FRAME = 2 * 1_024 * 1_024

/** A place between two frames: the segment's number, and bytes from its beginning. */
export type Position = { readonly segment: number; readonly offset: number }

/** The first frame of a segment: whose events follow, in which Avro schema (as JSON); and what was done when it was begun. */
export type SegmentHeader = { readonly producer_id: string; readonly schema: string; readonly done: Position }

export type FrameContent =
  | { readonly kind: 'header'; readonly header: SegmentHeader }
  /** `value` is a record's value but for the schema id; both are slices. */
  | { readonly kind: 'event'; readonly seq: number; readonly key: Buffer; readonly value: Buffer }
  /** All events before `done` were acknowledged. */
  | { readonly kind: 'mark'; readonly done: Position }

export type Frame = { readonly content: FrameContent; readonly end: number }

/** Length of an event's frame. `keyBytes` in UTF-8. */
export const eventFrameLength = (keyBytes: number, valueBytes: number) => PREFIX + EVENT_FIELDS + keyBytes + valueBytes

export function encodeEventFrame(seq: number, key: string, value: Uint8Array): Buffer {
  const keyBytes = Buffer.byteLength(key)
  const frame = Buffer.allocUnsafe(eventFrameLength(keyBytes, value.length))
  frame[PREFIX] = EVENT
  frame.writeUIntBE(seq, PREFIX + 1, 6)
  frame.writeUInt32BE(keyBytes, PREFIX + 7)
  frame.write(key, PREFIX + EVENT_FIELDS)
  frame.set(value, PREFIX + EVENT_FIELDS + keyBytes)
  return sealed(frame)
}

export function encodeMark({ segment, offset }: Position): Buffer {
  const frame = Buffer.allocUnsafe(PREFIX + 13)
  frame[PREFIX] = MARK
  frame.writeUIntBE(segment, PREFIX + 1, 6)
  frame.writeUIntBE(offset, PREFIX + 7, 6)
  return sealed(frame)
}

export function encodeHeader(header: SegmentHeader): Buffer {
  return sealed(Buffer.concat([Buffer.alloc(PREFIX), Buffer.of(HEADER), Buffer.from(JSON.stringify(header))]))
}

function sealed(frame: Buffer): Buffer {
  frame.writeUInt32BE(frame.length - PREFIX, 0)
  frame.writeUInt32BE(crc32c(frame.subarray(PREFIX)), 4)
  return frame
}

/** The frame at `at`; `short` when the bytes end within it, `broken` when there is none, whatever follows. */
export function readFrame(bytes: Buffer, at: number): Frame | 'short' | 'broken' {
  if (bytes.length - at < PREFIX) return 'short'
  const length = bytes.readUInt32BE(at)
  if (length === 0 || length > MAX_FRAME - PREFIX) return 'broken'
  const end = at + PREFIX + length
  if (bytes.length < end) return 'short'
  const payload = bytes.subarray(at + PREFIX, end)
  if (crc32c(payload) !== bytes.readUInt32BE(at + 4)) return 'broken'
  const content = decode(payload)
  return content ? { content, end } : 'broken'
}

function decode(payload: Buffer): FrameContent | undefined {
  if (payload[0] === EVENT && payload.length >= EVENT_FIELDS) {
    const value = EVENT_FIELDS + payload.readUInt32BE(7)
    const key = payload.subarray(EVENT_FIELDS, value)
    return { kind: 'event', seq: payload.readUIntBE(1, 6), key, value: payload.subarray(value) }
  }
  if (payload[0] === MARK && payload.length === 13)
    return { kind: 'mark', done: { segment: payload.readUIntBE(1, 6), offset: payload.readUIntBE(7, 6) } }
  if (payload[0] === HEADER) return { kind: 'header', header: JSON.parse(payload.toString('utf8', 1)) }
  return undefined
}
