import fc from 'fast-check'
import { expect, test } from 'vitest'
import { faultsOf, planOf, type Step } from './plan.ts'

const seed = fc.integer({ min: 0, max: 2 ** 31 - 1 })
const minutes = fc.integer({ min: 1, max: 5 })

test('a seed gives the same walk each time', () => {
  const same = (s: number, m: number) => {
    expect(planOf(s, m)).toEqual(planOf(s, m))
  }
  fc.assert(fc.property(seed, minutes, same), { numRuns: 10 })
})

test('a longer walk of the same seed begins as the shorter one', () => {
  const begins = (s: number, m: number) => {
    const short = planOf(s, m)
    expect(planOf(s, m + 3).slice(0, short.length)).toEqual(short)
  }
  fc.assert(fc.property(seed, minutes, begins), { numRuns: 10 })
})

test('other seeds give other walks', () => {
  const walks = new Set(Array.from({ length: 20 }, (_, s) => JSON.stringify(planOf(s, 3))))
  expect(walks.size).toBe(20)
})

test('faults begin in order, are over in time, and never meet another of their target', () => {
  const whole = (s: number, m: number) => {
    const over = new Map<string, number>()
    let last = 0
    for (const { target, fault, at, lasts } of planOf(s, m)) {
      expect(faultsOf[target]).toContain(fault)
      expect(at).toBeGreaterThan(last)
      expect(at).toBeGreaterThan(over.get(target) ?? 0)
      expect(at + lasts).toBeLessThanOrEqual(m * 60_000)
      over.set(target, at + lasts)
      last = at
    }
  }
  fc.assert(fc.property(seed, minutes, whole), { numRuns: 20 })
})

test('a few walks of 20 minutes hold every fault of every target', () => {
  const drawn = new Set([1, 2, 3, 4, 5].flatMap((s) => planOf(s, 20)).map(({ target, fault }) => `${target}: ${fault}`))
  const all = Object.entries(faultsOf).flatMap(([target, faults]) => faults.map((fault) => `${target}: ${fault}`))
  expect([...drawn].sort()).toEqual(all.sort())
})

test('three minutes hold over twenty faults, some of them at the same time', () => {
  const steps = planOf(1, 3)
  const overlaps = ({ at, lasts }: Step, index: number) =>
    (steps[index + 1]?.at ?? Number.POSITIVE_INFINITY) < at + lasts
  expect(steps.length).toBeGreaterThan(20)
  expect(steps.filter(overlaps).length).toBeGreaterThan(5)
})
