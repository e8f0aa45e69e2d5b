import fc from 'fast-check'
import { expect, test } from 'vitest'
import { parseAcceptedLosses } from '../src/accepted-loss.ts'
import { afterFence, offsetMetadata, startAt } from '../src/ownership.ts'

const input = { topic: 'audit.raw.okta', topicId: '6f0f9c1e-1111-4222-8333-0123456789ab', partition: 3 }
const own = offsetMetadata(input.topicId)
const accepted = parseAcceptedLosses(['audit.raw.okta:3:5', 'audit.raw.okta:2:7'])

test('a group without an offset begins at the log start', () => {
  expect(startAt(input, { offset: null, metadata: '' }, { start: 4, end: 9 }, [])).toEqual({
    next: 'fetch',
    offset: 4,
    lost: 0,
  })
})

test('an offset that Kafka still holds is where it goes on, the end included', () => {
  for (const offset of [4, 7, 9]) {
    const start = startAt(input, { offset, metadata: own }, { start: 4, end: 9 }, [])
    expect(start).toEqual({ next: 'fetch', offset, lost: 0 })
  }
})

test('an offset that retention has passed stops the partition, counts the loss, and names the way out', () => {
  const start = startAt(input, { offset: 5, metadata: own }, { start: 12, end: 20 }, [])
  expect(start).toMatchObject({ next: 'stop', code: 'OFFSET_OUT_OF_RANGE', lost: 7 })
  expect(start).toHaveProperty('message', expect.stringContaining('TRAILHOUSE_ACCEPT_LOSS=audit.raw.okta:3:5'))
})

test('a loss that an operator accepted is passed, that one alone', () => {
  const log = { start: 12, end: 20 }
  expect(startAt(input, { offset: 5, metadata: own }, log, accepted)).toEqual({ next: 'fetch', offset: 12, lost: 7 })
  expect(startAt(input, { offset: 7, metadata: own }, log, accepted).next).toBe('stop')
})

test('an offset of a deleted topic is worth nothing for the one made again, even where it fits', () => {
  const committed = { offset: 5, metadata: offsetMetadata('00000000-0000-4000-8000-000000000000') }
  const log = { start: 0, end: 9 }
  expect(startAt(input, committed, log, [])).toMatchObject({ next: 'stop', code: 'TOPIC_REMADE' })
  expect(startAt(input, committed, log, accepted)).toEqual({ next: 'fetch', offset: 0, lost: 0 })
})

test('no offset is passed over without a word', () => {
  const offsets = fc.nat({ max: 30 })
  fc.assert(
    fc.property(offsets, offsets, offsets, (committed, start, length) => {
      const log = { start, end: start + length }
      const decision = startAt(input, { offset: committed, metadata: own }, log, [])
      if (decision.next === 'fetch') expect(decision.offset).toBe(committed)
      else expect(committed < log.start || committed > log.end).toBe(true)
    }),
  )
})

test('after the fence only an unchanged committed offset lets the batch in hand be written', () => {
  expect(afterFence(null, null)).toBe('transact')
  expect(afterFence(7, 7)).toBe('transact')
  expect(afterFence(7, 9)).toBe('read-again')
  expect(afterFence(null, 0)).toBe('read-again')
})
