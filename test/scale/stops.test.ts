import { expect, test } from 'vitest'
import { type Sample, stops } from './stops.ts'

const seen = (at: number, a: number, b: number): Sample => ({
  at,
  committed: new Map([
    ['a', a],
    ['b', b],
  ]),
})

test('the longest time without an advance is the stop, the worst partition first', () => {
  const samples = [seen(0, 1, 1), seen(100, 2, 2), seen(200, 3, 2), seen(300, 4, 2), seen(400, 5, 3), seen(500, 6, 4)]
  expect(stops(samples, 0, 500)).toEqual([
    { partition: 'b', ms: 300 },
    { partition: 'a', ms: 100 },
  ])
})

test('a stop is counted as far as it lies in the window', () => {
  const samples = [seen(0, 1, 1), seen(1_000, 2, 2)]
  expect(stops(samples, 400, 600)[0]?.ms).toBe(200)
})

test('a partition that never had a record has no stop', () => {
  expect(stops([seen(0, 1, 0), seen(100, 2, 0)], 0, 100).map(({ partition }) => partition)).toEqual(['a'])
})

test('an offset that is seen again, or seen to be smaller, is no advance', () => {
  const samples = [seen(0, 1, 1), seen(100, 5, 5), seen(200, 4, 5), seen(300, 5, 5), seen(400, 6, 6)]
  expect(stops(samples, 0, 400)[0]?.ms).toBe(300)
})
