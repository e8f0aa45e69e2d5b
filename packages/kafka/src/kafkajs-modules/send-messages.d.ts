/**
 * Fault: kafkajs takes a batch's sequence numbers back when a send fails and gives them out again at the next. After a
 * response that was cut, concurrent sends A, B, C of one idempotent producer were all fulfilled and A B A was stored;
 * and after an error of one partition or broker nobody knows what was stored on the others. Here the numbers belong to
 * the batch: it keeps them, its partition and its answers over every attempt, and each call is one attempt.
 *
 * Figure: grouping messages by partition copied a list a message (18% of a send of 2,000); this one is linear.
 */
import { type ProduceResponse } from './produce-response.ts';
export type Message = object;
type Part = {
    readonly topic: string;
    readonly partition: number;
    readonly messages: Message[];
    producerId: unknown;
    firstSequence: number;
    /** Handed to a connection, and no answer came since. */
    sent: boolean;
    baseOffset: string | null;
    refused: Error | null;
};
type Broker = {
    produce(request: Record<string, unknown>): Promise<ProduceResponse>;
};
type Cluster = {
    addMultipleTargetTopics(topics: string[]): Promise<void>;
    refreshMetadataIfNecessary(): Promise<void>;
    refreshMetadata(): Promise<void>;
    findTopicPartitionMetadata(topic: string): {
        partitionId: number;
        leader: number;
    }[];
    findBroker(node: {
        nodeId: number;
    }): Promise<Broker>;
    removeBroker(address: {
        host: string;
        port: number;
    }): void;
    isConnected(): boolean;
    connect(): Promise<void>;
};
type EosManager = {
    isTransactional(): boolean;
    getTransactionalId(): string;
    getProducerId(): unknown;
    getProducerEpoch(): number;
    addPartitionsToTransaction(topicData: object[]): Promise<void>;
};
type Partitioner = (choice: {
    topic: string;
    partitionMetadata: object[];
    message: Message;
}) => number;
type Dependencies = {
    cluster: Cluster;
    partitioner: Partitioner;
    eosManager: EosManager;
};
type Send = {
    acks: number;
    timeout?: number;
    compression?: number;
    topicMessages: {
        topic: string;
        messages: Message[];
    }[];
};
/** Why an attempt failed. `mayBeStored`: some of it was sent, and how that ended is not known. */
export declare class AttemptFailed extends Error {
    readonly mayBeStored: boolean;
    constructor(cause: unknown, parts: readonly Part[]);
}
export declare const isOutcomeLost: (error: unknown) => boolean;
export type Answer = {
    readonly topicName: string;
    readonly partition: number;
    readonly baseOffset: string;
    /** The broker's refusal; baseOffset is '-1' then. */
    readonly refused: Error | null;
    readonly messages: readonly Message[];
};
export declare function replaceSendMessages(_original: unknown, load: (file: string) => unknown): ({ cluster, partitioner, eosManager }: Dependencies) => ({ topicMessages, ...options }: Send) => Promise<Answer[]>;
export {};
