import { RecordError } from '@trailhouse/errors'
import avro from 'avsc'
import { type AuditEvent, auditEventSchema } from './generated/audit-event.ts'

/** An Avro schema as JSON. */
export type AvroSchema = string | readonly unknown[] | { readonly [attribute: string]: unknown }

type Tap = { readLong(): number; skipLong(): void; readString(): string }

/** avsc's map with a place for the key `__proto__`, which an object literal would swallow. */
class MapType extends avro.types.MapType {
  _read(tap: Tap): Record<string, string> {
    const map: Record<string, string> = {}
    for (let count = tap.readLong(); count !== 0; count = tap.readLong()) {
      if (count < 0) tap.skipLong()
      for (let i = Math.abs(count); i > 0; i--) define(map, tap.readString(), tap.readString())
    }
    return map
  }
}

function define(map: Record<string, string>, key: string, value: string): void {
  if (key === '__proto__')
    Object.defineProperty(map, key, { value, enumerable: true, configurable: true, writable: true })
  else map[key] = value
}

/** avsc's type of a schema, with whose resolvers versions are compared. */
export function avroType(schema: AvroSchema): avro.Type {
  return avro.Type.forSchema(schema as avro.Schema, {
    typeHook: (attributes, options) =>
      (attributes as { type?: unknown }).type === 'map'
        ? (new MapType(attributes, options) as unknown as avro.Type)
        : (undefined as unknown as avro.Type),
  })
}

let reader: avro.Type | undefined
const resolvers = new WeakMap<object, object>()

function resolver(type: avro.Type, writerSchema: AvroSchema): object | undefined {
  if (writerSchema === auditEventSchema) return undefined
  const key = writerSchema as object
  if (!resolvers.has(key)) resolvers.set(key, type.createResolver(avroType(writerSchema)))
  return resolvers.get(key)
}

/**
 * The event of an Avro body. Fields that the writer's schema lacks take their default. Bodies that are not canonical
 * are read as well; bytes that are not UTF-8 become U+FFFD.
 *
 * @param writerSchema the same object each time: what is made from it is kept with it
 * @throws RecordError MALFORMED
 */
export function decodeEvent(body: Uint8Array, writerSchema: AvroSchema = auditEventSchema): AuditEvent {
  reader ??= avroType(auditEventSchema)
  const view = Buffer.from(body.buffer, body.byteOffset, body.byteLength)
  const resolve = resolver(reader, writerSchema)
  try {
    return reader.fromBuffer(view, resolve as never) as AuditEvent
  } catch (cause) {
    throw new RecordError('MALFORMED', `the Avro body cannot be decoded: ${(cause as Error).message}`, { cause })
  }
}
