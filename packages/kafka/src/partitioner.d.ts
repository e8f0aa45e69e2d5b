import type { KafkaClient } from './client.ts';
type Choice = {
    readonly partitionMetadata: readonly {
        readonly partitionId: number;
    }[];
    readonly message: {
        readonly key?: Buffer | string | null;
        readonly partition?: number | null;
    };
};
/** Murmur2 of the key, as Kafka's Java client; messages without a key take turns. */
export declare function murmur2Partitioner(client: KafkaClient): () => (choice: Choice) => number;
export {};
