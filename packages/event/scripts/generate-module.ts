/** The TypeScript of an Avro record schema: its types, its blank value and the schema itself. */

type EnumSchema = { type: 'enum'; name: string; symbols: string[] }
type RecordSchema = { type: 'record'; name: string; doc?: string; fields: Field[] }
type Type =
  | string
  | { type: 'string' | 'long' }
  | EnumSchema
  | RecordSchema
  | { type: 'array'; items: Type }
  | { type: 'map'; values: Type }
type Field = { name: string; type: Type; default?: unknown; doc?: string }

const scalars: Record<string, { type: string; blank: string }> = {
  string: { type: 'string', blank: "''" },
  int: { type: 'number', blank: '0' },
  long: { type: 'number', blank: '0' },
  bytes: { type: 'Uint8Array', blank: 'new Uint8Array(0)' },
}

/** @param text the .avsc file, whose nested records and enums are each defined where they are first used */
export function generateModule(text: string): string {
  const schema = JSON.parse(text) as RecordSchema
  const named = schema.fields.flatMap((field) => namedTypes(field.type))
  return [
    '// Generated from schemas/audit-event.avsc by `npm run generate -w @trailhouse/event`: change the schema, not this file.',
    ...named.map(declare),
    declare(schema),
    blank(schema),
    `/** The Avro schema of ${schema.name}, as it is registered. */`,
    `export const auditEventSchema = ${literal(schema)} as const`,
    '',
  ].join('\n')
}

function namedTypes(type: Type): (EnumSchema | RecordSchema)[] {
  if (typeof type === 'string') return []
  if (type.type === 'array') return namedTypes(type.items)
  if (type.type === 'map') return namedTypes(type.values)
  return type.type === 'enum' || type.type === 'record' ? [type] : []
}

function declare(type: EnumSchema | RecordSchema): string {
  if (type.type === 'enum') return `export type ${type.name} = ${type.symbols.map(quote).join(' | ')}\n`
  const fields = type.fields.map((field) => `${comment(field.doc, '  ')}  ${field.name}: ${typeOf(field.type)}\n`)
  return `${comment(type.doc, '')}export type ${type.name} = {\n${fields.join('')}}\n`
}

function typeOf(type: Type): string {
  if (typeof type === 'string') return scalars[type]?.type ?? type
  if (type.type === 'array') return `readonly ${typeOf(type.items)}[]`
  if (type.type === 'map') return `Readonly<Record<string, ${typeOf(type.values)}>>`
  if (type.type === 'enum' || type.type === 'record') return type.name
  return typeOf(type.type)
}

function blank(schema: RecordSchema): string {
  const fields = schema.fields.map((field) => `    ${field.name}: ${blankOf(field)},\n`)
  const doc = '/** An event of which every value is absent. It has no id and no times yet: those three must be set. */'
  return `${doc}\nexport function blank${schema.name.replace('Audit', '')}(): ${schema.name} {\n  return {\n${fields.join('')}  }\n}\n`
}

function blankOf({ type, default: value }: Field): string {
  if (typeof value === 'string' && type !== 'bytes') return quote(value)
  if (typeof type === 'string') return scalars[type]?.blank ?? 'undefined'
  if (type.type === 'array') return '[]'
  if (type.type === 'map') return '{}'
  return scalars[type.type]?.blank ?? 'undefined'
}

const comment = (doc: string | undefined, indent: string) => (doc ? `${indent}/** ${doc} */\n` : '')
const quote = (text: string) => `'${text}'`

/** A TypeScript literal in the formatter's style: keys bare, strings in single quotes where they hold none. */
function literal(value: unknown, indent = ''): string {
  if (typeof value === 'string') return value.includes("'") ? JSON.stringify(value) : quote(value)
  if (typeof value !== 'object' || value === null) return JSON.stringify(value)
  const inner = `${indent}  `
  const entries = Array.isArray(value)
    ? value.map((item) => literal(item, inner))
    : Object.entries(value).map(([key, item]) => `${key}: ${literal(item, inner)}`)
  const [open, close] = Array.isArray(value) ? ['[', ']'] : ['{', '}']
  if (entries.length === 0) return open + close
  const flat = Array.isArray(value) ? `[${entries.join(', ')}]` : `{ ${entries.join(', ')} }`
  const scalar = Object.values(value).every((item) => typeof item !== 'object')
  if (scalar && flat.length + indent.length < 90) return flat
  return `${open}\n${entries.map((entry) => `${inner}${entry},\n`).join('')}${indent}${close}`
}
