/** A dead letter on its way back to the topic that it came from, and how its next arrival is told from a new record. */
import { type DeadLetter, type Origin } from './dead-letter.ts';
import type { Message } from './types.ts';
/** Place of a dead letter in audit.dlq. */
export type LetterId = Origin;
/** `<topic uuid>/<partition>/<offset>` */
export declare const formatLetterId: ({ topicId, partition, offset }: LetterId) => string;
/** Throws RecordError INVALID_FIELD. */
export declare const parseLetterId: (text: string) => LetterId;
/** Where the record was when it first arrived, however often it was replayed since. */
export declare function firstOriginOf({ origin, original }: Pick<DeadLetter, 'origin' | 'original'>): Origin;
/** 1 for a record that was never replayed. */
export declare function attemptOf({ original }: Pick<DeadLetter, 'original'>): number;
/** The letter whose replay failed and became this one. */
export declare const replayOf: ({ original }: Pick<DeadLetter, 'original'>) => LetterId | undefined;
/** The record as it was: key, value and headers byte for byte, with our three headers beside them. */
export declare function replayMessage(letter: DeadLetter, id: LetterId): Message;
