/**
 * Fault: kafkajs swallows a fetched range of which every record is aborted or a control record, and moves its position
 * over it unseen. Here such a batch reaches eachBatch too, so that the range handled is without a hole and a stale batch
 * can be told from one.
 */
import type { Batch } from './internals.ts';
export declare function replaceBatch(Original: new (...parts: never[]) => Batch): {
    new (...parts: never[]): {
        isEmpty(): boolean;
        isEmptyDueToFiltering(): boolean;
        readonly topic: string;
        readonly partition: number;
        readonly highWatermark: string;
        readonly fetchedOffset: string;
        readonly rawMessages: readonly import("./internals.ts").RawMessage[];
        readonly messagesWithinOffset: readonly import("./internals.ts").RawMessage[];
        readonly messages: readonly import("./internals.ts").RawMessage[];
        firstOffset(): string | null;
        lastOffset(): string;
    };
};
