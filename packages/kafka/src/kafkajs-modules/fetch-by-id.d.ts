type PartitionRequest = {
    readonly partition: number;
    readonly fetchOffset: string;
    readonly maxBytes: number;
};
type FetchRequest = {
    readonly maxWaitTime: number;
    readonly minBytes: number;
    readonly maxBytes: number;
    readonly isolationLevel: number;
    readonly rackId?: string;
    readonly topics: readonly {
        readonly topic: string;
        readonly partitions: readonly PartitionRequest[];
    }[];
};
type Protocol = {
    request: object;
    response: {
        decode: unknown;
        parse(data: object): Promise<object>;
    };
    requestTimeout: number;
};
type Versions = {
    readonly versions: readonly string[];
    protocol(choice: {
        version: number;
    }): (request: FetchRequest) => Protocol;
};
export type FetchById = Versions & {
    readonly topicIds: Map<string, string>;
};
export declare function replaceFetch(original: Versions, load: (file: string) => unknown): FetchById;
export {};
