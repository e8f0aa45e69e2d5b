import { type AuditEvent, auditEventSchema, blankEvent, uuidv7 } from '../../src/index.ts'

export type FieldName = keyof AuditEvent

/** An event that holds no more than it must. */
export const minimal = (): AuditEvent => ({ ...blankEvent(), event_id: uuidv7(), event_time: 1, ingest_time: 1 })

/** The Avro bytes of a zigzag varint. */
export function long(value: number | bigint): Buffer {
  let zigzag = BigInt.asUintN(64, (BigInt(value) << 1n) ^ (BigInt(value) >> 63n))
  const bytes: number[] = []
  for (; zigzag >= 0x80n; zigzag >>= 7n) bytes.push(Number(zigzag & 0x7fn) | 0x80)
  return Buffer.from([...bytes, Number(zigzag)])
}

/** The Avro bytes of text. */
export function text(value: string): Buffer {
  const bytes = Buffer.from(value)
  return Buffer.concat([long(bytes.length), bytes])
}

/** The body of a minimal event in which one field is these bytes. */
export function bodyWith(field: FieldName, bytes: Uint8Array): Buffer {
  const parts = auditEventSchema.fields.map(({ name }) => {
    if (name === field) return bytes
    if (name === 'event_id') return text('0198b2c4-1234-7abc-8000-0123456789ab')
    return name === 'event_time' || name === 'ingest_time' ? long(1) : long(0)
  })
  return Buffer.concat(parts)
}
