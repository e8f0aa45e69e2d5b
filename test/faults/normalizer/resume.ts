import { expect } from 'vitest'
import { Bed } from '../framework/bed.ts'
import { feed } from '../framework/feed.ts'
import type { Group, Scenario, Trial } from '../framework/scenario.ts'
import type { ServiceOptions } from '../framework/service.ts'
import { processed } from './kills.ts'

const RECORDS = 400

/** Both services have dealt with half of the records, and the normalizer is stopped. */
async function stoppedHalfway(trial: Trial, options: ServiceOptions = {}): Promise<Bed> {
  const bed = await Bed.open(trial)
  await feed(bed, RECORDS / 2)
  bed.start('sink')
  const normalizer = bed.start('normalizer', options)
  await bed.settled()
  expect(await normalizer.stop()).toBe(0)
  return bed
}

/** As they expire after offsets.retention.minutes, or as an operator deletes them; the log still begins at 0. */
async function forgotten(trial: Trial, options: ServiceOptions = {}): Promise<Bed> {
  const bed = await stoppedHalfway(trial, options)
  const before = await processed(bed)
  await bed.admin.deleteGroups([bed.group('normalizer')])
  expect(await processed(bed)).toBe(0)
  bed.start('normalizer', options)
  trial.mended()
  trial.saw(`Offsets of ${before} records gone`)
  await feed(bed, RECORDS / 2)
  return bed
}

const groupForgotten: Scenario = {
  name: 'The normalizer’s group offsets are gone',
  injected: 'The group deleted while the normalizer is stopped; the logs begin at 0',
  quick: true,
  async run(trial) {
    const bed = await forgotten(trial)
    await bed.settled()
    trial.saw(`the group has ${await processed(bed)} again`)
    return bed
  },
}

export const normalizerResume: Group = {
  title: 'Normalizer: where a partition goes on',
  scenarios: [
    groupForgotten,
    {
      name: 'Control: no record of positions',
      injected: 'The same, with a normalizer that asks the group alone',
      control: true,
      run: (trial) =>
        forgotten(trial, {
          replace: { 'services/normalizer/src/positions.ts': 'test/faults/controls/position-off.ts' },
        }),
    },
  ],
}
