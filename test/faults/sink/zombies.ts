import { expect } from 'vitest'
import { Bed } from '../framework/bed.ts'
import type { Group, Scenario } from '../framework/scenario.ts'
import { sinkSteps, wentOn } from './kills.ts'
import { load, small } from './settings.ts'

const EVENTS = 6_000

/** Stopped past its session, replaced, and woken when the next owner has stored all: it finds itself where it was. */
function zombieAt([step, passing, when]: (typeof sinkSteps)[number]): Scenario {
  return {
    name: `Sink stopped past its session: ${when}`,
    injected: `SIGSTOP at \`${step}\`, passing ${passing}; SIGCONT once another owner has stored all`,
    ...(step === 'before-intent' || step === 'after-intent' ? { quick: true } : {}),
    async run(trial) {
      const bed = await Bed.open(trial)
      await load(bed, EVENTS / 2)
      const zombie = bed.start('sink', { settings: small, steps: `${step}=stop@${passing}` })
      await zombie.reached(step)
      const next = bed.start('sink')
      const how = await wentOn(next, bed)
      await bed.settled()
      const before = zombie.lines.length
      zombie.signal('SIGCONT')
      trial.mended()
      await zombie.logged({ code: 'KAFKA_EVENT', event: { type: 'lost' } }, { skip: before })
      await load(bed, EVENTS / 2)
      await bed.settled()
      expect(await Promise.all([zombie.stop(), next.stop()])).toEqual([0, 0])
      trial.saw(`${how}; the zombie lost its partitions when it woke`)
      return bed
    },
  }
}

export const sinkZombies: Group = { title: 'Sink as a zombie at each step', scenarios: sinkSteps.map(zombieAt) }
