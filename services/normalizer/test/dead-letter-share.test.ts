import fc from 'fast-check'
import { expect, test } from 'vitest'
import { exceeded, observe, type ShareWindow, totals } from '../src/dead-letter-share.ts'

const rule = { windowMs: 60_000, limit: 0.2, minimum: 100 }

const batches = fc.array(
  fc.record({
    after: fc.nat({ max: 20_000 }),
    records: fc.integer({ min: 1, max: 500 }),
    deadLetters: fc.nat({ max: 500 }),
  }),
  { maxLength: 60 },
)

/** Times a batch, and the window after all of them. */
function slide(steps: readonly { after: number; records: number; deadLetters: number }[]) {
  let now = 1_000_000
  let window: ShareWindow = []
  const seen = steps.map((step) => {
    now += step.after
    const batch = { now, records: step.records, deadLetters: Math.min(step.deadLetters, step.records) }
    window = observe(window, now, batch, rule)
    return batch
  })
  return { now, window, seen }
}

test('the window counts every batch of its length, and none older than it by a twelfth', () => {
  fc.assert(
    fc.property(batches, (steps) => {
      const { now, window, seen } = slide(steps)
      const within = (ms: number) =>
        seen.filter((batch) => batch.now > now - ms).reduce((sum, each) => sum + each.records, 0)
      const { records } = totals(window, now, rule)
      expect(records).toBeGreaterThanOrEqual(within((rule.windowMs * 11) / 12))
      expect(records).toBeLessThanOrEqual(within(rule.windowMs + 1))
    }),
  )
})

test('the window never holds more than twelve buckets, however many batches come', () => {
  fc.assert(
    fc.property(batches, (steps) => {
      expect(slide(steps).window.length).toBeLessThanOrEqual(12)
    }),
  )
})

test('a share above the limit counts only on enough records', () => {
  const few = observe([], 0, { records: 99, deadLetters: 99 }, rule)
  expect(exceeded(few, 0, rule)).toBe(false)
  expect(exceeded(observe(few, 0, { records: 1, deadLetters: 0 }, rule), 0, rule)).toBe(true)
})

test('a share at the limit is not above it', () => {
  expect(exceeded(observe([], 0, { records: 100, deadLetters: 20 }, rule), 0, rule)).toBe(false)
  expect(exceeded(observe([], 0, { records: 100, deadLetters: 21 }, rule), 0, rule)).toBe(true)
})

test('a failure is forgotten when it has slid out of the window', () => {
  const window = observe([], 0, { records: 100, deadLetters: 100 }, rule)
  expect(exceeded(window, 54_999, rule)).toBe(true)
  expect(exceeded(window, 60_000, rule)).toBe(false)
})
