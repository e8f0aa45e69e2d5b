/** Figure: kafkajs copies every request twice into buffers that grow by doubling and are zeroed. Here once, exactly. */
import type { Request } from './internals.ts';
type Frame = {
    readonly correlationId: number;
    readonly clientId: string | null;
    readonly request: Request;
};
export declare const replaceRequestFrame: () => ({ correlationId, clientId, request }: Frame) => Promise<{
    buffer: Buffer;
}>;
export {};
