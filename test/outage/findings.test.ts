import { expect, test } from 'vitest'
import { findings } from './findings.ts'
import type { Look } from './samples.ts'

const borne = (change: (second: number) => Partial<Look> = () => ({})): Look[] =>
  Array.from({ length: 60 }, (_, second) => ({
    ...{ at: second * 1_000, sinkBytes: 200e6, normalizerBytes: 150e6, held: 60e6, stored: 1_000 },
    ...{ paused: second < 5 ? 0 : 4, retries: second, ready: second < 5 ? 200 : 503, live: 200 },
    ...change(second),
  }))

test('an outage that is borne has no findings', () => {
  expect(findings(borne(), 4)).toEqual([])
})

test.each<[string, (second: number) => Partial<Look>]>([
  ["the sink's memory grows", (second) => ({ sinkBytes: 200e6 + second * 2e6 })],
  ["the normalizer's memory grows", (second) => ({ normalizerBytes: 150e6 + second * 2e6 })],
  ['not all partitions are said to be paused', () => ({ paused: 3 })],
  ['the sink says that it is ready', () => ({ ready: 200 })],
  ['the sink says that it is not alive', (second) => ({ live: second === 59 ? 503 : 200 })],
  ['the sink does not try again', (second) => ({ retries: Math.min(second, 40) })],
])('%s', (what, change) => {
  expect(findings(borne(change), 4)).toEqual([what])
})

test('an outage that nobody looked at is not borne', () => {
  expect(findings([], 4)).not.toEqual([])
})
