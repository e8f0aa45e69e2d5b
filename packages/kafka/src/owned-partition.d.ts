import type { ByteBudget } from './budget.ts';
import type { Batch, ConsumerGroup, OffsetManager } from './kafkajs-modules/internals.ts';
import type { AssignedPartition, PartitionState, PartitionWorker, Position } from './types.ts';
export type PauseReason = 'assigning' | 'worker' | 'budget' | 'queue';
/** Membership in one generation of the group. Its offset manager commits under exactly that one. */
export type Membership = {
    readonly group: ConsumerGroup;
    readonly offsets: OffsetManager;
    readonly generation: number;
};
/** What an ownership asks of the consumer that holds it. */
export type Owner = {
    readonly budget: ByteBudget;
    /** Bytes of batches, a partition, that may be handed over and not yet handled. */
    readonly handOverBytes: number;
    position(topic: string, topicId: string, partition: number): Promise<Position>;
    onPaused(owned: OwnedPartition, reason: PauseReason): void;
    onResumed(owned: OwnedPartition): void;
    onHandled(owned: OwnedPartition): void;
    onGap(owned: OwnedPartition, message: string): void;
    onWorkerError(owned: OwnedPartition, error: unknown): void;
    onRestart(owned: OwnedPartition): void;
    onMembershipLost(membership: Membership): void;
};
/**
 * One ownership of one partition, from assignment to loss, restart or stop. It takes batches from kafkajs at once, so
 * that the fetch loop, which also sends the heartbeats, never waits for a worker, and pauses the partition meanwhile.
 */
export declare class OwnedPartition implements AssignedPartition {
    #private;
    readonly topic: string;
    readonly partition: number;
    readonly membership: Membership;
    constructor(owner: Owner, membership: Membership, topic: string, partition: number);
    get topicId(): string;
    get signal(): AbortSignal;
    get ended(): boolean;
    get state(): PartitionState;
    /** Runs onAssigned and opens the partition at the worker's first offset. Rejects with what onAssigned threw. */
    assign(topicId: string, onAssigned: (partition: AssignedPartition) => Promise<PartitionWorker>): Promise<void>;
    /** Takes a batch from kafkajs's fetch loop. False: not taken, its offset must not be resolved. */
    accept(batch: Batch): boolean;
    position(): Promise<Position>;
    commit(offset: number, metadata?: string): Promise<void>;
    pause(): void;
    resume(): void;
    restart(): void;
    hold(reason: PauseReason): void;
    release(reason: PauseReason): void;
    /**
     * Ends this ownership: the signal at once, then the worker, of whatever state. Leaves the partition paused. Resolves
     * when nothing of this ownership runs any more.
     */
    end(): Promise<void>;
}
