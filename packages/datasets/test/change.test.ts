import type { Target } from '@trailhouse/event'
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { changedMembers, jsonText, pointerTo } from '../src/fields/change.ts'
import { epochTime } from '../src/fields/epoch.ts'
import { addTarget, maxTargets } from '../src/fields/targets.ts'
import { RoundedInteger } from '../src/fields/text.ts'

test('the text of a value is its JSON, and empty where there is none', () => {
  for (const nothing of [undefined, null, '', {}, []]) expect(jsonText(nothing)).toBe('')
  expect(jsonText({ a: [1, 'x', false] })).toBe('{"a":[1,"x",false]}')
  expect(jsonText({ n: 12345678901234567890n })).toBe('{"n":12345678901234567890}')
  expect(() => jsonText({ n: 2 ** 60 })).toThrow(RoundedInteger)
})

test('the members that differ are pointed at', () => {
  expect(changedMembers({ a: 1, b: { c: 1 }, d: 1 }, { a: 2, b: { c: 1 }, 'e/~': 1 })).toEqual(['/a', '/e~1~0', '/d'])
  expect(changedMembers('x', { a: 1 })).toEqual([])
  expect(pointerTo('a/b~c')).toBe('/a~1b~0c')
  fc.assert(
    fc.property(fc.dictionary(fc.string(), fc.oneof(fc.string(), fc.integer(), fc.array(fc.boolean()))), (value) => {
      expect(changedMembers(value, JSON.parse(JSON.stringify(value)))).toEqual([])
    }),
  )
})

test('a count since 1970 is read by its size', () => {
  const micros = 1_772_456_400_123_000
  for (const count of [1_772_456_400.123, 1_772_456_400_123, micros, 1_772_456_400_123_000_000n]) {
    expect(epochTime(count)).toBe(micros)
    expect(epochTime(String(count))).toBe(micros)
  }
  expect(epochTime(1_772_456_400_123_456_789n)).toBe(micros + 456)
  expect(() => epochTime(Number('1772456400123456789'))).toThrow(RoundedInteger)
  expect(epochTime(1_772_456_400_000_000_000)).toBe(1_772_456_400_000_000)
  for (const none of ['', 'x', '1e3', null, {}, Number.NaN, Number.POSITIVE_INFINITY, '9'.repeat(30)]) {
    expect(epochTime(none)).toBeUndefined()
  }
})

test('what a record names beyond a thousand things is no target', () => {
  const targets: Target[] = []
  for (let index = 0; index < 100_000; index++) addTarget(targets, 'user', String(index))
  expect(targets).toHaveLength(maxTargets)
})

test('a thing is a target once for each of its names', () => {
  const targets: Target[] = []
  addTarget(targets, 'user', '7', 'ada', '', 'ada@example.com', 'ada')
  addTarget(targets, 'user', '', 'grace')
  addTarget(targets, 'user', '8')
  addTarget(targets, 'user', '', '')
  expect(targets).toEqual([
    { type: 'user', id: '7', name: 'ada' },
    { type: 'user', id: '7', name: 'ada@example.com' },
    { type: 'user', id: 'grace', name: 'grace' },
    { type: 'user', id: '8', name: '' },
  ])
})
