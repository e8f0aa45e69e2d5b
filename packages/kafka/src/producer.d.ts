import { TrailhouseError } from '@trailhouse/errors';
import type { KafkaClient } from './client.ts';
import type { Message, Producer, ProducerOptions, RefusedSend, SentBatch, TopicPartition } from './types.ts';
/** MESSAGE_REFUSED. A partition's part of a request is stored or refused whole. */
export declare class MessageRefusedError extends TrailhouseError implements RefusedSend {
    readonly stored: readonly SentBatch[];
    readonly refused: readonly TopicPartition[];
    readonly refusedMessages: ReadonlySet<Message>;
    constructor({ stored, refused, refusedMessages }: RefusedSend, cause: unknown);
}
/** Connects at the first send, and again after each loss, without end. */
export declare function openProducer(client: KafkaClient, options?: ProducerOptions): Promise<Producer>;
