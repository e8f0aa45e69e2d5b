import type { AssignedPartition, KafkaRecord } from '@trailhouse/kafka'

/** Rows of one partition as a block of ClickHouse's Native format. NativeBlock of @trailhouse/event is one. */
export interface RowBlock {
  readonly rows: number
  /** The most that the rows take in Native form. */
  readonly bytes: number
  /** Kafka offset of a row. */
  offsetAt(row: number): number
  /** Microseconds since the epoch. */
  micros(field: 'event_time' | 'ingest_time', row: number): number
  /** Rows by dataset. */
  countBy(field: 'dataset'): ReadonlyMap<string, number>
  /** Views of the block's buffers: nothing may be appended until they were sent. */
  finish(): Uint8Array[]
  /** The block of rows [from, to). */
  slice(from: number, to: number): Uint8Array[]
}

/** How the records of one topic become rows of one table. */
export type Encoding<B extends RowBlock = RowBlock> = {
  readonly table: string
  readonly columns: readonly string[]
  /** What cannot be a row of it becomes a dead letter, and its freshness is measured; of the others every record is a row. */
  readonly holdsEvents: boolean
  /** An empty block for a partition. */
  open(home: { topicId: string; partition: number }): B
  /** Gives a block back whose rows are stored or no longer wanted. */
  release(block: B): void
  /**
   * Appends the record as a row. A promise only where something must be asked first: nothing is appended then, and the
   * record is to be given again, to the block that is open by then.
   * Throws RecordError, and leaves the block unchanged, for a record that cannot be a row; TrailhouseError
   * WRITER_SCHEMA_NEWER for one that a newer version could store.
   */
  append(block: B, record: KafkaRecord, partition: AssignedPartition): Promise<void> | undefined
}
