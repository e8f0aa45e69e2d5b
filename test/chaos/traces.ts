import { cpSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { query } from '@trailhouse/clickhouse'
import { stateDir } from '@trailhouse/local'
import type { Bed } from '../faults/framework/bed.ts'
import type { LogLine } from '../faults/framework/service.ts'
import type { Instance } from './instance.ts'

/**
 * Prints and keeps what tells how a promise was broken: the rows that are doubled, all that the services said, and Kafka's
 * logs, markers of transactions included (kafka-dump-log reads them).
 */
export async function keepTraces(bed: Bed, instances: Readonly<Record<string, Instance>>, name: string): Promise<void> {
  for (const row of await doubledRows(bed)) console.log(JSON.stringify(row))
  const file = join(stateDir, name)
  const lines = Object.entries(instances).flatMap(([of, { lines }]) => lines.map((line) => ({ of, ...line })))
  const inOrder = lines.toSorted((a, b) => timeOf(a).localeCompare(timeOf(b)))
  writeFileSync(file, inOrder.map((line) => JSON.stringify(line)).join('\n'))
  console.log(`What the services said: ${file}`)
  cpSync(join(tmpdir(), `trailhouse-test-${process.pid}`, 'kafka'), `${file}.kafka`, { recursive: true })
}

const timeOf = (line: LogLine): string => String(line['time'])

/** What is stored more than once, for whoever looks for the cause: its origin, and each place of it in Kafka. */
function doubledRows(bed: Bed): Promise<Record<string, unknown>[]> {
  const origin = 'origin_topic, origin_partition, origin_offset'
  const of = (table: string, index: string) => `SELECT '${table}' AS table, ${origin}, ${index} AS origin_index,
    count() AS rows, groupArray((kafka_partition, kafka_offset)) AS places
    FROM ${table} GROUP BY ${origin}, origin_index HAVING rows > 1`
  const sql = `${of('events', 'origin_index')} UNION ALL ${of('dead_letters', '0')}
    ORDER BY ${origin}, origin_index LIMIT 50`
  return query(bed.clickhouse, { sql })
}
