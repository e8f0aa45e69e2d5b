export type Codec = {
    compress(encoder: {
        buffer: Buffer;
    }): Promise<Buffer>;
    decompress(bytes: Buffer): Promise<Buffer>;
};
export declare function replaceCompression(original: {
    Codecs: Record<number, () => Codec>;
}): unknown;
