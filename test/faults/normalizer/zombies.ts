import { expect } from 'vitest'
import { Bed } from '../framework/bed.ts'
import { feed, smallTransactions } from '../framework/feed.ts'
import type { Group, Scenario } from '../framework/scenario.ts'
import type { Service } from '../framework/service.ts'
import { normalizerSteps } from './kills.ts'

const RECORDS = 1_200

const inTransaction: ReadonlySet<string> = new Set(['after-events', 'before-offset', 'before-commit'])

/** Stopped past its session, replaced, and woken when the next owner has done all: it finds itself where it was. */
function zombieAt([step, passing, when]: (typeof normalizerSteps)[number]): Scenario {
  return {
    name: `Normalizer stopped past its session: ${when}`,
    injected: `SIGSTOP at \`${step}\`, passing ${passing}; SIGCONT once another owner has committed all`,
    ...(step === 'before-offset' ? { quick: true } : {}),
    async run(trial) {
      const bed = await Bed.open(trial)
      await feed(bed, RECORDS / 2)
      bed.start('sink')
      const zombie = bed.start('normalizer', { settings: smallTransactions, steps: `${step}=stop@${passing}` })
      await zombie.reached(step)
      const next = bed.start('normalizer', { settings: smallTransactions })
      await bed.settled()
      const before = zombie.lines.length
      zombie.signal('SIGCONT')
      trial.mended()
      await zombie.logged({ code: 'KAFKA_PARTITION', type: 'lost' }, { skip: before })
      if (inTransaction.has(step)) await zombie.counted('trailhouse_transactions_total', { ending: 'fenced' })
      await feed(bed, RECORDS / 2)
      await bed.settled()
      trial.saw(await words(zombie, step))
      expect(await Promise.all([zombie.stop(), next.stop()])).toEqual([0, 0])
      return bed
    },
  }
}

async function words(zombie: Service, step: string): Promise<string> {
  const fenced = await zombie.metric('trailhouse_transactions_total', { ending: 'fenced' })
  if (inTransaction.has(step)) expect(fenced).toBeGreaterThan(0)
  return `The zombie lost its partitions when it woke; ${fenced} of its transactions fenced`
}

export const normalizerZombies: Group = {
  title: 'Normalizer as a zombie at each step',
  scenarios: normalizerSteps.map(zombieAt),
}
