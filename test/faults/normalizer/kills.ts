import { expect } from 'vitest'
import { Bed } from '../framework/bed.ts'
import { feed, smallTransactions } from '../framework/feed.ts'
import type { Group, Scenario } from '../framework/scenario.ts'

const RECORDS = 1_200

/** Every named step of the normalizer, and the passing at which it is struck: late enough for work to be in flight. */
export const normalizerSteps = [
  ['assigned', 1, 'assigned, nothing read'],
  ['before-fence', 2, 'a batch fetched, its producer not opened'],
  ['after-fence', 2, 'earlier owners fenced, the offset not read'],
  ['after-read', 2, 'the offset read, no transaction begun'],
  ['after-events', 3, 'inside a transaction, its events sent'],
  ['before-offset', 3, 'inside a transaction, its dead letters sent'],
  ['before-commit', 3, 'inside a transaction, its offset sent'],
  ['after-commit', 3, 'committed'],
] as const

function killedAt([step, passing, when]: (typeof normalizerSteps)[number]): Scenario {
  return {
    name: `Normalizer killed: ${when}`,
    injected: `SIGKILL at \`${step}\`, passing ${passing}`,
    ...(step === 'before-commit' ? { quick: true } : {}),
    async run(trial) {
      const bed = await Bed.open(trial)
      await feed(bed, RECORDS / 2)
      bed.start('sink')
      const killed = bed.start('normalizer', { settings: smallTransactions, steps: `${step}=kill@${passing}` })
      expect(await killed.exited).toBe('SIGKILL')
      await killed.reached(step)
      const before = await processed(bed)
      await feed(bed, RECORDS / 2)
      bed.start('normalizer', { settings: smallTransactions })
      trial.mended()
      trial.saw(`Ended by SIGKILL there, ${before} of ${RECORDS / 2} records committed`)
      return bed
    },
  }
}

/** Records that the normalizer's group has committed. */
export async function processed(bed: Bed): Promise<number> {
  const offsets = await bed.admin.fetchOffsets(bed.group('normalizer'), bed.inputs)
  return offsets.reduce((sum, { offset }) => sum + Math.max(0, offset ?? 0), 0)
}

export const normalizerKills: Group = {
  title: 'Normalizer killed at each step',
  scenarios: normalizerSteps.map(killedAt),
}
