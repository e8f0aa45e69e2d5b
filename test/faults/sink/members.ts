import { expect } from 'vitest'
import { until } from '../../support/until.ts'
import { Bed } from '../framework/bed.ts'
import type { Group } from '../framework/scenario.ts'
import type { Service } from '../framework/service.ts'
import { load, small } from './settings.ts'

const EVENTS = 40_000
const PARTITIONS = 4

const stored = (sink: Service) => sink.metric('trailhouse_events_out_total')

export const sinkMembers: Group = {
  title: 'Sinks that come and go',
  scenarios: [
    {
      name: 'A sink joins and another leaves in full flow',
      injected: 'A second sink started once the first stores; the first stopped once the second stores',
      async run(trial) {
        const bed = await Bed.open(trial, { partitions: PARTITIONS })
        const first = bed.start('sink', { settings: small })
        const emitting = load(bed, EVENTS)
        await until('the first stores', async () => (await stored(first)) > 0, 30_000)
        const second = bed.start('sink', { settings: small })
        await until('the second stores', async () => (await stored(second)) > 0, 30_000)
        const [byFirst, rebalances] = [await stored(first), await first.metric('trailhouse_rebalances_total')]
        expect(await first.stop()).toBe(0)
        await emitting
        await load(bed, EVENTS / 10)
        trial.mended()
        expect(byFirst).toBeLessThan(EVENTS)
        trial.saw(`${rebalances} rebalances seen by the first, which had stored ${byFirst}; the second took over`)
        return bed
      },
    },
  ],
}
