import { RecordError, TrailhouseError } from '@trailhouse/errors'
import { type Command, CommanderError } from 'commander'

/**
 * 0: done, or healthy. 1: failed, or something is unhealthy. 2: the command line itself is wrong. 3: another console took
 * the work over.
 */
export const exitCodes = { ok: 0, failed: 1, usage: 2, takenOver: 3 } as const

/** Runs the program; whatever goes wrong ends as one line on standard error and an exit code. Does not call exit. */
export async function run(program: Command, argv: readonly string[]): Promise<void> {
  // A reader that has seen enough (`| head`) closes the pipe: that is no error of ours.
  process.stdout.on('error', (error: NodeJS.ErrnoException) => process.exit(error.code === 'EPIPE' ? 0 : 1))
  everyCommand(program, (command) => command.exitOverride())
  try {
    await program.parseAsync(argv)
  } catch (error) {
    process.exitCode = exitCodeOf(error)
    if (!(error instanceof CommanderError)) process.stderr.write(`trailhouse: ${lineOf(error)}\n`)
  }
}

function everyCommand(command: Command, visit: (command: Command) => void): void {
  visit(command)
  for (const child of command.commands) everyCommand(child, visit)
}

/** The exit code that an error asks for. */
export function exitCodeOf(error: unknown): number {
  if (error instanceof CommanderError) return error.exitCode === 0 ? exitCodes.ok : exitCodes.usage
  if (error instanceof TrailhouseError && error.code === 'REPLAY_TAKEN_OVER') return exitCodes.takenOver
  return exitCodes.failed
}

/** One line, with the code first where the error has one, and never a stack. */
export function lineOf(error: unknown): string {
  if (error instanceof TrailhouseError) return oneLine(`${error.code}: ${error.message}`)
  if (error instanceof RecordError) return oneLine(`${error.reason}: ${error.message}`)
  return oneLine(error instanceof Error ? `${error.name}: ${error.message}` : String(error))
}

const oneLine = (text: string): string => text.replace(/\s*\n\s*/g, ' ')
