import { TrailhouseError } from '@trailhouse/errors'
import { columnTypes } from '../columns.ts'
import type { AvroSchema } from '../decode.ts'
import { canonicalForm, schemaFingerprint } from '../fingerprint.ts'
import { type AuditEvent, auditEventSchema } from '../generated/audit-event.ts'
import { greatest } from '../ranges.ts'
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
type Field = (typeof auditEventSchema.fields)[number]
type WriterField = { readonly name: string; readonly type: unknown }
type EnumType = { readonly name: string; readonly symbols: readonly string[] }

/** What the generated function does for one field, as a line of JavaScript, and the constant that the line names `k`. */
type Step = { readonly name: FieldName; readonly line: string; readonly constant?: unknown }

const tableFields = new Map<string, Field>(auditEventSchema.fields.map((field) => [field.name, field]))

/**
 * Makes the function that transcodes the bodies of one writer schema. It is generated: one line a field, in the writer's
 * order, so that a row costs no look-up of any kind.
 *
 * @throws TrailhouseError WRITER_SCHEMA_NEWER where the writer has a field or a symbol that this version does not know,
 * SCHEMA_INCOMPATIBLE where it has a field with another type, or lacks one that has no default
 */
export function compileTranscoder(writerSchema: AvroSchema): Transcode {
  const fields = writerFields(writerSchema)
  const written = new Set(fields.map((field) => field.name))
  const missing = auditEventSchema.fields.filter((field) => !written.has(field.name))
  return generate([...fields.map(readStep), ...missing.map(defaultStep)], schemaFingerprint(writerSchema))
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

function readStep({ name, type }: WriterField): Step {
  const field = tableFields.get(name)
  if (!field) throw new TrailhouseError('WRITER_SCHEMA_NEWER', `the writer's schema has a field ${name}: upgrade first`)
  const step = { name: field.name }
  if (isEnum(field.type))
    return { ...step, line: 'reader.enum($column, row, $constant)', constant: indexes(field.type, type) }
  if (canonicalForm(type as AvroSchema) !== canonicalForm(field.type))
    throw incompatible(`field ${name} is written as ${canonicalForm(type as AvroSchema)}`)
  return { ...step, line: readLine(field) }
}

function readLine({ name, type }: Field): string {
  if (type === 'int') return `reader.uint($column, row, ${greatest(columnTypes[name])})`
  if (type === 'long') return 'reader.uint64($column, row)'
  if (typeof type === 'string') return type === 'bytes' ? 'reader.raw($column)' : 'reader.text($column)'
  if ('logicalType' in type) return `reader.${type.logicalType === 'uuid' ? 'uuid' : 'time'}($column, row)`
  return `reader.${type.type}($column, row)`
}

const isEnum = (type: Field['type']): type is Extract<Field['type'], { type: 'enum' }> =>
  typeof type === 'object' && type.type === 'enum'

/** For each symbol of the writer its index in the table's enum. */
function indexes(type: EnumType, written: unknown): number[] {
  const { name, symbols } = written as EnumType
  if (name !== type.name || !Array.isArray(symbols)) throw incompatible(`it has no enum ${type.name}`)
  return symbols.map((symbol) => {
    const index = type.symbols.indexOf(symbol)
    if (index >= 0) return index
    throw new TrailhouseError('WRITER_SCHEMA_NEWER', `the writer's enum ${name} has ${symbol}: upgrade first`)
  })
}

function defaultStep(field: Field): Step {
  const { name, type } = field
  if (!('default' in field)) throw incompatible(`it lacks the field ${name}`)
  if (type === 'string' || type === 'bytes')
    return { name, line: '$column.append($constant)', constant: Buffer.from(field.default) }
  if (isEnum(type)) return { name, line: `$column.values[row] = ${type.symbols.indexOf(field.default as never)}` }
  if (type === 'int') return { name, line: `$column.values[row] = ${field.default}` }
  if (type === 'long')
    return { name, line: `$column.values[2 * row] = ${field.default}; $column.values[2 * row + 1] = 0` }
  return { name, line: '$column.appendCount(row, 0)' }
}

function writerFields(schema: AvroSchema): readonly WriterField[] {
  const { type, name, namespace, fields } = schema as Record<string, unknown>
  if (type !== 'record' || name !== auditEventSchema.name || namespace !== auditEventSchema.namespace)
    throw incompatible('it is not trailhouse.v1.AuditEvent')
  return fields as readonly WriterField[]
}

const incompatible = (why: string) =>
  new TrailhouseError('SCHEMA_INCOMPATIBLE', `the writer's schema cannot be read: ${why}`)
