import { type ClickHouse, classifyInsertError, insertNative } from '@trailhouse/clickhouse'
import type { AssignedPartition } from '@trailhouse/kafka'
import type { Outlet } from './insert.ts'
import { Permits } from './permits.ts'
import { pieces, tokenOf } from './range.ts'
import type { Encoding } from './row-block.ts'

/** ClickHouse as the lanes see it: at most `concurrency` inserts at once. */
export function clickhouseOutlet(
  clickhouse: ClickHouse,
  encodings: ReadonlyMap<string, Encoding>,
  concurrency: number,
): Outlet {
  const permits = new Permits(concurrency)
  return {
    permit: (signal, work) => permits.run(signal, work),
    insert: async (partition: AssignedPartition, rows) => {
      const encoding = encodings.get(partition.topic)
      if (encoding === undefined) throw new RangeError(`topic ${partition.topic} has no table`)
      const token = tokenOf(rows, partition.topicId, partition.partition)
      const { table, columns } = encoding
      try {
        await insertNative(clickhouse, { table, columns, block: pieces(rows), token, signal: partition.signal })
        return 'stored'
      } catch (error) {
        partition.signal.throwIfAborted()
        const { kind, cause } = classifyInsertError(error)
        return { kind, cause: cause === 'auth' ? 'credentials' : cause, error }
      }
    },
  }
}
