export declare function decodeXerial(bytes: Buffer, uncompress: (block: Buffer) => Promise<Buffer>): Promise<Buffer>;
