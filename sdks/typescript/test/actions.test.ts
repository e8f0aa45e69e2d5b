import { expect, expectTypeOf, test } from 'vitest'
import type { Audit } from '../src/audit.ts'
import { createAudit, defineActions, type Receipt } from '../src/index.ts'

const actions = defineActions({
  'order.refund': { class: 'entity_management', activity: 'update', target: 'order' },
  'user.sign-in': { class: 'authentication', activity: 'logon', severity: 'low' },
  'job.run': { class: 6002, activity: 3 },
})
const options = { service: 'shop', brokers: ['127.0.0.1:1'], registry: 'http://127.0.0.1:1' }

/** Never called: the compiler is the test, and an unused `@ts-expect-error` is its failure. */
export async function compileTimeChecks(audit: Audit<typeof actions>, free: Audit) {
  expectTypeOf(audit.record({ action: 'order.refund', actor: 'u1', target: '1042' })).toEqualTypeOf<Promise<Receipt>>()
  audit.record({ action: 'order.refund', actor: 'u1', target: { id: '1042', type: 'order' } })
  audit.record({ action: 'user.sign-in', actor: { email: 'a@x.io' }, outcome: 'failure' })
  // @ts-expect-error an action that the catalogue does not have
  audit.record({ action: 'order.delete', actor: 'u1', target: '1042' })
  // @ts-expect-error the action's target is missing
  audit.record({ action: 'order.refund', actor: 'u1' })
  // @ts-expect-error another type of target
  audit.record({ action: 'order.refund', actor: 'u1', target: { id: '1', type: 'invoice' } })
  // @ts-expect-error a field that no event has
  audit.record({ action: 'user.sign-in', actor: 'u1', reqest_id: 'r' })
  // @ts-expect-error an outcome that no event has
  audit.record({ action: 'user.sign-in', actor: 'u1', outcome: 'ok' })
  // @ts-expect-error an action that the catalogue does not have
  audit.attempt('order.delete', () => 1)
  expectTypeOf(await audit.attempt('job.run', () => 42)).toEqualTypeOf<number>()
  expectTypeOf(await audit.attempt('job.run', async () => 'done')).toEqualTypeOf<string>()
  expectTypeOf(audit.withContext({ actor: 'u1' }, () => 5)).toEqualTypeOf<number>()
  // @ts-expect-error a context has no action
  audit.withContext({ action: 'job.run' }, () => 5)
  // @ts-expect-error an activity that the class does not have
  defineActions({ x: { class: 'authentication', activity: 'update' } })
  // @ts-expect-error a class that OCSF does not have by this name
  defineActions({ x: { class: 'refunds' } })
  free.record({ action: 'anything', actor: 'u1', target: { type: 'order', id: '1' }, class_uid: 3004 })
}

test('an audit with a catalogue takes its type', () => {
  expectTypeOf(createAudit({ ...options, actions })).toEqualTypeOf<Audit<typeof actions>>()
  expect(Object.isFrozen(actions)).toBe(true)
})

test.each<[string, object, RegExp]>([
  ['class', { class: 'refunds' }, /"x" has the class "refunds"; take one of .*account_change/],
  ['activity', { class: 'authentication', activity: 'fly' }, /"x" has the activity "fly"; authentication has logon/],
  ['number', { class: -1 }, /"x" has the class -1/],
  ['severity', { class: 6003, severity: 'bad' }, /"x" has the severity "bad"/],
  ['target', { class: 6003, target: '' }, /"x" has an empty target/],
])('refuses a %s that does not exist', (_what, definition, message) => {
  expect(() => defineActions({ x: definition as never })).toThrow(
    expect.objectContaining({ code: 'SETTING_INVALID', message: expect.stringMatching(message) }),
  )
})
