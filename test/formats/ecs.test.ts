import { EcsFlat, EcsVersion } from '@elastic/ecs'
import { toEcs } from '@trailhouse/event/formats'
import { expect, test } from 'vitest'
import { everyClass, samples } from './events.ts'

type Field = {
  readonly type: string
  readonly normalize: readonly string[]
  readonly allowed_values?: readonly { readonly name: string; readonly expected_event_types?: readonly string[] }[]
}
const fields = EcsFlat as unknown as Readonly<Record<string, Field | undefined>>

/** Name and value of every field, arrays being values. */
function* leaves(value: unknown, name = ''): Generator<[string, unknown]> {
  const isField = fields[name] !== undefined
  if (isField || typeof value !== 'object' || value === null || Array.isArray(value)) return yield [name, value]
  for (const [key, member] of Object.entries(value)) yield* leaves(member, name === '' ? key : `${name}.${key}`)
}

function faultOf(name: string, value: unknown): string | undefined {
  const field = fields[name]
  if (name.startsWith('trailhouse.')) return undefined
  if (field === undefined) return 'no field of ECS'
  const isArray = field.normalize.includes('array')
  if (isArray !== Array.isArray(value)) return isArray ? 'not an array' : 'an array'
  const values = Array.isArray(value) ? value : [value]
  const allowed = field.allowed_values?.map((one) => one.name)
  if (allowed !== undefined && !values.every((one) => allowed.includes(one))) return `not allowed: ${values}`
  return values.every((one) => isOf(field.type, one)) ? undefined : `not of type ${field.type}`
}

function isOf(type: string, value: unknown): boolean {
  if (type === 'long') return Number.isSafeInteger(value)
  if (type === 'date') return typeof value === 'string' && !Number.isNaN(Date.parse(value))
  if (type === 'ip') return typeof value === 'string' && /^[0-9a-f.:]+$/.test(value)
  if (type === 'object') return typeof value === 'object'
  return typeof value === 'string'
}

const written = [...samples, ...everyClass].map(toEcs)

test('every field is one of ECS, with its type and its allowed values', () => {
  const faults = new Set<string>()
  for (const event of written) {
    for (const [name, value] of leaves(event)) {
      const fault = faultOf(name, value)
      if (fault !== undefined) faults.add(`${name}: ${fault}`)
    }
  }
  expect([...faults]).toEqual([])
})

test('event.type is what ECS expects of the category, and the required fields are there', () => {
  const categories = new Map(
    fields['event.category']?.allowed_values?.map((one) => [one.name, one.expected_event_types]),
  )
  const unexpected = new Set<string>()
  for (const event of written) {
    const { category = [], type = [] } = event['event'] as { category?: string[]; type?: string[] }
    const allowed = category.flatMap((one) => categories.get(one) ?? [])
    for (const one of type) if (!allowed.includes(one)) unexpected.add(`${category}: ${one}`)
    expect(event).toMatchObject({ ecs: { version: EcsVersion }, '@timestamp': expect.any(String) })
  }
  expect([...unexpected]).toEqual([])
})
