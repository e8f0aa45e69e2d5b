import { RecordError } from '@trailhouse/errors'
import avro from 'avsc'
import { type AuditEvent, auditEventSchema } from './generated/audit-event.ts'

/** An Avro schema as JSON. */
export type AvroSchema = string | readonly unknown[] | { readonly [attribute: string]: unknown }

type Tap = { pos: number; readonly buf: Uint8Array; readLong(): number; skipLong(): void; readString(): string }
type Reader = { _read(tap: Tap): unknown }

/**
 * Reads the elements of an array or map. avsc itself would go on for as many as a broken body claims; here each must
 * take at least a byte of the body.
 */
function readElements(tap: Tap, read: () => void): void {
  for (let count = tap.readLong(); count !== 0; count = tap.readLong()) {
    if (count < 0) tap.skipLong()
    for (let i = Math.abs(count); i > 0; i--) {
      const before = tap.pos
      read()
      if (tap.pos <= before || tap.pos > tap.buf.length) throw new Error('truncated buffer')
    }
    if (tap.pos > tap.buf.length) throw new Error('truncated buffer')
  }
}

class ArrayType extends avro.types.ArrayType {
  _read(tap: Tap): unknown[] {
    const items = this.itemsType as unknown as Reader
    const array: unknown[] = []
    readElements(tap, () => void array.push(items._read(tap)))
    return array
  }
}

/** Also has a place for the key `__proto__`, which an object literal would swallow. */
class MapType extends avro.types.MapType {
  _read(tap: Tap): Record<string, string> {
    const map: Record<string, string> = {}
    readElements(tap, () => define(map, tap.readString(), tap.readString()))
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
  return avro.Type.forSchema(schema as avro.Schema, { typeHook: safeType as (schema: avro.Schema) => avro.Type })
}

/** Undefined leaves the choice to avsc. */
function safeType(schema: { type?: unknown }, options: object): unknown {
  if (schema.type === 'array') return new ArrayType(schema as never, options)
  if (schema.type === 'map') return new MapType(schema as never, options)
  return undefined
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
