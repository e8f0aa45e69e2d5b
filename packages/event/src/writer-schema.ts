import { TrailhouseError } from '@trailhouse/errors'
import type { AvroSchema } from './decode.ts'
import { canonicalForm } from './fingerprint.ts'
import { auditEventSchema } from './generated/audit-event.ts'

export type Field = (typeof auditEventSchema.fields)[number]

type EnumType = Extract<Field['type'], { type: 'enum' }>

/** A field as a writer's schema has it: the table's own, but for the symbols of an enum, which are the writer's. */
export type WrittenField = { readonly field: Field; readonly symbols?: readonly string[] }

/** A writer's schema against the table's: its fields in its order, and the table's that it lacks. */
export type WriterSchema = { readonly written: readonly WrittenField[]; readonly missing: readonly Field[] }

const tableFields = new Map<string, Field>(auditEventSchema.fields.map((field) => [field.name, field]))

/**
 * Checks that every body of a writer's schema can be a row of the table.
 *
 * @throws TrailhouseError WRITER_SCHEMA_NEWER where the writer has a field or a symbol that this version does not know,
 * SCHEMA_INCOMPATIBLE where it is another record, has a field with another type, or lacks one that has no default
 */
export function readWriterSchema(schema: AvroSchema): WriterSchema {
  const { type, name, namespace, fields } = schema as Record<string, unknown>
  if (type !== 'record' || name !== auditEventSchema.name || namespace !== auditEventSchema.namespace)
    throw incompatible('it is not trailhouse.v1.AuditEvent')
  const written = (fields as { name: string; type: AvroSchema }[]).map((field) => writtenField(field.name, field.type))
  const names = new Set(written.map(({ field }) => field.name))
  const missing = auditEventSchema.fields.filter((field) => !names.has(field.name))
  const required = missing.find((field) => !('default' in field))
  if (required) throw incompatible(`it lacks the field ${required.name}`)
  return { written, missing }
}

function writtenField(name: string, type: AvroSchema): WrittenField {
  const field = tableFields.get(name)
  if (!field) throw newer(`the field ${name}`)
  if (isEnum(field.type)) return { field, symbols: writtenSymbols(field.type, type) }
  if (canonicalForm(type) !== canonicalForm(field.type))
    throw incompatible(`${name} is written as ${canonicalForm(type)}`)
  return { field }
}

export const isEnum = (type: Field['type']): type is EnumType => typeof type === 'object' && type.type === 'enum'

function writtenSymbols(type: EnumType, written: AvroSchema): readonly string[] {
  const { name, symbols } = written as { name?: string; symbols?: readonly string[] }
  if (name !== type.name || !Array.isArray(symbols)) throw incompatible(`it has no enum ${type.name}`)
  const known: readonly string[] = type.symbols
  const unknown = symbols.find((symbol) => !known.includes(symbol))
  if (unknown !== undefined) throw newer(`the symbol ${unknown} of ${name}`)
  return symbols
}

const newer = (what: string) =>
  new TrailhouseError(
    'WRITER_SCHEMA_NEWER',
    `the writer's schema has ${what}: upgrade the table and this service first`,
  )

const incompatible = (why: string) =>
  new TrailhouseError('SCHEMA_INCOMPATIBLE', `the writer's schema cannot be read: ${why}`)
