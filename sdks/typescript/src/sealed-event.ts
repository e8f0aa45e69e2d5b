import { RecordError, TrailhouseError } from '@trailhouse/errors'
import { type AuditEvent, blankEvent, encodeEvent, encodeFramed, FRAME_HEADER } from '@trailhouse/event'

/**
 * An event is encoded at the call, so that an invalid one throws there and its size is known; but its number in the
 * sequence is given when it is sent, so that one which never is leaves no gap. The number stands near the end of the
 * body. It is encoded as the greatest, eight bytes; the true one is written over it, with the few bytes that follow.
 */
const GREATEST = Number.MAX_SAFE_INTEGER - 1
const GREATEST_LENGTH = 8

/** What follows producer_seq in every event of an SDK: the absent mapper and revision, and fields yet to be added. */
const tail = bodyTail()

function bodyTail(): Buffer {
  const event = { ...blankEvent(), event_id: '00000000-0000-7000-8000-000000000000', event_time: 1, ingest_time: 1 }
  const zero = Buffer.from(encodeEvent({ ...event, producer_seq: 0 }))
  const one = Buffer.from(encodeEvent({ ...event, producer_seq: 1 }))
  const at = zero.findIndex((byte, i) => byte !== one[i])
  return zero.subarray(at + 1)
}

/**
 * The record's value, but for schema id and number. A slice of a slab that the encoder shares among events.
 *
 * @throws TrailhouseError EVENT_INVALID, naming the field
 */
export function encodeUnsealed(event: AuditEvent): Buffer {
  event.producer_seq = GREATEST
  try {
    return encodeFramed(0, event)
  } catch (error) {
    if (error instanceof RecordError) throw new TrailhouseError('EVENT_INVALID', error.message, { cause: error })
    throw error
  }
}

/** Writes schema id and number into the value and returns it without the bytes that are now too many. */
export function sealValue(value: Buffer, schemaId: number, seq: number): Buffer {
  withSchemaId(value, schemaId)
  const end = writeLong(value, value.length - tail.length - GREATEST_LENGTH, seq)
  value.set(tail, end)
  return value.subarray(0, end + tail.length)
}

/** Writes the schema's id into a value that has its number. */
export function withSchemaId(value: Buffer, schemaId: number): Buffer {
  value.writeInt32BE(schemaId, FRAME_HEADER - 4)
  return value
}

/** Avro's zigzag varint of a number that is not negative. Returns where it ends. */
function writeLong(bytes: Buffer, start: number, value: number): number {
  let at = start
  let rest = 2 * value
  while (rest >= 0x80) {
    bytes[at++] = (rest % 0x80) | 0x80
    rest = Math.floor(rest / 0x80)
  }
  bytes[at++] = rest
  return at
}
