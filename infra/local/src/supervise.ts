import { TrailhouseError } from '@trailhouse/errors'
import { type Exit, lastWords, type Part } from './part.ts'

const WINDOW_MS = 60_000
const MOST_RESTARTS = 5
/** sysexits' EX_CONFIG, with which a service says that a setting is wrong: starting it again will not help. */
const EX_CONFIG = 78

/** Whether a part that ended unasked is started again: not past five times a minute, and not for a wrong setting. */
export function mayRestart(exit: Exit, earlier: readonly number[], now: number): boolean {
  return exit.code !== EX_CONFIG && earlier.filter((time) => now - time < WINDOW_MS).length < MOST_RESTARTS
}

export type Watch = {
  /** Rejects when the part ended and is not started again. Never resolves. */
  readonly failed: Promise<never>
  /** From now on its end is wished for. */
  release(): void
}

/** Starts the part again whenever it ends, as an orchestrator does in production; `onRestart` is told when it serves. */
export function supervise(part: Part, onRestart: (part: Part, exit: Exit) => void): Watch {
  let released = false
  const failed = new Promise<never>((_, reject) => {
    void keepUp(part, () => released, onRestart).catch(reject)
  })
  failed.catch(() => {})
  return {
    failed,
    release() {
      released = true
    },
  }
}

async function keepUp(part: Part, released: () => boolean, onRestart: (part: Part, exit: Exit) => void): Promise<void> {
  const restarts: number[] = []
  for (;;) {
    const exit = await part.exited()
    if (released()) return
    if (!mayRestart(exit, restarts, Date.now())) throw ended(part, exit)
    restarts.push(Date.now())
    await part.restart()
    onRestart(part, exit)
  }
}

function ended(part: Part, exit: Exit): TrailhouseError {
  return new TrailhouseError('LOCAL_PART_FAILED', `${part.name} ended (${describeExit(exit)})${lastWords(part.tail())}`)
}

export function describeExit({ code, signal }: Exit): string {
  return signal ?? `exit code ${code}`
}
