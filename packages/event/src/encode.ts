import { BodyWriter } from './body-writer.ts'
import type { AuditEvent } from './generated/audit-event.ts'
import { writeEvent } from './generated/write-event.ts'

const writer = new BodyWriter()

/**
 * The Avro body of an event in canonical form: ids in lower case, attributes sorted by their keys' UTF-8 bytes. Lone
 * surrogates become U+FFFD, as TextEncoder writes them. The result is a slice of a slab of 64 KiB or more.
 *
 * @throws RecordError INVALID_FIELD, naming the field, for a value that the canonical event cannot hold
 */
export function encodeEvent(event: AuditEvent): Buffer {
  writer.begin()
  writeEvent(writer, event)
  return writer.take()
}

/** The event as a Kafka record's value: the Confluent wire format's header, then the body as of encodeEvent. */
export function encodeFramed(schemaId: number, event: AuditEvent): Buffer {
  writer.begin()
  writer.frame(schemaId)
  writeEvent(writer, event)
  return writer.take()
}
