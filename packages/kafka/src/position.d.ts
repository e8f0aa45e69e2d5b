import { TrailhouseError } from '@trailhouse/errors';
import { type ConnectedAdmin } from './admin.ts';
import type { PartitionLag, Position, TopicPartition } from './types.ts';
/** Asks the broker now; throws TOPIC_REMADE when the topic is not the one that was assigned. */
export declare function readPosition(admin: ConnectedAdmin, groupId: string, assigned: TopicPartition & {
    readonly topicId: string;
}): Promise<Position>;
export declare function topicRemade(topic: string, before: string, now: string): TrailhouseError;
export declare function readLag(admin: ConnectedAdmin, groupId: string, assigned: readonly TopicPartition[]): Promise<PartitionLag[]>;
