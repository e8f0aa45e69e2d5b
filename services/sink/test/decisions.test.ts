import fc from 'fast-check'
import { expect, test } from 'vitest'
import { type CutLimits, dueAt, isBehind, isFull, type OpenRange } from '../src/cut.ts'
import { decodeProgress, encodeProgress, type Progress } from '../src/intent.ts'
import { Permits } from '../src/permits.ts'
import { afterFailure, backoffMs, nextMove } from '../src/policy.ts'

const limits: CutLimits = {
  rows: 100,
  bytes: 1_000,
  lingerMs: 50,
  intervalMs: 500,
  behindMs: 2_000,
  insertsPerSecond: 20,
}
const range = (fields: Partial<OpenRange> = {}): OpenRange => ({
  first: 0,
  last: 9,
  rows: 10,
  bytes: 100,
  openedAt: 1_000,
  ...fields,
})
const idle = { behind: false, lastInsertAt: Number.NEGATIVE_INFINITY, busyPartitions: 1 }

test.for([
  ['rows', { rows: 100 }],
  ['bytes', { bytes: 1_000 }],
  ['offsets', { last: 199_999 }],
] as const)('a range is full by its %s', ([, fields]) => {
  expect(isFull(range(), limits)).toBe(false)
  expect(isFull(range(fields), limits)).toBe(true)
})

test('a lone event is sent after the linger', () => {
  expect(dueAt(range(), idle, limits)).toBe(1_050)
})

test('while events trickle in, inserts of a partition begin an interval apart', () => {
  expect(dueAt(range(), { ...idle, lastInsertAt: 900 }, limits)).toBe(1_400)
})

test('with many busy partitions the interval stretches, so that the process makes a bounded number of parts', () => {
  fc.assert(
    fc.property(fc.integer({ min: 1, max: 1_000 }), fc.nat(), (busyPartitions, lastInsertAt) => {
      const due = dueAt(range({ openedAt: lastInsertAt }), { behind: false, lastInsertAt, busyPartitions }, limits)
      expect(busyPartitions / ((due - lastInsertAt) / 1_000)).toBeLessThanOrEqual(20.001)
    }),
  )
})

test('a partition is behind by more than 2,000 records, not by a few', () => {
  expect(isBehind({ lastOffset: 9, highWatermark: 2_010 })).toBe(false)
  expect(isBehind({ lastOffset: 9, highWatermark: 2_011 })).toBe(true)
})

test('behind, a range waits to become full', () => {
  expect(dueAt(range(), { ...idle, behind: true }, limits)).toBe(3_000)
})

test.for([
  [{ since: null, intentAge: null }, 'write-intent'],
  [{ since: 0, intentAge: null }, 'write-intent'],
  [{ since: 0, intentAge: 20_000 }, 'insert'],
  [{ since: 0, intentAge: 20_001 }, 'write-intent'],
] as const)('%j: %s', ([attempt, move]) => {
  expect(nextMove({ ...attempt, now: 30_000 })).toBe(move)
})

test('a range of ten minutes is not sent any more, however young its intent', () => {
  expect(nextMove({ since: 0, intentAge: 0, now: 599_999 })).toBe('insert')
  expect(nextMove({ since: 0, intentAge: 0, now: 600_000 })).toBe('start-over')
})

test('only a refusal of the rows is narrowed down; everything else is tried again', () => {
  expect(afterFailure('retry', 1, true)).toBe('retry')
  expect(afterFailure('record', 2, false)).toBe('split')
  expect(afterFailure('record', 1, false)).toBe('read-again')
  expect(afterFailure('record', 1, true)).toBe('dead-letter')
})

test('waits double from 0.1 s to 10 s, less up to a quarter at random', () => {
  expect([0, 1, 2, 30].map((attempt) => backoffMs(attempt, 0))).toEqual([100, 200, 400, 10_000])
  expect(backoffMs(30, 1)).toBe(7_500)
})

const progress: fc.Arbitrary<Progress> = fc.record({
  topicId: fc.uuid(),
  stored: fc.integer({ min: -1, max: Number.MAX_SAFE_INTEGER }),
  intent: fc.option(
    fc.record({ last: fc.maxSafeNat(), at: fc.maxSafeNat(), since: fc.maxSafeNat(), partial: fc.boolean() }),
  ),
})

test('what a commit says comes back, in less than 4,096 bytes', () => {
  fc.assert(
    fc.property(progress, (given) => {
      const metadata = encodeProgress(given)
      expect(metadata.length).toBeLessThan(250)
      expect(decodeProgress(metadata)).toEqual(given)
    }),
  )
})

test('metadata that the sink did not write is none', () => {
  fc.assert(
    fc.property(fc.oneof(fc.string(), fc.json()), (metadata) => {
      expect(decodeProgress(metadata)).toBeNull()
    }),
  )
})

test('permits let so many work at once, in order, and who is aborted leaves the queue', async () => {
  const permits = new Permits(2)
  const never = new AbortController().signal
  const gone = new AbortController()
  const log: string[] = []
  const gates = [Promise.withResolvers<void>(), Promise.withResolvers<void>()]
  const works = gates.map((gate, i) => permits.run(never, () => gate.promise.then(() => log.push(`work ${i}`))))
  const aborted = permits.run(gone.signal, async () => log.push('aborted work'))
  const last = permits.run(never, async () => log.push('last'))
  gone.abort(new Error('gone'))
  await expect(aborted).rejects.toThrow('gone')
  expect(log).toEqual([])
  gates[1]?.resolve()
  await last
  expect(log).toEqual(['work 1', 'last'])
  gates[0]?.resolve()
  await Promise.all(works)
})
