import { expect, inject, onTestFinished, test } from 'vitest'
import { startTcpProxy } from '../../../test/support/tcp-proxy.ts'
import { DeliveryError, UnrecordedError } from '../src/index.ts'
import { testAudit, testTopic } from './support/topic.ts'

const valid = { action: 'order.change', actor: 'u1' }
const nowhere = { brokers: ['127.0.0.1:1'] }

async function proxiedBroker() {
  const kafka = inject('kafka')
  const proxy = await startTcpProxy(kafka)
  onTestFinished(() => proxy.close())
  return { proxy, options: { brokers: [proxy.address], addressMap: { [kafka]: proxy.address } } }
}

test('a response that never comes is DELIVERY_UNKNOWN, and the same event_id makes another try recognisable', async () => {
  const topic = await testTopic(1)
  const { proxy, options } = await proxiedBroker()
  const audit = testAudit(topic, { ...options, deliveryTimeoutMs: 2_000 })
  await audit.record({ ...valid, request_id: 'first' })
  proxy.set('swallow-responses')
  const error: unknown = await audit.record({ ...valid, request_id: 'second' }).catch((reason) => reason)
  expect(error).toBeInstanceOf(DeliveryError)
  expect(error).toMatchObject({ name: 'TrailhouseError', code: 'DELIVERY_UNKNOWN' })
  expect(proxy.seen.swallowedBytes).toBeGreaterThan(0)
  proxy.set('forward')
  const { event_id, event_time } = error as DeliveryError
  await audit.record({ ...valid, request_id: 'second', event_id, event_time })
  await audit.record({ ...valid, request_id: 'third' })
  const events = (await topic.read()).map(({ event }) => event)
  expect(events.map(({ request_id }) => request_id)).toEqual(['first', 'second', 'second', 'third'])
  expect(events[1]).toMatchObject({ event_id, event_time: events[2]?.event_time, producer_seq: 2 })
  expect(events[2]).toMatchObject({ event_id, producer_seq: 3 })
})

test('order holds and nothing is lost or doubled when connections are cut in full flow', async () => {
  const topic = await testTopic(4)
  const { proxy, options } = await proxiedBroker()
  const audit = testAudit(topic, { ...options, batch: { maxEvents: 50 } })
  const recorded: Promise<unknown>[] = []
  for (let i = 0; i < 3_000; i++) {
    recorded.push(audit.record({ action: 'a', actor: `u${i % 7}`, request_id: String(i) }))
    if (i % 600 === 300) {
      await proxy.cutNextResponse()
    }
  }
  await Promise.all(recorded)
  expect(proxy.seen.cut).toBeGreaterThanOrEqual(5)
  const stored = await topic.read()
  for (let actor = 0; actor < 7; actor++) {
    const numbers = stored
      .filter(({ event }) => event.actor_id === `u${actor}`)
      .map(({ event }) => Number(event.request_id))
    expect(numbers).toEqual(Array.from({ length: 3_000 }, (_, i) => i).filter((i) => i % 7 === actor))
  }
  expect(stored.map(({ event }) => event.producer_seq).sort((a, b) => a - b)).toEqual(recorded.map((_, i) => i + 1))
})

test('what never reached Kafka is DELIVERY_FAILED, and leaves no gap', async () => {
  const topic = await testTopic(1)
  const { proxy, options } = await proxiedBroker()
  proxy.set('refuse')
  const audit = testAudit(topic, { ...options, deliveryTimeoutMs: 1_000 })
  await expect(audit.record(valid)).rejects.toMatchObject({ code: 'DELIVERY_FAILED' })
  expect(proxy.seen.refused).toBeGreaterThan(0)
  proxy.set('forward')
  expect(await audit.record(valid)).toMatchObject({ producer_seq: 1 })
  expect(await topic.read()).toHaveLength(1)
})

test('what the broker refuses is DELIVERY_FAILED alone, and those around it are stored in order', async () => {
  const topic = await testTopic(2, { 'max.message.bytes': '20000' })
  const audit = testAudit(topic, { batch: { compression: 'none' } })
  const inputs = Array.from({ length: 100 }, (_, i) => ({ action: 'a', actor: `u${i % 3}`, request_id: String(i) }))
  const recorded = inputs.map((input, i) => audit.record(i === 50 ? { ...input, after: 'x'.repeat(30_000) } : input))
  await expect(recorded[50]).rejects.toMatchObject({
    ...{ code: 'DELIVERY_FAILED', message: expect.stringContaining('will not store') },
  })
  expect((await Promise.allSettled(recorded)).filter(({ status }) => status === 'rejected')).toHaveLength(1)
  const stored = await topic.read()
  expect(stored).toHaveLength(99)
  for (const actor of ['u0', 'u1', 'u2']) {
    const numbers = stored.filter(({ event }) => event.actor_id === actor).map(({ event }) => Number(event.request_id))
    expect(numbers).toEqual(numbers.toSorted((a, b) => a - b))
  }
})

