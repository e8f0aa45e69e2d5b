/** The TypeScript function that writes an event's fields in the schema's order. */
import { columnTypes } from '../src/columns.ts'
import type { AuditEvent, auditEventSchema } from '../src/generated/audit-event.ts'
import { greatest } from '../src/ranges.ts'

type Type = (typeof auditEventSchema.fields)[number]['type']
type TargetSchema = Extract<Type, { type: 'array' }>['items']

export function generateWriter(schema: typeof auditEventSchema): string {
  const calls = schema.fields.flatMap((field) => write(field.name, field.type))
  return [
    '// Generated from schemas/audit-event.avsc by `npm run generate -w @trailhouse/event`: change the schema, not this file.',
    "import type { BodyWriter } from '../body-writer.ts'",
    "import type { AuditEvent } from './audit-event.ts'",
    '',
    '/** Writes the fields of an event in the order of the schema. @throws RecordError INVALID_FIELD */',
    'export function writeEvent(writer: BodyWriter, event: AuditEvent): void {',
    ...calls.map((call) => `  ${call}`),
    '}',
    '',
  ].join('\n')
}

function write(name: keyof AuditEvent, type: Type): string[] {
  const given = `'${name}', event.${name}`
  if (type === 'int' || type === 'long') return [`writer.uint(${given}, ${greatest(columnTypes[name])})`]
  if (typeof type === 'string') return [`writer.${type}(${given})`]
  if (type.type === 'map') return [`writer.map(${given})`]
  if (type.type === 'enum')
    return [`writer.enum(${given}, [${type.symbols.map((symbol) => `'${symbol}'`).join(', ')}])`]
  if (type.type === 'array') return writeArray(name, type.items)
  return [`writer.${type.logicalType === 'uuid' ? 'uuid' : 'time'}(${given})`]
}

function writeArray(name: string, items: TargetSchema): string[] {
  const given = `'${name}', event.${name}`
  if (items === 'string') return [`writer.array(${given}, (item) => writer.string('${name}', item))`]
  const fields = items.fields.map((field) => `  writer.string('${name}.${field.name}', item.${field.name})`)
  return [`writer.array(${given}, (item) => {`, ...fields, '})']
}
