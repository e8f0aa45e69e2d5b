import type { Admin as KafkajsAdmin } from 'kafkajs';
import type { KafkaClient } from './client.ts';
import type { WithCluster } from './kafkajs-modules/internals.ts';
import type { Admin, GroupOffset } from './types.ts';
type KafkajsAdminClient = WithCluster<KafkajsAdmin>;
/** What the parts of this package need of an admin. */
export type ConnectedAdmin = {
    /** Runs one question, connecting first where needed. Throws KAFKA_UNAVAILABLE or TOPIC_UNKNOWN. */
    ask<T>(question: (admin: KafkajsAdminClient) => Promise<T>): Promise<T>;
    topicIds(topics: readonly string[]): Promise<ReadonlyMap<string, string>>;
    close(): Promise<void>;
};
/** No I/O yet: the first question connects. */
export declare function connectAdmin(client: KafkaClient): ConnectedAdmin;
/** Connects at the first call. Throws KAFKA_UNAVAILABLE, TOPIC_UNKNOWN, TOPIC_MISMATCH. */
export declare function openAdmin(client: KafkaClient): Promise<Admin>;
/** Throws TOPIC_UNKNOWN. */
export declare function topicId(admin: ConnectedAdmin, name: string): Promise<string>;
export declare function fetchOffsets(admin: ConnectedAdmin, groupId: string, topics: readonly string[]): Promise<GroupOffset[]>;
export declare function listOffsets(admin: ConnectedAdmin, topic: string): Promise<{
    partition: number;
    low: number;
    high: number;
}[]>;
export {};
