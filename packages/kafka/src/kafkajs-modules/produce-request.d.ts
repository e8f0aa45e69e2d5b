import type { Encoder } from './internals.ts';
import { type BatchMessage } from './record-batch.ts';
type PartitionData = {
    readonly partition: number;
    readonly messages: readonly BatchMessage[];
    readonly firstSequence?: number;
};
type Produce = {
    readonly acks: number;
    readonly timeout: number;
    readonly transactionalId?: string | null;
    readonly producerId?: string | bigint;
    readonly producerEpoch?: number;
    readonly compression?: number;
    readonly topicData: readonly {
        readonly topic: string;
        readonly partitions: readonly PartitionData[];
    }[];
};
export declare function replaceProduceRequest(_original: unknown, load: (file: string) => unknown): (produce: Produce) => {
    apiKey: number;
    apiVersion: number;
    apiName: string;
    expectResponse: () => boolean;
    encode: () => Promise<Encoder>;
};
export {};
