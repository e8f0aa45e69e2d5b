import type { FetchedBatch, TopicPartition, TransactionalProducer } from '@trailhouse/kafka'
import type { ResumeAt } from '@trailhouse/runtime'
import type { NormalizedBatch } from './normalize-batch.ts'
import type { Tools } from './normalize-record.ts'
import type { Ending } from './ownership.ts'
import type { RecordedPosition } from './positions.ts'
import type { Source } from './record-source.ts'
import type { ShareGate } from './share-gate.ts'
import type { OutputTopics } from './transaction.ts'
import type { WriterSchemaSource } from './writer-schemas.ts'

/** What every input partition of the process shares. */
export type Parts = {
  readonly group: string
  readonly topics: OutputTopics
  /** Number of partitions of the output topics, as read at the start. */
  readonly partitions: { readonly events: number; readonly deadLetters: number }
  readonly tools: Tools
  readonly schemas: WriterSchemaSource
  readonly gate: ShareGate
  readonly report: Report
  /** An operator's word for stopped partitions. */
  readonly resumeAt: ResumeAt
  readonly idleMs: number
  /** Opens a producer by its transactional id: fences every earlier one of that id. */
  openProducer(transactionalId: string): Promise<TransactionalProducer>
  /** The position that the last transaction of the partition recorded; null: none. */
  recordedPosition(place: TopicPartition): Promise<RecordedPosition | null>
}

/** A condition raises its metric and its log line together. */
export type Report = {
  written(source: Source, batch: FetchedBatch, normalized: NormalizedBatch): void
  transaction(ending: Ending, seconds?: number): void
  /** Kafka no longer holds what is due: told at each assignment, counted once. */
  lost(source: Source, code: string, records: number): void
  lossAccepted(source: Source, records: number): void
  /** The group's offset was gone, and was committed again from the normalizer's own record. */
  remembered(place: TopicPartition, offset: number): void
}
