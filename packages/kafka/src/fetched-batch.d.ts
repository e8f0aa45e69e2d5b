import type { Batch } from './kafkajs-modules/internals.ts';
import type { FetchedBatch } from './types.ts';
export type Verdict = 'next' | 'stale' | 'gap';
/**
 * May this batch be handled? `stale`: it was asked for at another position (before a seek, or for an earlier owner).
 * `gap`: the broker was asked for the expected offset and answered with a later one, so records in between are gone.
 */
export declare function judge(expected: number, batch: Pick<Batch, 'fetchedOffset' | 'firstOffset'>): Verdict;
export declare function toFetchedBatch(batch: Batch): FetchedBatch;
