import { expect, test } from 'vitest'
import { closingLine, countResults } from '../src/test-results.ts'

const results = (
  numPassedTests: number,
  numFailedTests: number,
  files: { status: string; tests: string[] }[] = [],
) => ({
  numPassedTests,
  numFailedTests,
  numPendingTests: 0,
  numTodoTests: 0,
  testResults: files.map(({ status, tests }) => ({
    status,
    assertionResults: tests.map((test) => ({ status: test })),
  })),
})

test('the checks count as one test', () => {
  expect(countResults(results(9, 0), { check: 0, tests: 0 })).toEqual({ passed: 10, failed: 0, skipped: 0 })
  expect(countResults(results(9, 0), { check: 1, tests: 0 })).toEqual({ passed: 9, failed: 1, skipped: 0 })
})

test('a test file that cannot be loaded counts as one failed test', () => {
  const files = [
    { status: 'failed', tests: [] },
    { status: 'failed', tests: ['failed'] },
    { status: 'passed', tests: [] },
  ]
  expect(countResults(results(3, 1, files), { check: 0, tests: 1 })).toMatchObject({ failed: 2 })
})

test('a run that failed without a failed test does not say 0 failed', () => {
  expect(countResults(results(3, 0), { check: 0, tests: 1 })).toMatchObject({ failed: 1 })
  expect(countResults(undefined, { check: 0, tests: 1 })).toMatchObject({ failed: 1 })
})

test('the closing line is plain, and names skipped tests only where there are some', () => {
  expect(closingLine({ passed: 12, failed: 0, skipped: 0 })).toBe('12 passed, 0 failed')
  expect(closingLine({ passed: 12, failed: 1, skipped: 2 })).toBe('12 passed, 1 failed, 2 skipped')
})
