import { randomUUID } from 'node:crypto'
import { expect, inject, onTestFinished, test } from 'vitest'
import { startTcpProxy } from '../../../test/support/tcp-proxy.ts'
import { connectRegistry } from '../src/index.ts'

const schema = (...names: string[]) => ({
  type: 'record',
  name: 'Event',
  fields: names.map((name) => ({ name, type: 'string', default: '' })),
})
const required = { type: 'record', name: 'Event', fields: [{ name: 'new', type: 'string' }] }

const registry = () => connectRegistry({ url: inject('registry') })

async function proxiedRegistry(timeoutMs = 500) {
  const { host, pathname } = new URL(inject('registry'))
  const proxy = await startTcpProxy(host)
  onTestFinished(() => proxy.close())
  return { proxy, registry: connectRegistry({ url: `http://${proxy.address}${pathname}`, timeoutMs }) }
}

test('a schema is registered once, found by its text and by its id', async () => {
  const subject = `${randomUUID()}-value`
  const id = await registry().register(subject, schema('a'), 'FULL_TRANSITIVE')
  expect(await registry().register(subject, schema('a'), 'FULL_TRANSITIVE')).toBe(id)
  expect(await registry().idOf(subject, schema('a'))).toBe(id)
  expect(await registry().schemaOf(id, subject)).toEqual(schema('a'))
  expect(await registry().versions(subject)).toEqual([{ version: 1, id, schema: schema('a') }])
})

test('compatibility holds from the first version on, against all earlier ones', async () => {
  const subject = `${randomUUID()}-value`
  await registry().register(subject, schema('a'), 'FULL_TRANSITIVE')
  expect(await registry().isCompatible(subject, schema('a', 'b'))).toBe(true)
  expect(await registry().isCompatible(subject, required)).toBe(false)
  const refused = registry().register(subject, required, 'FULL_TRANSITIVE')
  await expect(refused).rejects.toMatchObject({ code: 'SCHEMA_INCOMPATIBLE' })
  await registry().register(subject, schema('a', 'b'), 'FULL_TRANSITIVE')
  expect((await registry().versions(subject)).map(({ version }) => version)).toEqual([1, 2])
})

test('a schema that was never registered is unknown, and a subject without versions has none', async () => {
  const subject = `${randomUUID()}-value`
  expect(await registry().versions(subject)).toEqual([])
  await registry().register(subject, schema('a'), 'FULL_TRANSITIVE')
  await expect(registry().idOf(subject, schema('z'))).rejects.toMatchObject({ code: 'SCHEMA_UNKNOWN' })
})

test('404 for an id is believed only while the current schema is still known', async () => {
  const subject = `${randomUUID()}-value`
  await registry().register(subject, schema('a'), 'FULL_TRANSITIVE')
  const unknownId = 2_000_000_000
  await expect(registry().schemaOf(unknownId, subject)).rejects.toMatchObject({ code: 'SCHEMA_UNKNOWN' })
  const emptied = `${randomUUID()}-value`
  await expect(registry().schemaOf(unknownId, emptied)).rejects.toMatchObject({ code: 'REGISTRY_UNAVAILABLE' })
})

test.each([
  ['down', 'refuse'],
  ['hung', 'half-open'],
  ['answering 500', { http: 500 }],
  ['answering 404 to everything', { http: 404 }],
] as const)('a registry that is %s is unavailable, within the time limit', async (_, mode) => {
  const { proxy, registry: proxied } = await proxiedRegistry()
  proxy.set(mode)
  await expect(proxied.schemaOf(1, `${randomUUID()}-value`)).rejects.toMatchObject({ code: 'REGISTRY_UNAVAILABLE' })
  const { refused, swallowedBytes, answered } = proxy.seen
  expect(refused + swallowedBytes + answered).toBeGreaterThan(0)
})

test('404 for an id is not believed when the registry comes back right after it', async () => {
  const subject = `${randomUUID()}-value`
  const { proxy, registry: proxied } = await proxiedRegistry(5_000)
  const id = await registry().register(subject, schema('a'), 'FULL_TRANSITIVE')
  proxy.set({ http: 404, times: 1 })
  expect(await proxied.schemaOf(id, subject)).toEqual(schema('a'))
  expect(proxy.seen.answered).toBe(1)
})

test('a schema that was read once is known through an outage', async () => {
  const subject = `${randomUUID()}-value`
  const { proxy, registry: proxied } = await proxiedRegistry(5_000)
  const id = await proxied.register(subject, schema('a'), 'FULL_TRANSITIVE')
  await proxied.schemaOf(id, subject)
  proxy.set('refuse')
  proxy.cut()
  expect(await proxied.schemaOf(id, subject)).toEqual(schema('a'))
})
