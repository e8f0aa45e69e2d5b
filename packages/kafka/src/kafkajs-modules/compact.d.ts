/** The compact types of Kafka's flexible request versions (KIP-482), which kafkajs only knows for reading some of. */
export declare function unsignedVarint(value: number): Buffer;
export declare class CompactReader {
    #private;
    constructor(bytes: Buffer);
    skip(length: number): void;
    int16(): number;
    int32(): number;
    int64(): bigint;
    unsignedVarint(): number;
    string(): string;
    /** A slice. Empty where the protocol has null. */
    bytes(): Buffer;
    uuid(): string;
    array<T>(item: () => T): T[];
    tags(): void;
}
