import { expect, test } from 'vitest'
import { defineActions, resolveActions } from '../src/actions.ts'
import { type AnyInput, type BuilderSettings, buildEvent } from '../src/event-builder.ts'
import type { ContextFields } from '../src/input.ts'
import { createRedactor } from '../src/redact.ts'

const settings: BuilderSettings = {
  service: 'shop',
  tenant: 'acme',
  producerId: '01900000-0000-7000-8000-000000000000',
  actions: undefined,
  redactor: createRedactor(),
}
const actions = resolveActions(
  defineActions({
    'order.refund': { class: 'entity_management', activity: 'update', severity: 'high', target: 'order' },
    'user.sign-in': { class: 'authentication', activity: 'logon' },
  }),
)
const build = (input: object, context?: ContextFields, more: Partial<BuilderSettings> = {}) =>
  buildEvent({ action: 'a', actor: 'u1', ...input } as AnyInput, context, { ...settings, ...more })

test('an event without more has the defaults of service, tenant, class, outcome, and the time of the call', () => {
  const before = Date.now() * 1000
  const event = build({})
  expect(event).toMatchObject({
    ...{ service: 'shop', tenant_id: 'acme', dataset: 'sdk', producer_id: settings.producerId },
    ...{ class_uid: 6003, activity_id: 99, severity_id: 1, outcome: 'unknown', actor_id: 'u1', actor_type: 'unknown' },
  })
  expect(event.event_id).toMatch(/^[\da-f]{8}-[\da-f]{4}-7/)
  expect(event.event_time).toBeGreaterThanOrEqual(before)
  expect(event.event_time).toBeLessThanOrEqual(Date.now() * 1000)
})

test('each field of the input reaches the field of its name', () => {
  const event = build({
    actor: { type: 'service', id: 'svc-1', name: 'Billing', email: 'b@x.io', session_id: 's', credential_id: 'k' },
    target: { type: 'order', id: '1042', name: 'Order 1042' },
    targets: [{ type: 'customer', id: '7' }],
    ...{ source_ip: '2001:DB8::1', source_port: 443, source_host: 'h', destination_ip: '10.0.0.1', user_agent: 'curl' },
    ...{ request_id: 'r', trace_id: 't', status_code: 404, status_detail: 'gone', outcome: 'failure' },
    ...{ cloud_provider: 'aws', cloud_account: '1', cloud_region: 'eu-1', source_event_id: 'v-1' },
    attributes: { plan: 'pro', seats: 5, trial: false, big: 2n ** 60n, none: undefined },
    event_time: new Date('2026-01-02T03:04:05.678Z'),
    event_id: '0190ABCD-0000-7000-8000-000000000001',
  })
  expect(event).toMatchObject({
    ...{ actor_type: 'service', actor_id: 'svc-1', actor_name: 'Billing', actor_email: 'b@x.io' },
    ...{ actor_session_id: 's', actor_credential_id: 'k' },
    ...{ target_type: 'order', target_id: '1042', target_name: 'Order 1042' },
    targets: [
      { type: 'order', id: '1042', name: 'Order 1042' },
      { type: 'customer', id: '7', name: '' },
    ],
    ...{ source_ip: '2001:db8::1', source_port: 443, destination_ip: '10.0.0.1', status_code: '404' },
    attributes: { plan: 'pro', seats: '5', trial: 'false', big: '1152921504606846976' },
    event_time: Date.parse('2026-01-02T03:04:05.678Z') * 1000,
    event_id: '0190abcd-0000-7000-8000-000000000001',
  })
})

test("the call's fields win over the context's, and attributes of both are kept", () => {
  const context = { actor: 'ctx', request_id: 'r1', attributes: { a: 'ctx', b: 'ctx' } }
  expect(build({ actor: undefined, attributes: { b: 'call' } }, context)).toMatchObject({
    ...{ actor_id: 'ctx', request_id: 'r1', attributes: { a: 'ctx', b: 'call' } },
  })
  expect(build({ actor: 'call', request_id: 'r2' }, context)).toMatchObject({ actor_id: 'call', request_id: 'r2' })
})

