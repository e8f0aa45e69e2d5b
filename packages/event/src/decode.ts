import { isUtf8 } from 'node:buffer'
import { type ReasonCode, RecordError } from '@trailhouse/errors'
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

/** Text that is not UTF-8 reads as U+FFFD: only where that stands in it are the bytes looked at. */
function readText(tap: Tap): string {
  const { pos } = tap
  const text = tap.readString()
  if (text?.includes('\ufffd')) {
    const end = tap.pos
    tap.pos = pos
    const length = tap.readLong()
    tap.pos = end
    if (!isUtf8(tap.buf.subarray(end - length, end))) throw new RecordError('INVALID_UTF8', 'text is not UTF-8')
  }
  return text
}

class StringType extends avro.types.StringType {
  _read(tap: Tap): string {
    return readText(tap)
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
    readElements(tap, () => define(map, readText(tap), readText(tap)))
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
function safeType(schema: AvroSchema, options: object): unknown {
  const type = typeof schema === 'string' ? schema : (schema as { type?: unknown }).type
  if (type === 'string') return new StringType()
  if (type === 'array') return new ArrayType(schema as never, options)
  if (type === 'map') return new MapType(schema as never, options)
  return undefined
}

let reader: avro.Type | undefined
const resolvers = new WeakMap<object, object>()

function resolver(type: avro.Type, writerSchema: AvroSchema): object | undefined {
  if (writerSchema === auditEventSchema) return undefined
  if (typeof writerSchema === 'string') return makeResolver(type, writerSchema)
  const key: object = writerSchema
  if (!resolvers.has(key)) resolvers.set(key, makeResolver(type, writerSchema))
  return resolvers.get(key)
}

function makeResolver(type: avro.Type, writerSchema: AvroSchema): object {
  try {
    return type.createResolver(avroType(writerSchema))
  } catch (cause) {
    const { message } = cause as Error
    throw new RecordError('UNKNOWN_SCHEMA', `the writer's schema does not give an audit event: ${message}`, { cause })
  }
}

/** What avsc says of bodies that it cannot read. */
const reasons: readonly [RegExp, ReasonCode][] = [
  [/^truncated buffer/, 'TRUNCATED_BODY'],
  [/^trailing data/, 'TRAILING_BYTES'],
  [/precision loss|enum index/, 'INVALID_FIELD'],
]

/**
 * The event of an Avro body. Fields that the writer's schema lacks take their default. Bodies that are not canonical
 * are read as well.
 *
 * @param writerSchema an object, the same one each time: what is made from it is kept with it
 * @throws RecordError TRUNCATED_BODY, TRAILING_BYTES, INVALID_UTF8, INVALID_FIELD, MALFORMED, or UNKNOWN_SCHEMA for a
 * writer's schema that does not resolve to an event
 */
export function decodeEvent(body: Uint8Array, writerSchema: AvroSchema = auditEventSchema): AuditEvent {
  reader ??= avroType(auditEventSchema)
  const view = Buffer.from(body.buffer, body.byteOffset, body.byteLength)
  const resolve = resolver(reader, writerSchema)
  try {
    return reader.fromBuffer(view, resolve as never) as AuditEvent
  } catch (cause) {
    if (cause instanceof RecordError) throw cause
    const { message } = cause as Error
    const reason = reasons.find(([pattern]) => pattern.test(message))?.[1] ?? 'MALFORMED'
    throw new RecordError(reason, `the Avro body cannot be decoded: ${message}`, { cause })
  }
}
