import type { AssignedPartition } from '@trailhouse/kafka'
import type { Rows } from './range.ts'
import type { Cause } from './signals.ts'

/** Why an insert failed: 'record' where the rows themselves are refused, whoever sends them and whenever. */
export type Verdict = { readonly kind: 'retry' | 'record'; readonly cause: Cause; readonly error: unknown }

/** What a partition's lane sees of ClickHouse. */
export type Outlet = {
  /** Runs the work when one of the process's inserts may begin. Rejects when the signal is aborted before. */
  permit<T>(signal: AbortSignal, work: () => Promise<T>): Promise<T>
  /** Sends the rows as one block under their token. Rejects only when the partition was lost. */
  insert(partition: AssignedPartition, rows: Rows): Promise<'stored' | Verdict>
}
