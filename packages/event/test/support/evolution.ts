import { isDeepStrictEqual } from 'node:util'
import { avroType } from '../../src/decode.ts'
import type { AvroSchema } from '../../src/index.ts'

type Field = { readonly name: string; readonly type: unknown; readonly default?: unknown }

const fieldsOf = (schema: AvroSchema) => (schema as { fields: readonly Field[] }).fields

/**
 * Why a later version of the event's schema may not follow an earlier one; none if it may. Avro's resolution must
 * succeed both ways (FULL), and beyond that no field is renamed, retyped, removed or given another default: the table
 * has one column for each, and a body is rebuilt from it.
 */
export function evolutionProblems(earlier: AvroSchema, later: AvroSchema): string[] {
  return [
    ...resolutionProblem('later versions cannot read earlier bodies', later, earlier),
    ...resolutionProblem('earlier versions cannot read later bodies', earlier, later),
    ...fieldsOf(earlier).flatMap((field) => fieldProblems(field, fieldsOf(later))),
    ...addedFields(earlier, later)
      .filter((field) => field.default === undefined)
      .map((field) => `${field.name} was added without a default`),
  ]
}

function resolutionProblem(what: string, reader: AvroSchema, writer: AvroSchema): string[] {
  try {
    avroType(reader).createResolver(avroType(writer))
    return []
  } catch (error) {
    return [`${what}: ${(error as Error).message}`]
  }
}

function fieldProblems(earlier: Field, later: readonly Field[]): string[] {
  const field = later.find(({ name }) => name === earlier.name)
  if (!field) return [`${earlier.name} was removed or renamed`]
  if (!isDeepStrictEqual(withoutDocs(field.type), withoutDocs(earlier.type))) return [`${earlier.name} was retyped`]
  return isDeepStrictEqual(field.default, earlier.default) ? [] : [`${earlier.name} was given another default`]
}

function addedFields(earlier: AvroSchema, later: AvroSchema): Field[] {
  const names = new Set(fieldsOf(earlier).map((field) => field.name))
  return fieldsOf(later).filter((field) => !names.has(field.name))
}

const withoutDocs = (type: unknown): unknown =>
  JSON.parse(JSON.stringify(type), (key, value) => (key === 'doc' ? undefined : value))
