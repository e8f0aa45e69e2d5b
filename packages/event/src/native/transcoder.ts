import { columnTypes } from '../columns.ts'
import type { AvroSchema } from '../decode.ts'
import { schemaFingerprint } from '../fingerprint.ts'
import type { AuditEvent } from '../generated/audit-event.ts'
import { greatest } from '../ranges.ts'
import { type Field, isEnum, readWriterSchema, type WrittenField } from '../writer-schema.ts'
import type { NativeBlock } from './block.ts'
import { BodyReader } from './body-reader.ts'

/**
 * Appends one Avro body, `body[start]` up to `body[end]`, as a row of the block.
 *
 * @param offset the record's Kafka offset
 * @throws RecordError for a body that is broken or not canonical; the block is then as it was
 */
export type Transcode = (block: NativeBlock, body: Uint8Array, start: number, end: number, offset: number) => void

type FieldName = keyof AuditEvent

/** What the generated function does for one field, as a line of JavaScript, and the constant that the line names `k`. */
type Step = { readonly name: FieldName; readonly line: string; readonly constant?: unknown }

/**
 * Makes the function that transcodes the bodies of one writer schema. It is generated: one line a field, in the writer's
 * order, so that a row costs no look-up of any kind.
 *
 * @throws TrailhouseError WRITER_SCHEMA_NEWER or SCHEMA_INCOMPATIBLE, as readWriterSchema does
 */
export function compileTranscoder(writerSchema: AvroSchema): Transcode {
  const { written, missing } = readWriterSchema(writerSchema)
  return generate([...written.map(readStep), ...missing.map(defaultStep)], schemaFingerprint(writerSchema))
}

function generate(steps: readonly Step[], fingerprint: bigint): Transcode {
  const lines = steps.map(({ line }, i) => line.replaceAll('$column', `c[${i}]`).replaceAll('$constant', `k[${i}]`))
  const source = `
    let last, c
    return function transcode(block, body, start, end, offset) {
      if (block !== last) { c = block.columnsOf(names); last = block }
      block.beginRow()
      const row = block.rows
      try {
        reader.begin(body, start, end)
        ${lines.join('\n        ')}
        reader.finish()
      } catch (error) {
        block.rollbackRow()
        throw error
      }
      block.commitRow(end - start, offset, ${fingerprint & 0xffff_ffffn}, ${fingerprint >> 32n})
    }`
  const names = steps.map((step) => step.name)
  const constants = steps.map((step) => step.constant)
  return new Function('reader', 'names', 'k', source)(new BodyReader(), names, constants)
}

function readStep({ field, symbols }: WrittenField): Step {
  const { name, type } = field
  if (!isEnum(type)) return { name, line: readLine(field) }
  const table: readonly string[] = type.symbols
  return {
    name,
    line: 'reader.enum($column, row, $constant)',
    constant: symbols?.map((symbol) => table.indexOf(symbol)),
  }
}

function readLine({ name, type }: Field): string {
  if (type === 'int') return `reader.uint($column, row, ${greatest(columnTypes[name])})`
  if (type === 'long') return 'reader.uint64($column, row)'
  if (typeof type === 'string') return type === 'bytes' ? 'reader.raw($column)' : 'reader.text($column)'
  if ('logicalType' in type) return `reader.${type.logicalType === 'uuid' ? 'uuid' : 'time'}($column, row)`
  return `reader.${type.type}($column, row)`
}

function defaultStep(field: Field): Step {
  const { name, type } = field
  if (!('default' in field)) throw new TypeError(`${name} has no default`)
  if (type === 'string' || type === 'bytes')
    return { name, line: '$column.append($constant)', constant: Buffer.from(field.default) }
  if (isEnum(type)) return { name, line: `$column.values[row] = ${type.symbols.indexOf(field.default as never)}` }
  if (type === 'int') return { name, line: `$column.values[row] = ${field.default}` }
  if (type === 'long')
    return { name, line: `$column.values[2 * row] = ${field.default}; $column.values[2 * row + 1] = 0` }
  return { name, line: '$column.appendCount(row, 0)' }
}
