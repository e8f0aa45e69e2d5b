import { expect, test } from 'vitest'
import { growth } from './memory.ts'

const mib = 1024 * 1024
const over = (seconds: number, bytes: (second: number) => number) =>
  Array.from({ length: seconds }, (_, second) => ({ at: second * 1_000, bytes: bytes(second) }))

test('buffers that fill in the first quarter and stay are flat', () => {
  const samples = over(600, (second) => (100 + Math.min(second, 150)) * mib)
  expect(growth(samples)).toEqual({ early: 250 * mib, late: 250 * mib, peak: 250 * mib, flat: true })
})

test('the up and down of a garbage collector is flat', () => {
  expect(growth(over(600, (second) => (200 + (second % 30)) * mib)).flat).toBe(true)
})

test('1 MiB a second is growth after a minute, and a tenth of it after ten minutes', () => {
  expect(growth(over(60, (second) => (200 + second) * mib)).flat).toBe(false)
  expect(growth(over(600, (second) => (200 + second / 10) * mib)).flat).toBe(false)
})

test('a process that was never seen is not flat', () => {
  expect(growth([]).flat).toBe(false)
})
