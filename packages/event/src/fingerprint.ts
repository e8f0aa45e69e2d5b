import type { AvroSchema } from './decode.ts'

type Named = { name?: string; namespace?: string }
type Complex = Named & {
  type: unknown
  fields?: { name: string; type: unknown }[]
  symbols?: string[]
  items?: unknown
  values?: unknown
  size?: number | string
}

const primitives = new Set(['null', 'boolean', 'int', 'long', 'float', 'double', 'bytes', 'string'])

/** Parsing Canonical Form: Avro specification 1.12, "Parsing Canonical Form for Schemas". */
export function canonicalForm(schema: AvroSchema): string {
  return canonical(schema, '')
}

function canonical(schema: unknown, namespace: string): string {
  if (typeof schema === 'string') return JSON.stringify(primitives.has(schema) ? schema : fullName(schema, namespace))
  if (Array.isArray(schema)) return `[${schema.map((branch) => canonical(branch, namespace)).join(',')}]`
  const complex = schema as Complex
  if (typeof complex.type !== 'string') return canonical(complex.type, namespace)
  return primitives.has(complex.type) ? JSON.stringify(complex.type) : canonicalComplex(complex, namespace)
}

function canonicalComplex(schema: Complex, outer: string): string {
  const name = schema.name === undefined ? undefined : fullName(schema.name, schema.namespace ?? outer)
  const namespace = name === undefined ? outer : name.slice(0, Math.max(0, name.lastIndexOf('.')))
  const field = ({ name, type }: { name: string; type: unknown }) =>
    `{"name":${JSON.stringify(name)},"type":${canonical(type, namespace)}}`
  const parts = [
    name !== undefined && `"name":${JSON.stringify(name)}`,
    `"type":${JSON.stringify(schema.type)}`,
    schema.fields && `"fields":[${schema.fields.map(field).join(',')}]`,
    schema.symbols && `"symbols":${JSON.stringify(schema.symbols)}`,
    schema.items !== undefined && `"items":${canonical(schema.items, namespace)}`,
    schema.values !== undefined && `"values":${canonical(schema.values, namespace)}`,
    schema.size !== undefined && `"size":${Number(schema.size)}`,
  ]
  return `{${parts.filter(Boolean).join(',')}}`
}

function fullName(name: string, namespace: string): string {
  return name.includes('.') || namespace === '' ? name : `${namespace}.${name}`
}

const EMPTY = 0xc15d213aa4d7a795n

const table = Array.from({ length: 256 }, (_, byte) => {
  let value = BigInt(byte)
  for (let bit = 0; bit < 8; bit++) value = (value >> 1n) ^ (value & 1n ? EMPTY : 0n)
  return value
})

/** CRC-64-AVRO, the Rabin fingerprint of the Avro specification 1.12, "Schema Fingerprints". 0 to 2^64 - 1. */
function crc64Avro(bytes: Uint8Array): bigint {
  let value = EMPTY
  for (const byte of bytes) value = (value >> 8n) ^ (table[Number(value & 0xffn) ^ byte] ?? 0n)
  return value
}

/** CRC-64-AVRO of the schema's Parsing Canonical Form: docs, defaults and logical types do not change it. */
export function schemaFingerprint(schema: AvroSchema): bigint {
  return crc64Avro(Buffer.from(canonicalForm(schema)))
}
