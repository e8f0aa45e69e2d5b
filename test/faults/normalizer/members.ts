import { expect } from 'vitest'
import { until } from '../../support/until.ts'
import { Bed } from '../framework/bed.ts'
import { feed, smallTransactions } from '../framework/feed.ts'
import type { Group } from '../framework/scenario.ts'
import type { Service } from '../framework/service.ts'
import { processed } from './kills.ts'

const RECORDS = 400
const BACKLOG = 4_000

const taken = (normalizer: Service) => normalizer.metric('trailhouse_records_in_total')

export const normalizerMembers: Group = {
  title: 'Normalizers that come and go',
  scenarios: [
    {
      name: 'A normalizer joins and another leaves in full flow',
      injected: 'A second normalizer started once the first writes; the first stopped once the second writes',
      async run(trial) {
        const bed = await Bed.open(trial, { partitions: 4 })
        bed.start('sink')
        let flowing = true
        trial.defer(() => {
          flowing = false
        })
        // In flow without an end, and never far ahead: what is waiting must last until the second is there.
        const flow = async () => {
          for (let fed = RECORDS; flowing; fed += RECORDS) {
            await feed(bed, RECORDS)
            await until('the backlog shrinks', async () => !flowing || (await processed(bed)) > fed - BACKLOG, 60_000)
          }
        }
        const first = bed.start('normalizer', { settings: smallTransactions })
        const feeding = flow()
        await until('the first writes', async () => (await taken(first)) > 0, 90_000)
        const second = bed.start('normalizer', { settings: smallTransactions })
        await until('the second writes', async () => (await taken(second)) > 0, 90_000)
        const [byFirst, rebalances] = [await taken(first), await first.metric('trailhouse_rebalances_total')]
        expect(await first.stop()).toBe(0)
        const atStop = await taken(second)
        await until('the second writes alone', async () => (await taken(second)) > atStop, 90_000)
        flowing = false
        await feeding
        trial.mended()
        expect(rebalances).toBeGreaterThan(1)
        trial.saw(
          `${rebalances} rebalances seen by the first, which had written ${byFirst} records; the second took over`,
        )
        return bed
      },
    },
  ],
}
