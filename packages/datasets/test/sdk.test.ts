import { type AuditEvent, blankEvent, encodeEvent } from '@trailhouse/event'
import { expect, test } from 'vitest'
import { MappingError, passOn } from '../src/index.ts'
import { contextAt } from './samples.ts'

const context = contextAt(9)
const event = (fields: Partial<AuditEvent> = {}): AuditEvent => ({
  ...blankEvent(),
  event_id: '019cbd2f-8b5a-7c3d-9e4f-0123456789ab',
  event_time: context.ingestTime - 1,
  action: 'order.refund',
  producer_id: 'p',
  producer_seq: 7,
  ...fields,
})

test('an event keeps its id, time, sequence and contents, and gets its origin', () => {
  const before = event({ tenant_id: 'acme', actor_name: 'ada', attributes: { a: 'b' } })
  const passed = passOn(before, context)
  expect(passed).toEqual({
    ...before,
    dataset: 'sdk',
    mapper: 'sdk@1',
    class_uid: 6003,
    activity_id: 99,
    severity_id: 1,
    ingest_time: context.ingestTime,
    origin_topic: context.originTopic,
    origin_offset: 9,
  })
  expect(encodeEvent(passed).length).toBeGreaterThan(0)
})

test('no SDK can pass for a vendor, or for a later mapping', () => {
  expect(passOn(event({ dataset: 'aws-cloudtrail', mapper: 'aws-cloudtrail@1', revision: 3 }), context)).toMatchObject({
    dataset: 'sdk',
    mapper: 'sdk@1',
    revision: 0,
  })
})

test('an id is made lower case; one that is no UUID, or none, is refused', () => {
  const id = '019CBD2F-8B5A-7C3D-9E4F-0123456789AB'
  expect(passOn(event({ event_id: id }), context).event_id).toBe(id.toLowerCase())
  for (const event_id of ['', 'x', `${id}0`]) expect(() => passOn(event({ event_id }), context)).toThrow(MappingError)
})

test('an event without an action is refused', () => {
  expect(() => passOn(event({ action: '' }), context)).toThrow(expect.objectContaining({ reason: 'MISSING_FIELD' }))
})

test('the primary target comes first, once', () => {
  const order = { type: 'order', id: '1042', name: '' }
  const customer = { type: 'customer', id: 'c-3', name: 'Grace' }
  const primary = { target_type: 'order', target_id: '1042' }
  expect(passOn(event({ ...primary, targets: [customer] }), context).targets).toEqual([order, customer])
  expect(passOn(event({ ...primary, targets: [customer, order] }), context).targets).toEqual([order, customer])
  expect(passOn(event({ targets: [customer, order] }), context)).toMatchObject({
    target_id: 'c-3',
    target_name: 'Grace',
  })
})

test('a host name in an ip field moves to the host field, and an event without a time takes the ingest time', () => {
  const passed = passOn(event({ source_ip: 'worker-3.example', event_time: 0 }), context)
  expect(passed).toMatchObject({ source_ip: '', source_host: 'worker-3.example', event_time: context.ingestTime })
  expect(passed.attributes).toEqual({ time_source: 'ingest' })
})
