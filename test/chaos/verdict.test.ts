import { expect, test } from 'vitest'
import { broken, type Found } from './verdict.ts'

const kept: Found = {
  ...{ acknowledged: 1_000, inLogs: 1_000, accountedFor: 1_000, both: 0, stored: 1_200, letters: 50, doubled: 0 },
  ...{ recorded: 200, applicationRows: 200, numbers: 200, gaps: 0, open: 0, exact: true },
}

test('a run in which every record is accounted for once keeps the promise', () => {
  expect(broken(kept)).toEqual([])
})

test.each<[string, Partial<Found>]>([
  ['lost before the log', { inLogs: 999, accountedFor: 999 }],
  ['in the log a second time', { inLogs: 1_001, accountedFor: 1_001 }],
  ['lost behind the log', { accountedFor: 999 }],
  ['stored and dead-lettered', { both: 1 }],
  ['doubled', { doubled: 1 }],
  ['one event of several lost', { exact: false }],
  ["the application's event twice", { applicationRows: 201 }],
  ["the application's event missing at the end", { applicationRows: 199, numbers: 199 }],
  ["a gap in the application's sequence", { gaps: 1 }],
])('%s is found', (_, what) => {
  expect(broken({ ...kept, ...what })).toHaveLength(1)
})

test('where an outcome was left open, the logs may hold more than was acknowledged, and nothing less', () => {
  const open = { ...kept, open: 1, exact: false }
  expect(broken({ ...open, inLogs: 1_025, accountedFor: 1_025 })).toEqual([])
  expect(broken({ ...open, inLogs: 999, accountedFor: 999 })).toHaveLength(1)
  expect(broken({ ...open, inLogs: 1_025, accountedFor: 1_024 })).toHaveLength(1)
})
