import { command } from '@trailhouse/clickhouse'
import { expect } from 'vitest'
import { startTcpProxy } from '../../support/tcp-proxy.ts'
import { Bed } from '../framework/bed.ts'
import type { Group } from '../framework/scenario.ts'
import { ownClickHouse } from './own-clickhouse.ts'
import { load, small, through, waitsFor } from './settings.ts'

const EVENTS = 6_000
const passwords = { admin: 'another', sink: 'another', analyst: 'another', monitor: 'another' }

/** More than any disk has. */
const noSpace = `<storage_configuration><disks><default><keep_free_space_bytes>${10 ** 18}</keep_free_space_bytes></default></disks></storage_configuration>`

export const clickhouseStates: Group = {
  title: 'ClickHouse in trouble',
  scenarios: [
    {
      name: 'Half-open connections',
      injected: 'From an insert on nothing passes either way; connections stay open',
      async run(trial) {
        const bed = await Bed.open(trial)
        const proxy = await startTcpProxy(new URL(bed.clickhouseUrl).host)
        trial.defer(() => proxy.close())
        const sink = bed.start('sink', { settings: through(`http://${proxy.address}`) })
        await load(bed, EVENTS / 2)
        await sink.counted('trailhouse_events_out_total')
        proxy.set('half-open')
        await load(bed, EVENTS / 2)
        const seen = await waitsFor(sink, 'timeout')
        expect(proxy.seen.swallowedBytes).toBeGreaterThan(0)
        proxy.cut()
        proxy.set('forward')
        trial.mended()
        trial.saw(seen)
        return bed
      },
    },
    {
      name: 'Slow network',
      injected: '40 KB/s: an insert of 150 KB cannot end within its 2 s',
      async run(trial) {
        const bed = await Bed.open(trial)
        const proxy = await startTcpProxy(new URL(bed.clickhouseUrl).host)
        trial.defer(() => proxy.close())
        const sink = bed.start('sink', { settings: through(`http://${proxy.address}`) })
        await load(bed, EVENTS / 2)
        await sink.counted('trailhouse_events_out_total')
        proxy.bandwidth(40_000)
        await load(bed, EVENTS / 2)
        const seen = await waitsFor(sink, 'timeout')
        proxy.bandwidth(0)
        trial.mended()
        trial.saw(seen)
        return bed
      },
    },
    {
      name: 'No space left',
      injected: 'Started again with keep_free_space_bytes above what the disk has',
      async run(trial) {
        const server = await ownClickHouse(trial)
        const bed = await Bed.open(trial, { clickhouse: server.address })
        const sink = bed.start('sink', { settings: small })
        await load(bed, EVENTS / 2)
        await bed.settled()
        await server.start({ settings: noSpace })
        await load(bed, EVENTS / 2)
        const seen = await waitsFor(sink, 'space')
        await server.start()
        trial.mended()
        trial.saw(seen)
        return bed
      },
    },
    {
      name: 'Wrong password',
      injected: 'ClickHouse started again with other passwords',
      async run(trial) {
        const server = await ownClickHouse(trial)
        const bed = await Bed.open(trial, { clickhouse: server.address })
        const sink = bed.start('sink', { settings: small })
        await load(bed, EVENTS / 2)
        await bed.settled()
        await server.start({ passwords })
        await load(bed, EVENTS / 2)
        const seen = await waitsFor(sink, 'credentials')
        await server.start()
        trial.mended()
        trial.saw(seen)
        return bed
      },
    },
    {
      name: 'Too many parts',
      injected: 'parts_to_throw_insert = 1 on the event table, merges stopped',
      quick: true,
      async run(trial) {
        const bed = await Bed.open(trial)
        const alter = (setting: string) => command(bed.clickhouse, { sql: `ALTER TABLE events ${setting}` })
        await command(bed.clickhouse, { sql: 'SYSTEM STOP MERGES events' })
        await alter('MODIFY SETTING parts_to_throw_insert = 1, parts_to_delay_insert = 1')
        const sink = bed.start('sink', { settings: small })
        await load(bed, EVENTS)
        const seen = await waitsFor(sink, 'overloaded')
        await alter('RESET SETTING parts_to_throw_insert, parts_to_delay_insert')
        await command(bed.clickhouse, { sql: 'SYSTEM START MERGES events' })
        trial.mended()
        trial.saw(seen)
        return bed
      },
    },
  ],
}