test('a full buffer rejects with BUFFER_FULL, and every promise tells what became of its event', async () => {
  const topic = await testTopic(1)
  const { proxy, options } = await proxiedBroker()
  proxy.set('half-open')
  const audit = testAudit(topic, { ...options, buffer: { maxEvents: 10 } })
  const outcomes = Promise.allSettled(Array.from({ length: 25 }, () => audit.record(valid)))
  expect(audit.stats()).toMatchObject({ buffer_full: 15, buffered: { events: 10 } })
  proxy.set('forward')
  proxy.cut()
  expect((await outcomes).map(({ status }) => status)).toEqual([
    ...Array(10).fill('fulfilled'),
    ...Array(15).fill('rejected'),
  ])
  expect(await topic.read()).toHaveLength(10)
})

test('a buffer that waits delivers all events once Kafka is back', async () => {
  const topic = await testTopic(1)
  const { proxy, options } = await proxiedBroker()
  proxy.set('refuse')
  const audit = testAudit(topic, { ...options, buffer: { maxEvents: 10, whenFull: 'wait' } })
  const recorded = Promise.all(Array.from({ length: 200 }, () => audit.record(valid)))
  expect(audit.stats()).toMatchObject({ buffered: { events: 10 }, waiting: { events: 190 }, buffer_full: 0 })
  proxy.set('forward')
  expect((await recorded).map(({ producer_seq }) => producer_seq)).toEqual(Array.from({ length: 200 }, (_, i) => i + 1))
  expect(await topic.read()).toHaveLength(200)
})

test('close ends at its limit and tells which events are unknown and which failed', async () => {
  const topic = await testTopic(1)
  const { proxy, options } = await proxiedBroker()
  const audit = testAudit(topic, { ...options, batch: { maxEvents: 1 } })
  await audit.record(valid)
  proxy.set('swallow-responses')
  const swallowed = proxy.seen.swallowedBytes
  const recorded = Promise.allSettled([audit.record(valid), audit.record(valid), audit.record(valid)])
  await expect.poll(() => proxy.seen.swallowedBytes, { interval: 5 }).toBeGreaterThan(swallowed)
  const report = await audit.close({ timeoutMs: 100 })
  const codes = (await recorded).map(
    (outcome) => outcome.status === 'rejected' && (outcome.reason as DeliveryError).code,
  )
  expect(codes).toEqual(['DELIVERY_UNKNOWN', 'DELIVERY_FAILED', 'DELIVERY_FAILED'])
  expect(report.unknown).toHaveLength(1)
  expect(report.failed).toHaveLength(2)
  expect(await audit.close()).toBe(report)
})

test('work that was done but not recorded rejects with its result; reporting instead is a choice', async () => {
  const topic = await testTopic(1)
  const reported: unknown[] = []
  const options = { ...nowhere, deliveryTimeoutMs: 1_000, onError: (error: unknown) => reported.push(error) }
  const strict = testAudit(topic, options)
  const error = await strict.attempt('pay', () => 'paid', { actor: 'u1' }).catch((reason: unknown) => reason)
  expect(error).toBeInstanceOf(UnrecordedError)
  expect(error).toMatchObject({ code: 'DELIVERY_FAILED', result: 'paid' })
  const lenient = testAudit(topic, { ...options, whenUnrecorded: 'report' })
  expect(await lenient.attempt('pay', () => 'paid', { actor: 'u1' })).toBe('paid')
  await expect(lenient.attempt('pay', () => Promise.reject(new Error('own')), { actor: 'u1' })).rejects.toThrow('own')
  expect(reported).toMatchObject([
    { code: 'DELIVERY_FAILED' },
    { code: 'DELIVERY_FAILED' },
    { code: 'DELIVERY_FAILED' },
  ])
})

test('a registry that is away holds events, and they are delivered when it is back', async () => {
  const topic = await testTopic(1)
  const url = new URL(inject('registry'))
  const proxy = await startTcpProxy(url.host)
  onTestFinished(() => proxy.close())
  proxy.set('refuse')
  const audit = testAudit(topic, { registry: `http://${proxy.address}${url.pathname}` })
  const recorded = audit.record(valid)
  await expect.poll(() => proxy.seen.refused, { interval: 5 }).toBeGreaterThan(1)
  proxy.set('forward')
  expect(await recorded).toMatchObject({ producer_seq: 1 })
})
