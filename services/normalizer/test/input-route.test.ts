import { expect, test } from 'vitest'
import { allowedTenant, inputRoute, tenantOf, unknownBoundDatasets } from '../src/input-route.ts'
import { topicBindingsSetting } from '../src/topic-bindings.ts'

const options = {
  eventsTopic: 'audit.events',
  bindings: {
    'audit.raw.okta': { tenants: ['acme'] },
    'audit.raw.shared': { tenants: ['acme', 'globex'], dataset: 'okta' },
  },
  defaultTenant: 'default',
  knownDatasets: new Set(['okta', 'pgaudit']),
}

test('a raw topic names its dataset, when there is such a dataset', () => {
  expect(inputRoute('audit.raw.pgaudit', options)).toMatchObject({ kind: 'raw', dataset: 'pgaudit' })
  expect(inputRoute('audit.raw.mixed', options).dataset).toBeUndefined()
  expect(inputRoute('audit.raw.constructor', options).dataset).toBeUndefined()
})

test('a binding to a dataset comes before the name of the topic', () => {
  expect(inputRoute('audit.raw.shared', options).dataset).toBe('okta')
})

test('the tenant is the one of the header, else the only one bound, else the default', () => {
  const bound = inputRoute('audit.raw.okta', options)
  const free = inputRoute('audit.raw.pgaudit', options)
  expect(tenantOf(free, { tenant: Buffer.from('initech') })).toBe('initech')
  expect(tenantOf(bound, {})).toBe('acme')
  expect(tenantOf(free, {})).toBe('default')
  expect(tenantOf(free, { tenant: Buffer.from('') })).toBe('default')
})

test('a tenant that a topic is not bound to is refused, the default one included', () => {
  const shared = inputRoute('audit.raw.shared', options)
  expect(allowedTenant(shared, 'globex')).toBe('globex')
  expect(() => tenantOf(shared, { tenant: Buffer.from('initech') })).toThrow('not bound to tenant "initech"')
  expect(() => tenantOf(shared, {})).toThrow('not bound to tenant "default"')
})

test('a binding to a dataset that no mapper knows is found', () => {
  expect(unknownBoundDatasets({ a: { dataset: 'okta' }, b: { dataset: 'otka' } }, options.knownDatasets)).toEqual([
    'otka',
  ])
})

test('bindings that are not JSON, or hold a misspelt name, are refused', () => {
  for (const text of ['{', '[]', '{"t": {"tenant": "a"}}', '{"t": {"tenants": []}}']) {
    expect(topicBindingsSetting.schema.safeParse(text).success).toBe(false)
  }
})
