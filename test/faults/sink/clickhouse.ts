import { query } from '@trailhouse/clickhouse'
import { expect } from 'vitest'
import { until } from '../../support/until.ts'
import { Bed } from '../framework/bed.ts'
import { type Insert, openWire, type WireStep } from '../framework/clickhouse-wire.ts'
import type { Group, Scenario } from '../framework/scenario.ts'
import { ownClickHouse } from './own-clickhouse.ts'
import { load, sendings, through, waitsFor } from './settings.ts'

const EVENTS = 6_000

/** Killed at a step of an insert, and started again when the sink has noticed. */
function killedAt(step: WireStep, name: string, injected: string): Scenario {
  return {
    name,
    injected,
    ...(step === 'answer' ? { quick: true } : {}),
    async run(trial) {
      const server = await ownClickHouse(trial)
      const bed = await Bed.open(trial, { clickhouse: server.address })
      const wire = await openWire(trial, server.address)
      const sink = bed.start('sink', { settings: through(wire.url) })
      await load(bed, EVENTS / 2)
      await until('inserts flow', async () => wire.inserts.length >= 2, 30_000)
      const struck = new Promise<Insert>((resolve) => {
        wire.at(step, async (insert) => {
          await server.kill()
          resolve(insert)
          return 'reset' as const
        })
      })
      await load(bed, EVENTS / 2)
      const insert = await struck
      await sink.counted('trailhouse_retries_total', { cause: 'network' })
      await server.start()
      trial.mended()
      await until('it is sent again', async () => sendings(wire, insert.token) > 1, 60_000)
      if (step === 'answer') expect(insert.status).toBe(200)
      trial.saw(`${step === 'answer' ? 'Insert acknowledged (200), unheard' : 'Insert cut off'}; sent again`)
      return bed
    },
  }
}

/** The connection fails at a step of an insert, while the server goes on. */
function cutAt(step: WireStep, fate: 'reset' | 'silence', name: string, injected: string): Scenario {
  return {
    name,
    injected,
    ...(fate === 'silence' ? { quick: true } : {}),
    async run(trial) {
      const bed = await Bed.open(trial)
      const wire = await openWire(trial, bed.clickhouseUrl)
      const sink = bed.start('sink', { settings: through(wire.url) })
      const struck = new Promise<Insert>((resolve) => {
        wire.at(step, (insert) => {
          resolve(insert)
          return fate
        })
      })
      await load(bed, EVENTS)
      const { token, status } = await struck
      const cause = fate === 'silence' ? 'timeout' : 'network'
      const retries = await sink.counted('trailhouse_retries_total', { cause })
      trial.mended()
      await until('it is sent again', async () => sendings(wire, token) > 1, 60_000)
      if (step === 'answer') expect(status).toBe(200)
      trial.saw(`${status === 200 ? 'Acknowledged (200), unheard' : 'Not answered'}; ${retries} retry (${cause})`)
      return bed
    },
  }
}

/** The settings that an insert is sent with must outweigh those of the server. */
const deduplicationOff: Scenario = {
  name: 'A server that is set to deduplicate nothing',
  injected: '`deduplicate_insert = disable` in every profile; stored; the answer never comes',
  async run(trial) {
    const profile = '<deduplicate_insert>disable</deduplicate_insert>'
    const server = await ownClickHouse(trial, { profile })
    const bed = await Bed.open(trial, { clickhouse: server.address })
    const wire = await openWire(trial, server.address)
    const sql = "SELECT value FROM system.settings WHERE name = 'deduplicate_insert'"
    expect(await query(bed.clickhouse, { sql })).toEqual([{ value: 'disable' }])
    const struck = new Promise<Insert>((resolve) => {
      wire.at('answer', (insert) => {
        resolve(insert)
        return 'reset'
      })
    })
    bed.start('sink', { settings: through(wire.url) })
    await load(bed, EVENTS)
    const { token, status } = await struck
    expect(status).toBe(200)
    trial.mended()
    await until('it is sent again', async () => sendings(wire, token) > 1, 60_000)
    trial.saw('Acknowledged (200), unheard, sent again; the profile says disable')
    return bed
  },
}

/** ClickHouse's own refusals that only its replicas or its load give, answered by the wire to each insert. */
function answeredWith(code: number, text: string, cause: string, name: string): Scenario {
  return {
    name,
    injected: `Each insert is answered with code ${code}, ${text}`,
    async run(trial) {
      const bed = await Bed.open(trial)
      const wire = await openWire(trial, bed.clickhouseUrl)
      wire.at('request', () => ({ status: 500, code, text }), { always: true })
      const sink = bed.start('sink', { settings: through(wire.url) })
      await load(bed, EVENTS)
      const refused = () => wire.inserts.filter(({ fate }) => fate !== null).length
      await until('several refusals', async () => refused() >= 3, 60_000)
      const seen = await waitsFor(sink, cause)
      wire.clear('request')
      trial.mended()
      trial.saw(`${seen}; ${refused()} refusals`)
      return bed
    },
  }
}

export const clickhouse: Group = {
  title: 'ClickHouse and the way to it',
  scenarios: [
    killedAt('request', 'ClickHouse killed before the request', 'SIGKILL when the head of an insert arrives'),
    killedAt('body', 'ClickHouse killed in the middle of the body', 'SIGKILL after 64 KiB of the rows'),
    killedAt(
      'answer',
      'ClickHouse killed between commit and response',
      'SIGKILL when it has answered; the answer is withheld',
    ),
    cutAt('answer', 'silence', 'Response dropped', 'Stored; the answer never comes'),
    cutAt('answer', 'reset', 'Connection reset before the response', 'Stored; the connection is reset'),
    cutAt('body', 'reset', 'Connection reset in the body', 'The connection is reset after 64 KiB of the rows'),
    deduplicationOff,
    answeredWith(242, 'TABLE_IS_READ_ONLY', 'readonly', 'Table read-only'),
    answeredWith(241, 'MEMORY_LIMIT_EXCEEDED', 'memory', 'Memory limit'),
  ],
}
