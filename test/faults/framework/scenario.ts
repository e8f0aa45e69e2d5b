import { describe, expect, type TestContext, test } from 'vitest'
import type { Bed } from './bed.ts'
import { count, judge } from './oracle.ts'

/** What a scenario is given. */
export type Trial = {
  /** Called at the end, last first, whatever happened. */
  defer(end: () => unknown): void
  /** What was seen of the fault, asserted by the scenario before it says so. A trial that saw nothing fails. */
  saw(effect: string): void
  /** The fault is over: the time to recover counts from here. Otherwise it counts from the end of `run`. */
  mended(): void
}

export type Scenario = {
  /** The fault in a few words; a row of the table. */
  readonly name: string
  /** What is done, and at which named step. */
  readonly injected: string
  /** Part of `npm test`, of which all together take at most 3 minutes. */
  readonly quick?: true
  /** A mechanism is taken out: the oracle must find duplicates or a loss. */
  readonly control?: true
  /** Longest time to recover, seconds; 90 unless given. */
  readonly recoversWithin?: number
  /** Longest time for all of it, seconds; 240 unless given. */
  readonly endsWithin?: number
  /** Injects the fault, observes its effect and ends it. What is left to do then is the services' own: to recover. */
  run(trial: Trial): Promise<Bed>
}

/** Scenarios of one kind. Those of a group run side by side unless `oneByOne`. */
export type Group = { readonly title: string; readonly oneByOne?: true; readonly scenarios: readonly Scenario[] }

/** A row of the table at the end, handed to the reporter as the test's metadata. */
export type Row = {
  group: string
  name: string
  injected: string
  control: boolean
  effect: string
  produced: number
  stored: number
  deadLettered: number
  named: number
  duplicates: number
  lost: number
  recoverySeconds: number
}

declare module 'vitest' {
  interface TaskMeta {
    fault?: Row
  }
}

/** Every group as tests: all scenarios, or the quick ones alone. */
export function play(groups: readonly Group[], { quick = false } = {}): void {
  for (const { title, scenarios, oneByOne } of groups) {
    const chosen = quick ? scenarios.filter((scenario) => scenario.quick) : scenarios
    if (chosen.length === 0) continue
    describe(title, { concurrent: !oneByOne }, () => {
      for (const scenario of chosen) {
        const timeout = (scenario.endsWithin ?? 240) * 1000
        test(scenario.name, { timeout }, (context) => runTrial(title, scenario, context))
      }
    })
  }
}

async function runTrial(group: string, scenario: Scenario, { task }: TestContext): Promise<void> {
  const ends: (() => unknown)[] = []
  const effects: string[] = []
  let mendedAt: number | null = null
  const trial: Trial = {
    defer: (end) => void ends.push(end),
    saw: (effect) => void effects.push(effect),
    mended: () => {
      mendedAt = performance.now()
    },
  }
  try {
    const bed = await scenario.run(trial)
    const from = mendedAt ?? performance.now()
    await bed.settled((scenario.recoversWithin ?? 90) * 1000)
    const recoverySeconds = Math.round((performance.now() - from) / 100) / 10
    task.meta.fault = await verdict(group, scenario, bed, effects, recoverySeconds)
  } finally {
    for (const end of ends.reverse()) await end()
  }
}

/** A control is passed when the oracle catches it. */
async function verdict(group: string, scenario: Scenario, bed: Bed, effects: readonly string[], seconds: number) {
  const { expected } = bed
  const counted = await count(bed.clickhouse)
  const { conserved, duplicates, lost } = judge(counted, expected)
  const { name, injected, control = false } = scenario
  const row: Row = {
    ...{ group, name, injected, control, effect: effects.join('; '), recoverySeconds: seconds },
    ...{ produced: expected.events + expected.letters, stored: counted.events.rows, named: expected.named },
    ...{ deadLettered: counted.letters.rows, duplicates, lost },
  }
  expect(effects, 'the fault had an effect that was seen').not.toEqual([])
  if (control) expect(conserved, `the oracle catches it: ${JSON.stringify(counted)}`).toBe(false)
  else expect(conserved, `expected ${JSON.stringify(expected)}, stored ${JSON.stringify(counted)}`).toBe(true)
  return row
}
