/** What is read of the file that Vitest's JSON reporter writes. */
export type TestResults = {
  numPassedTests: number
  numFailedTests: number
  numPendingTests: number
  numTodoTests: number
  testResults: { status: string; assertionResults: { status: string }[] }[]
}

export type Counts = { passed: number; failed: number; skipped: number }

/**
 * `npm run check` counts as one test. A test file that cannot be loaded counts as one failed test, and so does a run that
 * fails with no test to blame: a failed run never says `0 failed`.
 */
export function countResults(results: TestResults | undefined, exit: { check: number; tests: number }): Counts {
  const unloaded = results?.testResults.filter(
    (file) => file.status === 'failed' && !file.assertionResults.some((test) => test.status === 'failed'),
  )
  const failedTests = (results?.numFailedTests ?? 0) + (unloaded?.length ?? 0)
  const unexplained = exit.tests !== 0 && failedTests === 0 ? 1 : 0
  const checkFailed = exit.check === 0 ? 0 : 1
  return {
    passed: (results?.numPassedTests ?? 0) + 1 - checkFailed,
    failed: failedTests + unexplained + checkFailed,
    skipped: (results?.numPendingTests ?? 0) + (results?.numTodoTests ?? 0),
  }
}

export function closingLine({ passed, failed, skipped }: Counts): string {
  return `${passed} passed, ${failed} failed${skipped === 0 ? '' : `, ${skipped} skipped`}`
}
