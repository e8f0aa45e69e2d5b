import type { KafkaClient } from './client.ts';
import type { FetchedBatch, TopicPartition } from './types.ts';
export type LogRange = TopicPartition & {
    readonly from: number;
    /** End of the range, itself not in it; 'high-watermark': the one at the first fetch. */
    readonly to: number | 'high-watermark';
};
/** Reads partitions by offset, read committed, without a consumer group: for a command that looks and commits nothing. */
export interface LogReader {
    /**
     * The range in order, a fetch (1 MiB, or one larger record batch) at a time. Waits for transactions that are open
     * below the range's end. Throws TRANSACTION_OPEN when that takes longer than 30 s, OFFSET_OUT_OF_RANGE,
     * TOPIC_UNKNOWN, KAFKA_UNAVAILABLE after five attempts.
     */
    read(range: LogRange): AsyncGenerator<FetchedBatch, void, undefined>;
    close(): Promise<void>;
}
/** No I/O yet. */
export declare function openLogReader(client: KafkaClient): LogReader;
