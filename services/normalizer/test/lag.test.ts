import { expect, test } from 'vitest'
import { lagSeconds, waitingRecords } from '../src/lag.ts'

test('nothing waits, nothing is behind', () => {
  expect(lagSeconds(100_000, 0, 1_000, 1_000)).toBe(0)
})

test('a partition is behind since its newest processed record', () => {
  expect(lagSeconds(100_000, 5, 90_000, 50_000)).toBe(10)
})

test('a record that comes after an idle hour is not an hour late', () => {
  expect(lagSeconds(4_000_000, 1, 400_000, 3_999_000)).toBe(1)
})

test('transaction markers that were passed without a commit are not lag', () => {
  const lag = { topic: 't', partition: 0, lag: 3, committed: 7, logEnd: 10 }
  expect(waitingRecords(lag, 10)).toBe(0)
  expect(waitingRecords(lag, 8)).toBe(2)
  expect(waitingRecords(lag, null)).toBe(3)
})
