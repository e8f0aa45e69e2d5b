import { randomUUID } from 'node:crypto'
import { expect, inject, test } from 'vitest'
import type { AvroSchema } from '../src/index.ts'
import { evolutionProblems } from './support/evolution.ts'
import {
  changedVersion,
  changeField,
  currentVersion,
  type EventSchema,
  earlierVersions,
  fieldOf,
  removeField,
} from './support/versions.ts'

test.each(earlierVersions())('the schema may follow version $file', ({ schema }) => {
  expect(evolutionProblems(schema, currentVersion())).toEqual([])
})

const added = changedVersion((schema) => void schema.fields.push({ name: 'session_kind', type: 'string', default: '' }))
const reordered = changedVersion((schema) => void schema.fields.reverse())
const documented = changedVersion((schema) => changeField(schema, 'action', { doc: 'Other words.' }))

const allowed: [string, EventSchema][] = [
  ['a field added with a default', added],
  ['fields in another order', reordered],
  ['other docs', documented],
]

test.each(allowed)('%s is allowed, without the registry', (_, schema) => {
  expect(evolutionProblems(currentVersion(), schema)).toEqual([])
})

test.each(allowed)('%s is allowed, by the registry', async (_, schema) => {
  expect(await registerAfterCurrent(schema)).toBe(200)
})

/** With what Avro's own rules refuse, and so the registry, and what only ours do: a stored row could not be rebuilt. */
const refused: [string, (schema: EventSchema) => void, RegExp, 'registry' | 'ours'][] = [
  [
    'a field added without a default',
    (schema) => void schema.fields.push({ name: 'session_kind', type: 'string' }),
    /session_kind was added without a default/,
    'registry',
  ],
  [
    'a field without a default removed',
    (schema) => removeField(schema, 'event_time'),
    /event_time was removed/,
    'registry',
  ],
  [
    'a field retyped',
    (schema) => changeField(schema, 'class_uid', { type: 'string', default: '' }),
    /class_uid was retyped/,
    'registry',
  ],
  [
    'a field widened',
    (schema) => changeField(schema, 'class_uid', { type: 'long' }),
    /class_uid was retyped/,
    'registry',
  ],
  [
    'a field made nullable',
    (schema) => changeField(schema, 'action', { type: ['null', 'string'], default: null }),
    /action was retyped/,
    'registry',
  ],
  [
    'an item of an array retyped',
    (schema) => changeField(schema, 'changed', { type: { type: 'array', items: 'long' } }),
    /changed was retyped/,
    'registry',
  ],
  ['a field with a default removed', (schema) => removeField(schema, 'trace_id'), /trace_id was removed/, 'ours'],
  ['a field renamed', (schema) => changeField(schema, 'trace_id', { name: 'trace' }), /trace_id was removed/, 'ours'],
  ['another default', (schema) => changeField(schema, 'tenant_id', { default: '' }), /tenant_id was given/, 'ours'],
  [
    'a symbol added to an enum',
    (schema) => void (fieldOf(schema, 'outcome').type as { symbols: string[] }).symbols.push('partial'),
    /outcome was retyped/,
    'ours',
  ],
]

test.each(refused)('%s is refused, without the registry', (_, change, problem) => {
  expect(evolutionProblems(currentVersion(), changedVersion(change)).join('\n')).toMatch(problem)
})

test.each(refused.filter(([, , , by]) => by === 'registry'))('%s is refused by the registry', async (_, change) => {
  expect(await registerAfterCurrent(changedVersion(change))).toBe(409)
})

test('the registry compares with every earlier version, not with the last one alone', async () => {
  const subject = await newSubject()
  const first = changedVersion((schema) => removeField(schema, 'trace_id'))
  const third = changedVersion((schema) => changeField(schema, 'trace_id', { type: 'long', default: 0 }))
  expect(await register(subject, currentVersion())).toBe(200)
  expect(await register(subject, first)).toBe(200)
  expect(evolutionProblems(first, third)).toEqual([])
  expect(await register(subject, third)).toBe(409)
  expect(evolutionProblems(currentVersion(), third)).not.toEqual([])
})

async function registerAfterCurrent(schema: AvroSchema): Promise<number> {
  const subject = await newSubject()
  expect(await register(subject, currentVersion())).toBe(200)
  return register(subject, schema)
}

/** FULL_TRANSITIVE is set before the first version: Apicurio's default is NONE. */
async function newSubject(): Promise<string> {
  const subject = `event-${randomUUID()}-value`
  expect(await call('PUT', `config/${subject}`, { compatibility: 'FULL_TRANSITIVE' })).toBe(200)
  return subject
}

const register = (subject: string, schema: AvroSchema) =>
  call('POST', `subjects/${subject}/versions`, { schema: JSON.stringify(schema) })

async function call(method: string, path: string, body: unknown): Promise<number> {
  const headers = { 'content-type': 'application/vnd.schemaregistry.v1+json' }
  const response = await fetch(`${inject('registry')}/${path}`, { method, headers, body: JSON.stringify(body) })
  await response.arrayBuffer()
  return response.status
}
