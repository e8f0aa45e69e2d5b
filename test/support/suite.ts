/** A long suite is a program of its own, outside Vitest: it prints what it does, and its options are its own. */
import type { Trial } from '../faults/framework/scenario.ts'

/**
 * Runs a suite to its end and ends the process: 0 when `run` resolves with true. What was deferred is ended last first,
 * whatever happened.
 */
export async function runSuite(run: (trial: Trial) => Promise<boolean>): Promise<never> {
  for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => process.exit(1))
  const ends: (() => unknown)[] = []
  const trial: Trial = { defer: (end) => void ends.push(end), saw: console.log, mended: () => undefined }
  let passed = false
  try {
    passed = await run(trial)
  } catch (error) {
    console.error(error)
  }
  for (const end of ends.reverse()) await Promise.resolve(end()).catch(console.error)
  process.exit(passed ? 0 : 1)
}

/** As `label: a, b` lines under each other say it in a terminal: cells padded to their column. */
export function table(rows: readonly (readonly (string | number)[])[]): string {
  const cells = rows.map((row) => row.map((cell) => (typeof cell === 'number' ? cell.toLocaleString('en-US') : cell)))
  const widths = (cells[0] ?? []).map((_, column) => Math.max(...cells.map((row) => row[column]?.length ?? 0)))
  const line = (row: readonly string[]) => `| ${row.map((cell, i) => cell.padEnd(widths[i] ?? 0)).join(' | ')} |`
  const [head = [], ...body] = cells
  return [line(head), line(widths.map((width) => '-'.repeat(width))), ...body.map(line)].join('\n')
}
