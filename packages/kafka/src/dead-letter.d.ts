import { type ReasonCode } from '@trailhouse/errors';
import type { Headers, KafkaRecord, Message } from './types.ts';
/** Longest text of a `detail` header, in UTF-16 units: enough for a sentence and a path into the record. */
export declare const maxDetailLength = 1024;
/**
 * The record's own headers stand in the dead letter under this prefix, so that none of them can be taken for one of
 * ours, whatever it is called, and all come back byte for byte.
 */
export declare const originalPrefix = "original.";
/** Which service gave the record up. */
export type Stage = 'normalizer' | 'sink';
export type Origin = {
    readonly topicId: string;
    readonly partition: number;
    readonly offset: number;
};
export type Verdict = {
    readonly reason: ReasonCode;
    /** A sentence for a person: what is wrong, and where in the record. */
    readonly detail: string;
    readonly stage: Stage;
    /** '' where it was not known yet. */
    readonly dataset: string;
    /** '' where it was not known yet. */
    readonly tenantId: string;
    /** `aws-cloudtrail@1`; '' where no mapper was reached. */
    readonly mapper: string;
};
export type DeadLetter = Verdict & {
    readonly origin: Origin & {
        readonly topic: string /** ms */;
        readonly timestamp: number;
    };
    readonly original: {
        readonly key: Buffer | null;
        readonly value: Buffer | null;
        readonly headers: Headers;
    };
};
/** The message of audit.dlq for a record that cannot be processed: its own bytes, and why. */
export declare function deadLetter(record: KafkaRecord, from: {
    readonly topic: string;
    readonly topicId: string;
    readonly partition: number;
}, verdict: Verdict): Message;
/** Throws RecordError MISSING_FIELD or INVALID_FIELD for a record that is no dead letter. */
export declare function readDeadLetter(record: KafkaRecord): DeadLetter;
/** The text of a header; of one that is given more than once, the last. undefined when it is absent or null. */
export declare function headerText(headers: Headers, name: string): string | undefined;
/**
 * Header of a replayed record: where the record was when it first arrived. Ids that are derived from a record's place
 * are derived from this one, so that a replay gives the same ids as the first arrival would have.
 */
export declare const firstOriginHeader = "trailhouse-first-origin";
/** `<topic uuid>:<partition>:<offset>` */
export declare const formatOrigin: (origin: Origin) => string;
/** Throws RecordError INVALID_FIELD. */
export declare function parseOrigin(text: string): Origin;
