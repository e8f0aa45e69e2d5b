import { type AuditEvent, ocsfClasses, ocsfVersion } from '@trailhouse/event'
import { toOcsf } from '@trailhouse/event/formats'
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { anyEvent } from './any-event.ts'
import { everyClass, full, samples } from './events.ts'
import { validate } from './validator.ts'

const odd = [
  { ...full, class_uid: 12_345, severity_id: 200 },
  { ...full, class_uid: 2001, activity_id: 1 },
]

test('every event of every sample, and of every class, is valid OCSF', { timeout: 120_000 }, async () => {
  const events = [...samples, ...everyClass, ...odd]
  const faults = await validate(events.map(toOcsf), ocsfVersion)
  const told = faults.map(({ line, faults }) => {
    const { dataset, action, class_uid, activity_id } = events[line - 1] as AuditEvent
    return { dataset, action, class_uid, activity_id, faults }
  })
  expect(told).toEqual([])
})

test('any event that can be stored is valid OCSF', { timeout: 120_000 }, async () => {
  const events = fc.array(anyEvent, { minLength: 400, maxLength: 400 })
  const isValid = async (some: AuditEvent[]) => {
    expect(await validate(some.map(toOcsf), ocsfVersion)).toEqual([])
  }
  await fc.assert(fc.asyncProperty(events, isValid), { numRuns: 1, endOnFailure: true })
})

test('the validator refuses what is not OCSF', { timeout: 120_000 }, async () => {
  const valid = toOcsf({ ...full, class_uid: 3002, activity_id: 1 })
  const { user: _, ...withoutUser } = valid
  const wrong = [
    valid,
    withoutUser,
    { ...valid, activity_id: 42 },
    { ...valid, time: 'now' },
    { ...valid, invented: true },
    { ...valid, class_uid: 12_345 },
    { ...valid, metadata: { ...(valid['metadata'] as object), version: '1.7.0' } },
  ]
  expect((await validate(wrong, ocsfVersion)).map(({ line }) => line)).toEqual([2, 3, 4, 5, 6, 7])
})

test('a class that an event cannot fill is a Base Event, and no vendor’s sample has one but mail without an address', () => {
  const own = samples.filter(
    ({ dataset, class_uid }) => dataset !== 'ocsf' && class_uid !== ocsfClasses.email_activity.uid,
  )
  const written = own.filter((event) => toOcsf(event)['class_uid'] !== event.class_uid)
  expect(written.map(({ dataset, action, class_uid }) => ({ dataset, action, class_uid }))).toEqual([])
  expect(toOcsf({ ...full, class_uid: 7001, activity_id: 3 })).toMatchObject({
    class_uid: 0,
    type_uid: 99,
    unmapped: { class_uid: 7001, activity_id: 3 },
  })
})
