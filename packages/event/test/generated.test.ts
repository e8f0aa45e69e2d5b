import { readFileSync } from 'node:fs'
import { expect, test } from 'vitest'
import { generateModule } from '../scripts/generate-module.ts'
import { generateWriter } from '../scripts/generate-writer.ts'
import { columnTypes, eventColumns } from '../src/columns.ts'
import { auditEventSchema } from '../src/index.ts'
import { currentVersion } from './support/versions.ts'

const read = (path: string) => readFileSync(new URL(path, import.meta.url), 'utf8')

test('the generated modules are those that the schema gives now', () => {
  const schema = read('../../../schemas/audit-event.avsc')
  expect(read('../src/generated/audit-event.ts')).toBe(generateModule(schema))
  expect(read('../src/generated/write-event.ts')).toBe(generateWriter(auditEventSchema))
})

test('every field of the schema says what it means', () => {
  expect(currentVersion().fields.filter((field) => !field.doc)).toEqual([])
})

test('every field has a column of its name, in the order of the schema, and no other column is of the event', () => {
  const names = currentVersion().fields.map((field) => field.name)
  expect(eventColumns.slice(0, names.length).map((column) => column.name)).toEqual(names)
  expect(Object.keys(columnTypes).sort()).toEqual([...names].sort())
})
