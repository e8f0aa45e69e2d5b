import { measureIndexes, withCompanions } from './indexes.ts'
import { type Bench, build, bytesOnDisk, drop, printAnswers } from './measure.ts'
import { columnsBesideRaw, type Question, questionsBesideRaw } from './questions.ts'
import { shippedOrder } from './table.ts'

/** The candidates for ORDER BY. */
const orders = {
  tenant_day_actor_time: '(tenant_id, toDate(event_time), actor_id, event_time)',
  tenant_actor_time: '(tenant_id, actor_id, event_time)',
  hour_tenant_actor_time: '(toStartOfHour(event_time), tenant_id, actor_id, event_time)',
  tenant_dataset_hour_time: '(tenant_id, dataset, toStartOfHour(event_time), event_time)',
}

/** What the indexes on actor and time may speed. */
const companionQuestions: readonly Question[] = [
  "an actor's last 100 actions",
  'the same, tenant given',
  'the same, by id, name or address',
  'failures of one day by source',
  'count by hour of one week',
]

/**
 * Each order without an index and then with those on actor and time; the shipped one with each index alone too.
 * The tables hold the columns that the questions read, without raw.
 */
export async function measureOrders(bench: Bench): Promise<void> {
  for (const [name, orderBy] of Object.entries(orders)) {
    const { insert, merge } = await build(bench, { name, orderBy, columns: columnsBesideRaw, indexes: [] })
    const disk = (await bytesOnDisk(bench.clickhouse, name)) / bench.rows
    bench.print(
      `\n## order ${name}: insert ${insert.toFixed(2)} us CPU a row, merge ${merge.toFixed(2)}, disk ${disk.toFixed(1)} B a row`,
    )
    await printAnswers(bench, name, questionsBesideRaw)
    if (orderBy === shippedOrder) await measureIndexes(bench, name)
    await withCompanions(bench, name, async () => {
      bench.print(`\n## order ${name} with the indexes on actor and event_time`)
      await printAnswers(bench, name, companionQuestions)
    })
    await drop(bench.clickhouse, name)
  }
}
