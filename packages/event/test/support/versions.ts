import { readdirSync, readFileSync } from 'node:fs'
import type { AvroSchema } from '../../src/index.ts'

export type EventSchema = { fields: { name: string; type: unknown; default?: unknown; doc?: string }[] } & {
  [attribute: string]: unknown
}

const schemas = new URL('../../../../schemas/', import.meta.url)
const read = (path: string) => JSON.parse(readFileSync(new URL(path, schemas), 'utf8')) as EventSchema

/** The schema as it is now; a copy that may be changed. */
export const currentVersion = (): EventSchema => read('audit-event.avsc')

/** Every version that was ever registered, oldest first. */
export function earlierVersions(): { file: string; schema: EventSchema }[] {
  const numbers = readdirSync(new URL('history/', schemas)).map((file) => Number.parseInt(file, 10))
  return numbers
    .sort((a, b) => a - b)
    .map((number) => ({ file: `${number}.avsc`, schema: read(`history/${number}.avsc`) }))
}

/** The current version, changed. */
export function changedVersion(change: (schema: EventSchema) => void): EventSchema {
  const schema = currentVersion()
  change(schema)
  return schema
}

export function fieldOf(schema: EventSchema, name: string): EventSchema['fields'][number] {
  const field = schema.fields.find((candidate) => candidate.name === name)
  if (!field) throw new TypeError(`no field ${name}`)
  return field
}

export function changeField(schema: EventSchema, name: string, change: Partial<EventSchema['fields'][number]>): void {
  Object.assign(fieldOf(schema, name), change)
}

export function removeField(schema: EventSchema, name: string): void {
  schema.fields = schema.fields.filter((field) => field.name !== name)
}

export const withoutFields = (...names: string[]): AvroSchema =>
  changedVersion((schema) => {
    for (const name of names) removeField(schema, name)
  })
