import { type ErrorCode } from '@trailhouse/errors';
/** The code that a worker's error stops its partition with; null when the worker is to be made anew. */
export declare function stopCode(error: unknown): ErrorCode | null;
