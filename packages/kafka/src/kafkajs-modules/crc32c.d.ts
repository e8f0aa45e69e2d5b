export declare const replaceCrc32C: () => (bytes: Buffer) => number;
