/**
 * Fault: kafkajs spreads a batch's records into one call, `push(...records)`. V8's stack ends at about 125,000
 * arguments: a batch of 130,000 records ended the consumer with a RangeError. Magic values below 2 (before Kafka 0.11)
 * are left to the original: brokers since 4.0 do not keep such records.
 */
export type Decoder = {
    readonly buffer: Buffer;
    offset: number;
    readInt32(): number;
    canReadBytes(length: number): boolean;
    readBytes(length: number): Buffer;
};
export type DecoderClass = new (buffer: Buffer) => Decoder;
export type DecodeBatch = (decoder: Decoder) => Promise<{
    records: unknown[];
}>;
export declare const magicOffset = 16;
export declare function replaceDecodeMessages(original: (decoder: Decoder) => Promise<unknown[]>, load: (file: string) => unknown): (decoder: Decoder) => Promise<unknown[]>;
export declare function decodeBatches(decoder: Decoder, decodeBatch: DecodeBatch): Promise<unknown[]>;
