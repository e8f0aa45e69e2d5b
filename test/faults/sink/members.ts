import { expect } from 'vitest'
import { until } from '../../support/until.ts'
import { Bed } from '../framework/bed.ts'
import { count } from '../framework/oracle.ts'
import type { Group } from '../framework/scenario.ts'
import type { Service } from '../framework/service.ts'
import { small } from './settings.ts'

const PARTITIONS = 4
/** Events that the flow keeps ahead of what is stored: enough for each partition to have work. */
const AHEAD = 8_000

const stored = (sink: Service) => sink.metric('trailhouse_events_out_total')

/** Emits until told to end, and never runs far ahead of the sinks. */
function flow(bed: Bed): { end(): Promise<void> } {
  let ended = false
  const ahead = async () => bed.expected.events - (await count(bed.clickhouse)).events.rows
  const flowing = (async () => {
    while (!ended) {
      await bed.emit(2_000, { poisonEvery: 2_000 })
      await until('the sinks follow', async () => ended || (await ahead()) < AHEAD, 60_000)
    }
  })()
  flowing.catch(() => undefined)
  return {
    end: () => {
      ended = true
      return flowing
    },
  }
}

export const sinkMembers: Group = {
  title: 'Sinks that come and go',
  scenarios: [
    {
      name: 'A sink joins and another leaves in full flow',
      injected: 'A second sink started once the first stores; the first stopped once the second stores',
      async run(trial) {
        const bed = await Bed.open(trial, { partitions: PARTITIONS })
        const first = bed.start('sink', { settings: small })
        const flowing = flow(bed)
        trial.defer(() => flowing.end().catch(() => undefined))
        await until('the first stores', async () => (await stored(first)) > 0, 60_000)
        const second = bed.start('sink', { settings: small })
        await until('the second stores', async () => (await stored(second)) > 0, 60_000)
        const [byFirst, rebalances] = [await stored(first), await first.metric('trailhouse_rebalances_total')]
        expect(await first.stop()).toBe(0)
        const bySecond = await stored(second)
        await until('the second has it all', async () => (await stored(second)) > bySecond, 60_000)
        await flowing.end()
        trial.mended()
        trial.saw(`${rebalances} rebalances seen by the first, which had stored ${byFirst}; the second took over`)
        return bed
      },
    },
  ],
}
