import { isDeepStrictEqual } from 'node:util'
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

/** A schema in canonical form: names in full, no attributes but those that shape the bytes. */
type Canonical = { readonly type: string; readonly name: string; readonly fields: readonly CanonicalField[] }
type CanonicalField = { readonly name: string; readonly type: unknown }

const table = JSON.parse(canonicalForm(auditEventSchema)) as Canonical
const tableTypes = new Map(table.fields.map((field) => [field.name, field.type]))
const tableFields = new Map<string, Field>(auditEventSchema.fields.map((field) => [field.name, field]))

/**
 * Checks that every body of a writer's schema can be a row of the table.
 *
 * @throws TrailhouseError WRITER_SCHEMA_NEWER where the writer has a field or a symbol that this version does not know,
 * SCHEMA_INCOMPATIBLE where it is another record, has a field with another type, or lacks one that has no default
 */
export function readWriterSchema(schema: AvroSchema): WriterSchema {
  const written = parseRecord(schema).fields.map(writtenField)
  const names = new Set(written.map(({ field }) => field.name))
  const missing = auditEventSchema.fields.filter((field) => !names.has(field.name))
  const required = missing.find((field) => !('default' in field))
  if (required) throw incompatible(`it lacks the field ${required.name}`)
  return { written, missing }
}

function parseRecord(schema: AvroSchema): Canonical {
  const { type, name, fields } = JSON.parse(canonicalForm(schema)) as Partial<Canonical>
  if (type !== table.type || name !== table.name || !fields) throw incompatible(`it is not ${table.name}`)
  return { type, name, fields }
}

function writtenField({ name, type }: CanonicalField): WrittenField {
  const field = tableFields.get(name)
  if (!field) throw newer(`the field ${name}`)
  const tableType = tableTypes.get(name)
  if (isEnum(field.type)) return { field, symbols: writtenSymbols(tableType as EnumForm, type) }
  if (!isDeepStrictEqual(type, tableType)) throw incompatible(`${name} is written as ${JSON.stringify(type)}`)
  return { field }
}

export const isEnum = (type: Field['type']): type is EnumType => typeof type === 'object' && type.type === 'enum'

type EnumForm = { readonly name: string; readonly symbols: readonly string[] }

function writtenSymbols(known: EnumForm, type: unknown): readonly string[] {
  const { name, symbols } = type as Partial<EnumForm>
  if (name !== known.name || !symbols) throw incompatible(`it has no enum ${known.name}`)
  const unknown = symbols.find((symbol) => !known.symbols.includes(symbol))
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
