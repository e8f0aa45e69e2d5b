import { readFileSync } from 'node:fs'
import { expect, test } from 'vitest'
import { generateModule } from '../scripts/generate-module.ts'

const read = (path: string) => readFileSync(new URL(path, import.meta.url), 'utf8')

test('the generated module is the one that the schema gives now', () => {
  const schema = read('../../../schemas/audit-event.avsc')
  expect(read('../src/generated/audit-event.ts')).toBe(generateModule(schema))
})

test('every field of the schema says what it means', () => {
  const { fields } = JSON.parse(read('../../../schemas/audit-event.avsc')) as { fields: { doc?: string }[] }
  expect(fields.filter((field) => !field.doc)).toEqual([])
})
