import fc from 'fast-check'
import { expect, test } from 'vitest'
import { afterFence, offsetMetadata, startAt } from '../src/ownership.ts'

const input = { topic: 'audit.raw.okta', topicId: '6f0f9c1e-1111-4222-8333-0123456789ab', partition: 3 }
const metadata = offsetMetadata(input.topicId)

test('a group without an offset begins with the first record of the topic', () => {
  const position = { committed: null, metadata: '', logStart: 0, logEnd: 9 }
  expect(startAt(input, position, undefined)).toEqual({ next: 'fetch', offset: 0, lost: 0 })
})

test('an offset that Kafka still holds is where it goes on, the end included', () => {
  for (const committed of [4, 7, 9]) {
    const start = startAt(input, { committed, metadata, logStart: 4, logEnd: 9 }, undefined)
    expect(start).toEqual({ next: 'fetch', offset: committed, lost: 0 })
  }
})

test('an offset that retention has passed stops the partition, counts the loss, and offers where to go on', () => {
  const position = { committed: 5, metadata, logStart: 12, logEnd: 20 }
  expect(startAt(input, position, undefined)).toMatchObject({ code: 'OFFSET_OUT_OF_RANGE', lost: 7, offer: 12 })
  const never = { committed: null, metadata: '', logStart: 12, logEnd: 20 }
  expect(startAt(input, never, undefined)).toMatchObject({ code: 'OFFSET_OUT_OF_RANGE', lost: 12, offer: 12 })
})

test('an operator’s word is believed where it names the very offset that was offered, and nowhere else', () => {
  const position = { committed: 5, metadata, logStart: 12, logEnd: 20 }
  expect(startAt(input, position, 12)).toEqual({ next: 'fetch', offset: 12, lost: 7 })
  expect(startAt(input, position, 13).next).toBe('stop')
  expect(startAt(input, { ...position, logStart: 15 }, 12).next).toBe('stop')
})

test('an offset of a deleted topic is worth nothing for the one made again, even where it fits', () => {
  const position = {
    committed: 5,
    metadata: offsetMetadata('00000000-0000-4000-8000-000000000000'),
    logStart: 0,
    logEnd: 9,
  }
  expect(startAt(input, position, undefined)).toMatchObject({ next: 'stop', code: 'TOPIC_REMADE', offer: 0 })
  expect(startAt(input, position, 0)).toEqual({ next: 'fetch', offset: 0, lost: 0 })
})

test('a log that lost its end stops the partition, and no word helps: its offsets will be given out again', () => {
  const position = { committed: 9, metadata, logStart: 0, logEnd: 7 }
  expect(startAt(input, position, 7)).toMatchObject({ next: 'stop', code: 'OFFSET_OUT_OF_RANGE', offer: null })
})

test('no offset is passed over without a word', () => {
  const offsets = fc.nat({ max: 30 })
  fc.assert(
    fc.property(fc.option(offsets), offsets, offsets, (committed, logStart, length) => {
      const position = { committed, metadata: committed === null ? '' : metadata, logStart, logEnd: logStart + length }
      const decision = startAt(input, position, undefined)
      const due = committed ?? 0
      if (decision.next === 'fetch') expect(decision.offset).toBe(due)
      else expect(due < logStart || due > position.logEnd).toBe(true)
    }),
  )
})

test('after the fence only an unchanged committed offset lets the batch in hand be written', () => {
  expect(afterFence(null, null)).toBe('transact')
  expect(afterFence(7, 7)).toBe('transact')
  expect(afterFence(7, 9)).toBe('read-again')
  expect(afterFence(null, 0)).toBe('read-again')
})
