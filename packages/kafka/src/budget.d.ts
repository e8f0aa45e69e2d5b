/**
 * One count of bytes for all that a process holds of Kafka's records. It never blocks: who takes too much makes
 * `exceeded` true, and the consumer pauses its partitions until enough was given back. One fetch may therefore exceed
 * the limit by what was already on its way. `exceeded` ends at three quarters of the limit: at the limit itself each
 * batch would pause and resume every partition, and a fetch under way is lost with each pause.
 */
export declare class ByteBudget {
    #private;
    readonly limit: number;
    constructor(limitBytes: number);
    get taken(): number;
    /** Most bytes ever held at once. */
    get highest(): number;
    get exceeded(): boolean;
    take(bytes: number): void;
    give(bytes: number): void;
    /** Calls `listener` each time that `exceeded` changes. Returns the removal. */
    onChange(listener: () => void): () => void;
}
