import type { CompressionTypes, Message as KafkajsMessage } from 'kafkajs';
import type { Answer } from './kafkajs-modules/send-messages.ts';
import type { Compression, Message, RefusedSend, TopicMessages } from './types.ts';
/** The record batch's attribute bits. */
export declare const compressionTypes: Readonly<Record<Compression, CompressionTypes>>;
/** kafkajs takes a property it does not know along unread. */
type TracedMessage = KafkajsMessage & {
    readonly origin: Message;
};
export type Request = {
    topic: string;
    messages: TracedMessage[];
}[];
/** Cuts messages into requests, each to be acknowledged before the next is sent. Order is kept. */
export declare function toRequests(topicMessages: readonly TopicMessages[]): Request[];
export declare function toResult(answers: readonly Answer[]): RefusedSend & {
    readonly cause: Error | undefined;
};
export {};
