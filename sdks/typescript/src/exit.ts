import { writeSync } from 'node:fs'

const open = new Set<() => void>()

/**
 * Calls `tell` when the process ends by process.exit(), an uncaught exception or of itself, and not by a signal that
 * nobody handles. One listener of the process for all audits. Returns what ends it.
 */
export function atExit(tell: () => void): () => void {
  if (open.size === 0) process.on('exit', tellAll)
  open.add(tell)
  return () => {
    open.delete(tell)
    if (open.size === 0) process.off('exit', tellAll)
  }
}

function tellAll(): void {
  for (const tell of open) tell()
}

/** console and process.emitWarning may not come through any more. */
export function writeToStderr(line: string): void {
  try {
    writeSync(2, `${line}\n`)
  } catch {
    // Nobody listens.
  }
}
