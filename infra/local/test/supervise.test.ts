import { expect, test } from 'vitest'
import { mayRestart } from '../src/supervise.ts'

const killed = { code: null, signal: 'SIGKILL' } as const

test('a part that was killed is started again', () => {
  expect(mayRestart(killed, [], 0)).toBe(true)
})

test('the sixth end within a minute is the last', () => {
  expect(mayRestart(killed, [0, 1, 2, 3], 4)).toBe(true)
  expect(mayRestart(killed, [0, 1, 2, 3, 4], 5)).toBe(false)
})

test('ends of more than a minute ago do not count', () => {
  expect(mayRestart(killed, [0, 1, 2, 3, 4], 60_005)).toBe(true)
})

test('a service that refuses its settings is not started again', () => {
  expect(mayRestart({ code: 78, signal: null }, [], 0)).toBe(false)
})
