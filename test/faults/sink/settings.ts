import { expect } from 'vitest'
import { until } from '../../support/until.ts'
import type { Bed } from '../framework/bed.ts'
import type { ClickHouseWire } from '../framework/clickhouse-wire.ts'
import type { Service } from '../framework/service.ts'

/** Ranges of 1,000 rows, about 300 KB: steps are passed often, and an insert's body has a middle. */
export const small = { TRAILHOUSE_SINK_BATCH_ROWS: '1000' }

/** A sink that reaches ClickHouse at another address, and gives an answer 2 s. */
export const through = (url: string) => ({
  ...small,
  TRAILHOUSE_CLICKHOUSE_URL: url,
  TRAILHOUSE_CLICKHOUSE_REQUEST_TIMEOUT_MS: '2000',
})

/** How often the insert under this token was sent. */
export const sendings = (wire: ClickHouseWire, token: string): number =>
  wire.inserts.filter((insert) => insert.token === token).length

/** Events, every 500th with a broken record behind it. */
export const load = (bed: Bed, events: number) => bed.emit(events, { poisonEvery: 500 })

/** The sink waits for this cause, and says so. @returns what was seen, in words */
export async function waitsFor(sink: Service, cause: string): Promise<string> {
  await sink.counted('trailhouse_retries_total', { cause })
  await until('paused', async () => (await sink.metric('trailhouse_paused_partitions', { cause })) >= 1, 30_000)
  expect((await sink.get('/health/ready')).status).toBe(503)
  return `Retries and paused partition (${cause}), not ready`
}
