import { query } from '@trailhouse/clickhouse'
import { encodeFramed } from '@trailhouse/event'
import { openProducer, type Producer } from '@trailhouse/kafka'
import { expect } from 'vitest'
import { Bed } from '../framework/bed.ts'
import { sdkEvent } from '../framework/feed.ts'
import type { Scenario } from '../framework/scenario.ts'
import type { Service } from '../framework/service.ts'
import { withinMemory } from './outcome.ts'

const DISTINCT = 1_000_000
const perSend = 5_000

/** Series that a service shows, whatever its input says. */
async function series(service: Service): Promise<number> {
  const { body } = await service.get('/metrics')
  return body.split('\n').filter((line) => line !== '' && !line.startsWith('#')).length
}

/** SDK events of a tenant and an action of their own; raw records that each name a dataset and a tenant of their own. */
async function flood(bed: Bed, producer: Producer): Promise<void> {
  for (let from = 0; from < DISTINCT; from += perSend) {
    const numbers = Array.from({ length: perSend }, (_, i) => from + i)
    const events = numbers.map((n) => ({
      value: encodeFramed(bed.schemaId, sdkEvent(n, { tenant_id: `tenant-${n}`, action: `action.${n}` })),
      partition: n % bed.partitions,
    }))
    const raws = numbers.map((n) => ({
      value: '{}',
      headers: { dataset: `dataset-${n}`, tenant: `tenant-${n}` },
      partition: n % bed.partitions,
    }))
    await producer.send([
      { topic: bed.topic('events'), messages: events },
      { topic: bed.rawTopic('openssh'), messages: raws },
    ])
    bed.expected.events += events.length
    bed.expected.letters += raws.length
  }
}

/** Label-like: what a careless design makes a label of a metric, a LowCardinality column or an entry of a map. */
export const distinctLabels: Scenario = {
  name: 'A million distinct tenants, actions and dataset names',
  injected: '1,000,000 SDK events and 1,000,000 raw records, each with names of its own',
  endsWithin: 900,
  recoversWithin: 700,
  async run(trial) {
    const bed = await Bed.open(trial, { partitions: 2 })
    const producer = await openProducer(bed.client, { compression: 'zstd' })
    trial.defer(() => producer.close())
    const unbound = { TRAILHOUSE_NORMALIZER_BINDINGS: '{}' }
    const services = [bed.start('normalizer', { settings: unbound }), bed.start('sink')]
    await flood(bed, producer)
    trial.mended()
    await bed.settled(700_000)
    const [found] = await query<{ tenants: number; actions: number }>(bed.clickhouse, {
      sql: 'SELECT uniqExact(tenant_id) AS tenants, uniqExact(action) AS actions FROM events',
    })
    expect(found).toEqual({ tenants: DISTINCT, actions: DISTINCT })
    const shown = await Promise.all(services.map(series))
    for (const count of shown) expect(count).toBeLessThan(1_000)
    trial.saw(`${shown.join(' and ')} metric series; at most ${await withinMemory(...services)}`)
    return bed
  },
}
