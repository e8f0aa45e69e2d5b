/**
 * Fault: of a produce response that holds one error kafkajs throws that error away from the rest, so that partitions
 * whose records were stored look as if they were not. Here the error carries the whole response.
 */
export type ProduceResponse = {
    readonly topics: readonly {
        readonly topicName: string;
        readonly partitions: readonly {
            readonly partition: number;
            readonly errorCode: number;
            readonly baseOffset: string;
        }[];
    }[];
};
type Response = {
    decode(payload: Buffer): unknown;
    parse(decoded: ProduceResponse): Promise<ProduceResponse>;
};
export declare function replaceProduceResponse(original: Response): Response;
/** The response that such an error carries. */
export declare function responseOf(error: unknown): ProduceResponse | undefined;
export {};
