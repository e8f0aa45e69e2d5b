import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { type ClickHouseOptions, type ClickHousePart, startClickHouse } from '@trailhouse/local'
import { expect } from 'vitest'
import { until } from '../../support/until.ts'
import { Bed } from '../framework/bed.ts'
import { type Insert, openWire, type WireStep } from '../framework/clickhouse-wire.ts'
import type { Group, Scenario, Trial } from '../framework/scenario.ts'
import { load, sendings, through } from './settings.ts'

const EVENTS = 6_000

/** A server that the trial may end. */
async function ownClickHouse(trial: Trial, options: Partial<ClickHouseOptions> = {}): Promise<ClickHousePart> {
  const dir = await mkdtemp(join(tmpdir(), 'trailhouse-clickhouse-'))
  trial.defer(() => rm(dir, { recursive: true, force: true, maxRetries: 3 }))
  const part = await startClickHouse({ dir, ...options })
  trial.defer(() => part.kill('SIGKILL'))
  return part
}

/** Killed at a step of the fifth insert of events, and started again when the sink has noticed. */
function killedAt(step: WireStep, name: string, injected: string, quick?: true): Scenario {
  return {
    name,
    injected,
    ...(quick ? { quick } : {}),
    async run(trial) {
      const server = await ownClickHouse(trial)
      const bed = await Bed.open(trial, { clickhouse: server.address })
      const wire = await openWire(trial, server.address)
      const sink = bed.start('sink', { settings: through(wire) })
      await load(bed, EVENTS / 2)
      await until('inserts flow', async () => wire.inserts.length >= 2, 30_000)
      const struck = new Promise<Insert>((resolve) => {
        wire.at(step, async (insert) => {
          await server.kill('SIGKILL')
          resolve(insert)
          return 'reset' as const
        })
      })
      await load(bed, EVENTS / 2)
      const insert = await struck
      await sink.counted('trailhouse_retries_total', { cause: 'network' })
      await server.restart()
      trial.mended()
      await until('it is sent again', async () => sendings(wire, insert.token) > 1, 60_000)
      if (step === 'answer') expect(insert.status).toBe(200)
      trial.saw(`${step === 'answer' ? 'insert acknowledged (200), unheard' : 'insert cut off'}; sent again`)
      return bed
    },
  }
}

export const clickhouse: Group = {
  title: 'ClickHouse',
  scenarios: [
    killedAt('request', 'ClickHouse killed before the request', 'SIGKILL when the head of an insert arrives'),
    killedAt('body', 'ClickHouse killed in the middle of the body', 'SIGKILL after 64 KiB of the rows'),
    killedAt(
      'answer',
      'ClickHouse killed between commit and response',
      'SIGKILL when it has answered; the answer is withheld',
      true,
    ),
  ],
}
