/**
 * Fault: kafkajs swallows a fetched range of which every record is aborted or a control record, and moves its position
 * over it unseen. Here such a batch reaches eachBatch too, so that the range handled is without a hole and a stale batch
 * can be told from one.
 */
import type { Batch } from './internals.ts'

export function replaceBatch(Original: new (...parts: never[]) => Batch) {
  return class VisibleBatch extends Original {
    isEmpty(): boolean {
      return this.rawMessages.length === 0
    }

    isEmptyDueToFiltering(): boolean {
      return false
    }
  }
}
