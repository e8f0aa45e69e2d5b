import { existsSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { setTimeout as delay } from 'node:timers/promises'

/**
 * Named steps at which a test can inject a fault into a running process. For tests only: nothing happens, and nothing
 * is read or allocated, unless TRAILHOUSE_TEST_STEPS is set when the process starts.
 *
 * TRAILHOUSE_TEST_STEPS=after-insert=kill@3,before-commit=hold
 *   kill   the process sends itself SIGKILL
 *   stop   the process sends itself SIGSTOP: a zombie-to-be, until the test sends SIGCONT
 *   hold   this step alone waits until the file `<step>.go` appears; the rest of the process goes on
 *   @N     at the Nth time the step is passed (default 1)
 * TRAILHOUSE_TEST_STEPS_DIR=DIR: at the fault, the file `DIR/<step>.reached` is written first, so that a test can see
 * that its fault had an effect.
 */
export type Step = (name: string) => Promise<void> | undefined

type Fault = { readonly action: 'kill' | 'stop' | 'hold'; readonly at: number }

/** Parses TRAILHOUSE_TEST_STEPS. @throws Error on anything it does not know: a fault that is never injected proves nothing. */
export function parseSteps(spec: string): Map<string, Fault> {
  const faults = new Map<string, Fault>()
  for (const part of spec.split(',')) {
    const match = /^([a-z-]+)=(kill|stop|hold)(?:@([1-9]\d*))?$/.exec(part.trim())
    if (!match?.[1]) throw new Error(`TRAILHOUSE_TEST_STEPS: ${part} is not step=kill|stop|hold[@N]`)
    faults.set(match[1], { action: match[2] as Fault['action'], at: Number(match[3] ?? 1) })
  }
  return faults
}

export function createStep(spec: string | undefined, directory: string | undefined): Step {
  if (!spec) return () => undefined
  const faults = parseSteps(spec)
  const passed = new Map<string, number>()
  return (name) => {
    const fault = faults.get(name)
    if (fault === undefined) return undefined
    const count = (passed.get(name) ?? 0) + 1
    passed.set(name, count)
    return count === fault.at ? inject(name, fault.action, directory) : undefined
  }
}

/** The step hook of this process. */
export const step: Step = createStep(process.env['TRAILHOUSE_TEST_STEPS'], process.env['TRAILHOUSE_TEST_STEPS_DIR'])

function inject(name: string, action: Fault['action'], directory: string | undefined): Promise<void> | undefined {
  if (directory !== undefined) writeFileSync(join(directory, `${name}.reached`), action)
  switch (action) {
    case 'kill':
      process.kill(process.pid, 'SIGKILL')
      return undefined
    case 'stop':
      process.kill(process.pid, 'SIGSTOP')
      return undefined
    case 'hold':
      return held(join(directory ?? '.', `${name}.go`))
  }
}

async function held(path: string): Promise<void> {
  while (!existsSync(path)) await delay(5)
}
