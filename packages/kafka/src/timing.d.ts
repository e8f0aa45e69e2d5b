/** Waits of this package. Each takes a signal or a limit: nothing waits for ever. */
/** Resolves after `ms`, or at once when the signal is aborted. Never rejects. */
export declare function pause(ms: number, signal?: AbortSignal): Promise<void>;
/** 100 ms, doubled each time, at most `maxMs`; a tenth of it at random, so that many do not come back at once. */
export declare function backoffMs(attempt: number, maxMs?: number): number;
/** True when `work` settled within `ms`, whether it resolved or rejected. */
export declare function settledWithin(ms: number, work: Promise<unknown>): Promise<boolean>;
