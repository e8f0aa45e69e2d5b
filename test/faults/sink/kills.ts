import { expect } from 'vitest'
import { Bed } from '../framework/bed.ts'
import type { Group, Scenario } from '../framework/scenario.ts'
import type { Service } from '../framework/service.ts'
import { load, small } from './settings.ts'

const EVENTS = 6_000

/** Every named step of the sink, and the passing at which it is struck: late enough for work to be in flight. */
export const sinkSteps = [
  ['after-fence', 1, 'assigned, its producer opened'],
  ['after-position', 1, 'assigned, its position read'],
  ['before-intent', 3, 'a range cut, its intent not written'],
  ['after-intent', 3, 'intent written, nothing sent'],
  ['after-insert', 3, 'stored, not committed'],
  ['before-letters', 2, 'dead letters not written'],
  ['inside-letters', 2, 'inside the transaction of dead letters'],
  ['after-letters', 2, 'dead letters written, advance committed with them'],
  ['before-commit', 1, 'stored, about to commit'],
  ['after-commit', 1, 'committed'],
] as const

/** How the next owner of the first partition went on, in words. */
export async function wentOn(next: Service, bed: Bed): Promise<string> {
  const { start, replay, ask } = await next.logged({
    code: 'PARTITION_RESUMED',
    topic: bed.normalized,
    partition: 0,
  })
  if (replay) return `next owner replayed [${start}, ${(replay as { last: number }).last}]`
  if (ask) return `next owner asked what is stored up to ${(ask as { through: number }).through}`
  return `next owner went on from ${start}`
}

function killedAt([step, passing, when]: (typeof sinkSteps)[number]): Scenario {
  return {
    name: `Sink killed: ${when}`,
    injected: `SIGKILL at \`${step}\`, passing ${passing}`,
    ...(step === 'after-intent' || step === 'after-insert' || step === 'inside-letters' ? { quick: true } : {}),
    async run(trial) {
      const bed = await Bed.open(trial)
      await load(bed, EVENTS / 2)
      const killed = bed.start('sink', { settings: small, steps: `${step}=kill@${passing}` })
      expect(await killed.exited).toBe('SIGKILL')
      await killed.reached(step)
      await load(bed, EVENTS / 2)
      const next = bed.start('sink')
      trial.mended()
      trial.saw(`Ended by SIGKILL there; ${await wentOn(next, bed)}`)
      return bed
    },
  }
}

export const sinkKills: Group = { title: 'Sink killed at each step', scenarios: sinkSteps.map(killedAt) }
