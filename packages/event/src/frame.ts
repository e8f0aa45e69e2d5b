import { RecordError } from '@trailhouse/errors'

/** Length of the Confluent wire format's header: a magic byte 0 and the schema's id, int32 big-endian. */
export const FRAME_HEADER = 5

/** A record's value in the Confluent wire format. `encodeFramed` gives the same without the copy. */
export function frame(schemaId: number, body: Uint8Array): Buffer {
  const value = Buffer.allocUnsafe(FRAME_HEADER + body.length)
  value[0] = 0
  value.writeInt32BE(schemaId, 1)
  value.set(body, FRAME_HEADER)
  return value
}

/**
 * The schema id of a framed value; its body begins at FRAME_HEADER.
 *
 * @throws RecordError EMPTY_RECORD, BAD_MAGIC or TRUNCATED_BODY
 */
export function framedSchemaId(value: Uint8Array): number {
  const [magic, a = 0, b = 0, c = 0, d = 0] = value
  if (magic === undefined) throw new RecordError('EMPTY_RECORD', 'the value is empty')
  if (magic !== 0) throw new RecordError('BAD_MAGIC', `the value begins with byte ${magic}, not 0`)
  if (value.length < FRAME_HEADER) throw new RecordError('TRUNCATED_BODY', 'the value ends within the schema id')
  return (a << 24) | (b << 16) | (c << 8) | d
}

/** Splits a framed value. The body is a view of it, not a copy. @throws as framedSchemaId does */
export function unframe(value: Uint8Array): { schemaId: number; body: Uint8Array } {
  return { schemaId: framedSchemaId(value), body: value.subarray(FRAME_HEADER) }
}
