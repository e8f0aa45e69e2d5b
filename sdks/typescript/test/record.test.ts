import { expect, test } from 'vitest'
import { testAudit, testTopic } from './support/topic.ts'

const valid = { action: 'order.change', actor: { id: 'u1', type: 'user' }, outcome: 'success' } as const

test('an acknowledged event is in the topic, as it was recorded', async () => {
  const topic = await testTopic()
  const audit = testAudit(topic, { tenant: 'acme' })
  const receipt = await audit.record({
    ...valid,
    target: { type: 'order', id: '1042' },
    before: { status: 'paid', token: 't1' },
    after: { status: 'refunded', token: 't2' },
    attributes: { reason: 'broken' },
  })
  const [stored] = await topic.read()
  expect(stored?.key).toBe('acme:u1')
  expect(stored?.event).toMatchObject({
    ...{ ...receipt, action: 'order.change', actor_id: 'u1', actor_type: 'user', outcome: 'success', service: 'shop' },
    ...{ before: '{"status":"paid","token":"[REDACTED]"}', after: '{"status":"refunded","token":"[REDACTED]"}' },
    ...{ changed: ['/status', '/token'], attributes: { reason: 'broken' }, dataset: 'sdk', target_id: '1042' },
  })
})

test('an invalid event throws at the call, takes no number and reaches no topic', async () => {
  const topic = await testTopic()
  const audit = testAudit(topic)
  await audit.record(valid)
  const invalid = [
    { ...valid, actor: '' },
    { ...valid, source_port: -1 },
    { ...valid, event_id: 'no uuid' },
  ]
  for (const input of invalid)
    expect(() => audit.record(input)).toThrow(
      expect.objectContaining({ name: 'TrailhouseError', code: 'EVENT_INVALID' }),
    )
  expect(() => audit.record({ ...valid, after: 'x'.repeat(1_000_000) })).toThrow(/more than maxEventBytes/)
  expect(await audit.record(valid)).toMatchObject({ producer_seq: 2 })
  expect(await topic.read()).toHaveLength(2)
  expect(audit.stats()).toMatchObject({ invalid: 4, acknowledged: 2 })
})

test('events of one tenant and actor keep their order, and numbers are given without a gap', async () => {
  const topic = await testTopic(4)
  const audit = testAudit(topic)
  const actors = ['ann', 'bob', 'cem', 'dana', 'eve']
  const sent = Array.from({ length: 5_000 }, (_, i) => ({ actor: actors[i % 5] as string, n: String(i) }))
  await Promise.all(sent.map(({ actor, n }) => audit.record({ action: 'a', actor, request_id: n })))
  const stored = await topic.read()
  for (const actor of actors) {
    const ofActor = stored.filter(({ event }) => event.actor_id === actor)
    expect(ofActor.map(({ event }) => event.request_id)).toEqual(
      sent.filter((each) => each.actor === actor).map(({ n }) => n),
    )
    expect(new Set(ofActor.map(({ partition }) => partition)).size).toBe(1)
  }
  const seqs = stored.map(({ event }) => event.producer_seq).sort((a, b) => a - b)
  expect(seqs).toEqual(sent.map((_, i) => i + 1))
  expect(audit.stats()).toMatchObject({ last_assigned_seq: 5_000, last_acknowledged_seq: 5_000 })
})

test('nested contexts fill what the call leaves out, over awaits, and only within', async () => {
  const topic = await testTopic(1)
  const audit = testAudit(topic)
  await audit.withContext({ actor: 'outer', request_id: 'r1', attributes: { a: '1' } }, async () => {
    await new Promise((resolve) => setImmediate(resolve))
    await audit.withContext({ actor: 'inner', attributes: { b: '2' } }, () => audit.record({ action: 'deep' }))
    await audit.record({ action: 'shallow', attributes: { c: '3' } })
  })
  expect(() => audit.record({ action: 'outside' })).toThrow(/^actor is missing/)
  expect(() => audit.withContext({ action: 'x' } as never, () => {})).toThrow(/^action is not a field of a context/)
  const events = (await topic.read()).map(({ event }) => event)
  expect(events).toMatchObject([
    { action: 'deep', actor_id: 'inner', request_id: 'r1', attributes: { a: '1', b: '2' } },
    { action: 'shallow', actor_id: 'outer', request_id: 'r1', attributes: { a: '1', c: '3' } },
  ])
})

test('an attempt records success and returns the result, and records failure and throws the error on', async () => {
  const topic = await testTopic(1)
  const audit = testAudit(topic)
  const declined = Object.assign(new Error('card declined'), { code: 'CARD_DECLINED' })
  const fails = () => audit.attempt('pay', () => Promise.reject(declined), { actor: 'u1' })
  expect(await audit.attempt('pay', () => 42, { actor: 'u1' })).toBe(42)
  const work = async (note: (fields: { after: unknown }) => void) => {
    note({ after: { total: 5 } })
    return 'paid'
  }
  expect(await audit.attempt('pay', work, { actor: 'u1' })).toBe('paid')
  await expect(fails()).rejects.toBe(declined)
  await expect(
    audit.attempt(
      'pay',
      () => {
        throw new TypeError('sync')
      },
      { actor: 'u1' },
    ),
  ).rejects.toThrow('sync')
  const events = (await topic.read()).map(({ event }) => event)
  expect(events).toMatchObject([
    { outcome: 'success', status_code: '' },
    { outcome: 'success', after: '{"total":5}' },
    { outcome: 'failure', status_code: 'CARD_DECLINED', status_detail: 'card declined' },
    { outcome: 'failure', status_code: 'TypeError', status_detail: 'sync' },
  ])
})

test('an attempt whose event would be invalid does not begin', async () => {
  const audit = testAudit(await testTopic(1))
  let began = false
  const work = () => {
    began = true
  }
  await expect(audit.attempt('pay', work)).rejects.toMatchObject({ code: 'EVENT_INVALID' })
  expect(began).toBe(false)
})

test('close delivers what is pending, and record throws after it', async () => {
  const topic = await testTopic()
  const audit = testAudit(topic, { batch: { lingerMs: 1_000 } })
  const recorded = Promise.all(Array.from({ length: 100 }, () => audit.record(valid)))
  expect(await audit.close()).toEqual({ unknown: [], failed: [], spooled: 0 })
  expect(await recorded).toHaveLength(100)
  expect(() => audit.record(valid)).toThrow(expect.objectContaining({ code: 'AUDIT_CLOSED' }))
  await expect(audit.attempt('a', () => 1)).rejects.toMatchObject({ code: 'AUDIT_CLOSED' })
  await expect(audit.connect()).rejects.toMatchObject({ code: 'AUDIT_CLOSED' })
  expect(await topic.read()).toHaveLength(100)
})

test('without registerSchema a schema that nobody deployed is said to be unknown', async () => {
  const { name } = await testTopic()
  const audit = testAudit({ name: `${name}-undeployed`, read: async () => [] })
  await expect(audit.connect()).rejects.toMatchObject({ code: 'SCHEMA_UNKNOWN' })
})
