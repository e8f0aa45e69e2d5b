import { setTimeout as delay } from 'node:timers/promises'
import type { Seen } from './faults.ts'
import type { Step, Target } from './plan.ts'

/** Injects one step's fault and ends it again. */
export type Strike = (step: Step, lasting: () => Promise<unknown>) => Promise<Seen>

export type Walked = { readonly step: Step; readonly seen: Seen }

/**
 * Walks the plan: its order is kept, and a fault begins when its time has come, all earlier ones have begun, and its target
 * has come back from the one before, which on a slow machine may be later than planned. Steps whose time comes after
 * `limitMs` are left out. Resolves when all that began is over.
 */
export async function walk(plan: readonly Step[], limitMs: number, strike: Strike): Promise<Walked[]> {
  const began = performance.now()
  const elapsed = () => performance.now() - began
  const busy = new Map<Target, Promise<Walked>>()
  const all: Promise<Walked>[] = []
  for (const step of plan) {
    await delay(Math.max(0, step.at - elapsed()))
    await busy.get(step.target)
    if (elapsed() > limitMs) break
    console.log(`${clock(elapsed())}  ${step.target}: ${step.fault}, ${(step.lasts / 1_000).toFixed(1)} s`)
    const walked = strike(step, () => delay(step.lasts)).then((seen) => ({ step, seen }))
    walked.catch(() => undefined)
    busy.set(step.target, walked)
    all.push(walked)
  }
  return Promise.all(all)
}

/** `3:07.2` */
function clock(ms: number): string {
  const seconds = (ms / 1_000) % 60
  return `${Math.floor(ms / 60_000)}:${seconds.toFixed(1).padStart(4, '0')}`
}
