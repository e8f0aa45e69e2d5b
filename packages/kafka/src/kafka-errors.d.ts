/**
 * What kafkajs throws is wrapped once or twice; the broker's own code stands on the innermost cause.
 */
/** The broker's error code, e.g. UNKNOWN_MEMBER_ID; '' when there is none (a lost connection, a time-out). */
export declare function protocolType(error: unknown): string;
/** Short name of what went wrong, for a metric's label: the broker's code, else the name of the innermost error. */
export declare function causeOf(error: unknown): string;
export declare function messageOf(error: unknown): string;
export declare const isMembershipLost: (error: unknown) => boolean;
export declare const isFenced: (error: unknown) => boolean;
export declare const isSequenceLost: (error: unknown) => boolean;
