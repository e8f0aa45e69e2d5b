import { expect, test } from 'vitest'
import { createAudit } from '../src/index.ts'
import { readOptions } from '../src/options.ts'

const required = { service: 's', brokers: ['127.0.0.1:1'], registry: 'http://127.0.0.1:1' }

test.each<[string, object]>([
  ['service', { service: '' }],
  ['brokers', { brokers: ['localhost'] }],
  ['registry', { registry: 'nowhere' }],
  ['deliveryTimeoutMs', { deliveryTimeoutMs: 5 }],
  ['buffer.whenFull', { buffer: { whenFull: 'drop' } }],
  ['spool.dir', { spool: { dir: '' } }],
  ['spool.maxBytes', { spool: { dir: 'd', maxBytes: 5 } }],
  ['spool.fsync', { spool: { dir: 'd', fsync: 'always' } }],
  ['spool.acknowledge', { spool: { dir: 'd', acknowledge: 'nobody' } }],
  ['retries', { retries: 3 }],
])('a wrong %s is told by its name, before any I/O', (name, wrong) => {
  const options = { ...required, ...wrong }
  expect(() => createAudit(options)).toThrow(
    expect.objectContaining({ code: 'SETTING_INVALID', message: expect.stringContaining(name) }),
  )
})

test('TLS and SASL settings reach the client of Kafka, and those of the registry its own', () => {
  const ssl = { ca: 'PEM', cert: 'PEM', key: 'PEM' }
  const sasl = { mechanism: 'scram-sha-512', username: 'shop', password: 'hunter2' } as const
  const registry = { url: 'https://registry', auth: { username: 'shop', password: 'hunter2' }, tls: { ca: 'PEM' } }
  const settings = readOptions({ ...required, ssl, sasl, registry, clientId: 'shop' })
  expect(settings.kafka).toMatchObject({ brokers: required.brokers, clientId: 'shop', ssl, sasl })
  expect(settings.registry).toEqual(registry)
})

test('an audit that was never used has done no I/O, and closes at once', async () => {
  const audit = createAudit(required)
  expect(audit.stats()).toMatchObject({ last_assigned_seq: 0, buffered: { events: 0, bytes: 0 } })
  expect(await audit.close()).toEqual({ unknown: [], failed: [], spooled: 0 })
})

test('of an event that nobody awaits, onError is told', async () => {
  const told = Promise.withResolvers<unknown>()
  const audit = createAudit({ ...required, onError: told.resolve })
  void audit.record({ action: 'a', actor: 'u1' })
  await audit.close({ timeoutMs: 0 })
  expect(await told.promise).toMatchObject({ code: 'DELIVERY_FAILED' })
})
