import { expect, test } from 'vitest'
import { finish } from '../src/finish.ts'
import type { Draft } from '../src/mapper.ts'
import { contextAt } from './samples.ts'

const origin = { dataset: 'd', mapper: 'd@1', raw: Buffer.from('raw'), index: 0 }
const made = (draft: Draft, offset = 0, index = 0) => finish(draft, { ...origin, index }, contextAt(offset))

test('an event without a time takes its ingest time, and says so', () => {
  const event = made({ attributes: { a: 'b' } })
  expect(event.event_time).toBe(event.ingest_time)
  expect(event.attributes).toEqual({ a: 'b', time_source: 'ingest' })
})

test('a time that no event can carry is kept as text', () => {
  for (const time of [0, -3_000_000_000_000_000, Number.MAX_SAFE_INTEGER + 1]) {
    expect(made({ event_time: time, event_time_raw: 'as written' }).attributes).toEqual({
      time_source: 'ingest',
      event_time_raw: 'as written',
    })
  }
})

test('the id of an event comes from the vendor, or from its place', () => {
  expect(made({ source_event_id: 'x' }, 1).event_id).toBe(made({ source_event_id: 'x' }, 2).event_id)
  expect(made({ source_event_id: 'x' }).event_id).not.toBe(made({ source_event_id: 'x', event_key: 'y' }).event_id)
  expect(made({}, 1).event_id).toBe(made({}, 1).event_id)
  const ids = [
    made({}, 1),
    made({}, 2),
    made({}, 1, 1),
    made({ source_event_id: 'x' }),
    made({ source_event_id: 'x' }, 0, 1),
  ]
  expect(new Set(ids.map((event) => event.event_id)).size).toBe(5)
})

test('the primary target is the first', () => {
  const targets = [
    { type: 'a', id: '1', name: 'one' },
    { type: 'b', id: '2', name: 'two' },
  ]
  expect(made({ targets })).toMatchObject({ target_type: 'a', target_id: '1', target_name: 'one', targets })
  expect(made({})).toMatchObject({ target_type: '', target_id: '', target_name: '', targets: [] })
})

test('a host name in the place of an address goes to the host field', () => {
  expect(made({ source: 'lambda.amazonaws.com', destination: '[2001:DB8::1]:443' })).toMatchObject({
    source_ip: '',
    source_host: 'lambda.amazonaws.com',
    destination_ip: '2001:db8::1',
    destination_port: 443,
  })
})

test('what cannot be classified is API Activity, Other', () => {
  expect(made({})).toMatchObject({ class_uid: 6003, activity_id: 99, severity_id: 1, outcome: 'unknown' })
})
