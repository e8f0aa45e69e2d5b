import { RecordError } from '@trailhouse/errors'
import { BodyWriter } from '../body-writer.ts'
import { columnTypes } from '../columns.ts'
import type { AvroSchema } from '../decode.ts'
import { type AuditEvent, auditEventSchema, blankEvent } from '../generated/audit-event.ts'
import { greatest } from '../ranges.ts'
import { type Field, isEnum, readWriterSchema, type WrittenField } from '../writer-schema.ts'
import type { RowScanner } from './row-scanner.ts'

/** Writes one field of a row: `row` has been scanned, `at` is where the field's column begins. */
type Step = (writer: BodyWriter, row: Uint8Array, at: number, scanner: RowScanner) => void

/**
 * The Avro body of a scanned row. The body is a slice of a slab, as encodeEvent's.
 *
 * @throws RecordError INVALID_FIELD, naming the column, for a value that this writer cannot have written
 */
export type RowEncoder = (row: Uint8Array, scanner: RowScanner) => Buffer

const hexadecimal = Array.from({ length: 256 }, (_, byte) => byte.toString(16).padStart(2, '0'))

/** Makes the function that rebuilds the bodies of one writer schema. A column that the schema lacks must hold its default. */
export function compileRowEncoder(writerSchema: AvroSchema): RowEncoder {
  const { written, missing } = readWriterSchema(writerSchema)
  const columns = auditEventSchema.fields.map((field) => field.name)
  const steps = written.map((field) => ({ column: columns.indexOf(field.field.name), step: stepOf(field) }))
  const checks = missing.map((field) => ({ column: columns.indexOf(field.name), check: defaultCheck(field) }))
  const writer = new BodyWriter()
  return (row, scanner) => {
    for (const { column, check } of checks) check(row, scanner.starts[column] as number, scanner)
    writer.begin()
    for (const { column, step } of steps) step(writer, row, scanner.starts[column] as number, scanner)
    return writer.take()
  }
}

function stepOf({ field: { name, type }, symbols }: WrittenField): Step {
  if (isEnum(type)) return enumOf(name, type.symbols, symbols ?? type.symbols)
  if (type === 'string' || type === 'bytes') return text
  if (type === 'int' || type === 'long') return uint(name, greatest(columnTypes[name]))
  if (type.type === 'array') return array(type.items === 'string' ? 1 : type.items.fields.length)
  if (type.type === 'map') return array(2)
  return type.logicalType === 'uuid' ? uuid(name) : (writer, row, at) => writer.time(name, int64(row, at))
}

const text: Step = (writer, row, at, scanner) => {
  const length = uint8(row, at)
  if (length < 0x80) return writer.copy(row, at + 1, length)
  scanner.seek(at)
  copyText(writer, row, scanner)
}

function copyText(writer: BodyWriter, row: Uint8Array, scanner: RowScanner): void {
  const length = scanner.varint()
  writer.copy(row, scanner.at, length)
  scanner.seek(scanner.at + length)
}

/** Elements of so many Strings; a map is an array of two. */
function array(texts: number): Step {
  return (writer, row, at, scanner) => {
    scanner.seek(at)
    const count = scanner.varint()
    writer.count(count)
    if (count === 0) return
    for (let i = count * texts; i > 0; i--) copyText(writer, row, scanner)
    writer.count(0)
  }
}

function uint(name: keyof AuditEvent, max: number): Step {
  const read = { UInt8: uint8, UInt16: uint16, UInt32: uint32, UInt64: int64 }[columnTypes[name]] ?? uint8
  return (writer, row, at) => writer.uint(name, read(row, at), max)
}

/** Symbols are stored by the table's index and written by the writer's. */
function enumOf(name: string, table: readonly string[], symbols: readonly string[]): Step {
  return (writer, row, at) => writer.enum(name, table[uint8(row, at)] ?? '', symbols)
}

function uuid(name: string): Step {
  return (writer, row, at) => writer.uuid(name, uuidText(row, at))
}

/** The text of a UUID in ClickHouse's form: two UInt64, the high one first, little-endian. */
export function uuidText(row: Uint8Array, at: number): string {
  let hex = ''
  for (let i = 7; i >= 0; i--) hex += hexadecimal[row[at + i] as number]
  for (let i = 15; i >= 8; i--) hex += hexadecimal[row[at + i] as number]
  return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-${hex.slice(12, 16)}-${hex.slice(16, 20)}-${hex.slice(20)}`
}

const uint8 = (row: Uint8Array, at: number) => row[at] as number
const uint16 = (row: Uint8Array, at: number) => uint8(row, at) | (uint8(row, at + 1) << 8)
export const uint32 = (row: Uint8Array, at: number) => uint16(row, at) + uint16(row, at + 2) * 0x1_0000

/** A signed or unsigned 64-bit integer; exact to 2^53. One beyond 2^63 is as wrong in an event as a negative one. */
export const int64 = (row: Uint8Array, at: number) => uint32(row, at) + (uint32(row, at + 4) | 0) * 0x1_0000_0000

/** Refuses a row whose column does not hold what its writer left out. */
function defaultCheck(field: Field): (row: Uint8Array, at: number, scanner: RowScanner) => void {
  const writer = new BodyWriter()
  const step = stepOf({ field })
  const expected = defaultBytes(field)
  return (row, at, scanner) => {
    writer.begin()
    step(writer, row, at, scanner)
    if (!expected.equals(writer.take()))
      throw new RecordError('INVALID_FIELD', `${field.name}: the writer's schema lacks it, but it is not its default`)
  }
}

/** The Avro bytes of a field's default: its text, or the 0 that is a number, an enum's first symbol and no element. */
function defaultBytes({ name, type }: Field): Buffer {
  const writer = new BodyWriter()
  if (type === 'string') writer.string(name, String(blankEvent()[name]))
  else writer.count(0)
  return writer.take()
}
