import type { KafkaClient } from './client.ts';
import type { Batch, ConsumerGroup } from './kafkajs-modules/internals.ts';
import type { ConsumerOptions, TopicPartition } from './types.ts';
/** What kafkajs reports, as one group member sees it. All are called synchronously, before kafkajs goes on. */
export type ConsumerListener = {
    /** Joined, or joined again: these are the partitions of the new generation, and nothing was fetched under it yet. */
    onJoined(group: ConsumerGroup, assigned: readonly TopicPartition[], durationMs: number): void;
    /** Returns whether the batch was taken; its offset is resolved then. */
    onBatch(batch: Batch): boolean;
    onOutOfRange(topic: string, partition: number): void;
    /** It left the group. `restarting`: kafkajs joins again by itself. */
    onCrash(error: Error, restarting: boolean): void;
    /** A response, a heartbeat or a log line: it is not stuck. */
    onSign(): void;
};
export type RunningKafkajs = {
    /** Connects, subscribes and joins, without end: no broker may answer yet, or a topic be missing. */
    startUntil(stop: AbortSignal, onRetry: (error: unknown) => void): Promise<void>;
    /** Leaves the group; after `ms` the sockets are destroyed. */
    stop(ms: number): Promise<void>;
};
export declare const defaultMaxBytesPerPartition = 1048576;
export declare function makeKafkajsConsumer(client: KafkaClient, options: ConsumerOptions, listener: ConsumerListener): RunningKafkajs;
export declare function describeCrash(error: unknown): {
    cause: string;
    message: string;
};