test('an actor of the call is not mixed with that of the context', () => {
  const context = { actor: { id: 'admin', email: 'admin@x.io', type: 'user' as const } }
  expect(build({ actor: { id: 'u2' } }, context)).toMatchObject({
    actor_id: 'u2',
    actor_email: '',
    actor_type: 'unknown',
  })
})

test('a changed password is named as changed, and both its values are hidden', () => {
  const event = build({ before: { name: 'A', password: 'old' }, after: { name: 'B', password: 'new' } })
  expect(event.changed).toEqual(['/name', '/password'])
  expect(event.before).toBe('{"name":"A","password":"[REDACTED]"}')
  expect(event.after).toBe('{"name":"B","password":"[REDACTED]"}')
})

test("the caller's objects are not changed by redaction", () => {
  const after = { password: 'new', nested: { token: 't' } }
  build({ after, attributes: { api_key: 'k' } })
  expect(after).toEqual({ password: 'new', nested: { token: 't' } })
})

test("the caller's rule also sees attributes and the detail of a status", () => {
  const redactor = createRedactor({ rule: ({ value }) => String(value).includes('sk_live') })
  const input = { attributes: { note: 'has sk_live_1', plan: 'pro' }, status_detail: 'refused sk_live_1' }
  expect(build(input, undefined, { redactor })).toMatchObject({
    ...{ attributes: { note: '[REDACTED]', plan: 'pro' }, status_detail: '[REDACTED]' },
  })
})

test('the catalogue gives class, activity, severity and the type of the target', () => {
  const event = build({ action: 'order.refund', target: '1042' }, undefined, { actions })
  expect(event).toMatchObject({
    class_uid: 3004,
    activity_id: 3,
    severity_id: 4,
    target_type: 'order',
    target_id: '1042',
  })
  expect(build({ action: 'user.sign-in' }, undefined, { actions })).toMatchObject({ class_uid: 3002, activity_id: 1 })
})

test('the system can act without an id', () => {
  expect(build({ actor: { type: 'system' } })).toMatchObject({ actor_type: 'system', actor_id: '' })
})

test.each<[string, object, RegExp]>([
  ['no action', { action: undefined }, /^action is missing/],
  ['an empty action', { action: '' }, /^action takes text/],
  ['no actor', { actor: undefined }, /^actor is missing/],
  ['an actor without identity', { actor: { type: 'user' } }, /^actor is missing/],
  ['a misspelt field', { reqest_id: 'r' }, /^reqest_id is not a field/],
  ['a misspelt field of the actor', { actor: { id: 'u', mail: 'x' } }, /^actor.mail is not a field/],
  ['another outcome', { outcome: 'ok' }, /^outcome takes/],
  ['a host name as address', { source_ip: 'example.org' }, /^source_ip takes an IPv4 or IPv6/],
  ['a port out of range', { source_port: 70_000 }, /^source_port takes an integer from 0 to 65535/],
  ['a target without type', { target: { id: '1' } }, /^target.type takes text/],
  ['a bare target without a catalogue', { target: '1042' }, /^target takes an object/],
  ['a document among the attributes', { attributes: { a: {} } }, /^attributes.a takes text/],
  ['a function as document', { after: () => 1 }, /^after takes a value that JSON can hold/],
  ['a time as text', { event_time: '2026-01-01' }, /^event_time takes a Date/],
  ['a number as user agent', { user_agent: 5 }, /^user_agent takes text/],
])('refuses %s', (_what, input, message) => {
  expect(() => build(input)).toThrow(
    expect.objectContaining({ code: 'EVENT_INVALID', message: expect.stringMatching(message) }),
  )
})

test.each<[string, object, RegExp]>([
  ['another action', { action: 'order.delete' }, /not in the action catalogue/],
  ['an action without its target', { action: 'order.refund' }, /^target is missing: .* of type order/],
  [
    'a target of another type',
    { action: 'order.refund', target: { type: 'invoice', id: '1' } },
    /^target.type is order/,
  ],
])('with a catalogue, refuses %s', (_what, input, message) => {
  expect(() => build(input, undefined, { actions })).toThrow(message)
})

test('no error names the value that it refuses', () => {
  expect(() => build({ source_ip: 'hunter2' })).toThrow(
    expect.not.objectContaining({ message: expect.stringContaining('hunter2') }),
  )
})
