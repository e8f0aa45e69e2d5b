import { expect } from 'vitest'
import { until } from '../../support/until.ts'
import { Bed } from '../framework/bed.ts'
import { feed, smallTransactions } from '../framework/feed.ts'
import type { Group } from '../framework/scenario.ts'
import type { Service } from '../framework/service.ts'

const RECORDS = 8_000

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
        await feed(bed, RECORDS / 2)
        const first = bed.start('normalizer', { settings: smallTransactions })
        await until('the first writes', async () => (await taken(first)) > 0, 30_000)
        const second = bed.start('normalizer', { settings: smallTransactions })
        const feeding = feed(bed, RECORDS / 2)
        await until('the second writes', async () => (await taken(second)) > 0, 30_000)
        const [byFirst, rebalances] = [await taken(first), await first.metric('trailhouse_rebalances_total')]
        expect(await first.stop()).toBe(0)
        await feeding
        await feed(bed, RECORDS / 10)
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
