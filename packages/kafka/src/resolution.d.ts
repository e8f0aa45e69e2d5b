import { type LetterId } from './replay.ts';
import type { KafkaRecord, Message } from './types.ts';
/** `replayed`: sent to its topic again in the transaction of this mark. `dismissed`: a person decided that it stays out. */
export type Resolution = 'replayed' | 'dismissed';
export type Mark = {
    readonly letter: LetterId;
    readonly how: Resolution;
    /** Milliseconds since the epoch, by the clock of whoever resolved it. */
    readonly time: number;
    /** `user@host` */
    readonly by: string;
    /** Why; '' where nothing was said. */
    readonly note: string;
    /** What the letter said, so that the mark can be understood when the letter is gone; '' where it was not known. */
    readonly reason: string;
    readonly dataset: string;
    readonly tenantId: string;
    readonly topic: string;
};
/** Keyed by the letter; the value is JSON. */
export declare function markMessage(mark: Mark): Message;
/** Throws RecordError MALFORMED or INVALID_FIELD for a record that is no mark of a version known here. */
export declare function readMark(record: Pick<KafkaRecord, 'key' | 'value'>): Mark;
