/**
 * Kafka's Java client frames snappy as snappy-java's SnappyOutputStream does: a 16-byte header (0x82 "SNAPPY" 0x00, two
 * int32 versions), then chunks, each an int32 length and a raw snappy block. librdkafka writes one raw block.
 */
const header = Buffer.from([0x82, 0x53, 0x4e, 0x41, 0x50, 0x50, 0x59, 0x00])
const headerLength = 16

/** Raw snappy blocks, in order, without the frame. */
export function xerialBlocks(bytes: Buffer): Buffer[] {
  if (!bytes.subarray(0, header.length).equals(header)) return [bytes]
  const blocks: Buffer[] = []
  for (let at = headerLength; at + 4 <= bytes.length; ) {
    const length = bytes.readInt32BE(at)
    if (length < 0) throw new RangeError(`A snappy block of ${length} bytes`)
    blocks.push(bytes.subarray(at + 4, at + 4 + length))
    at += 4 + length
  }
  return blocks
}

export async function decodeXerial(bytes: Buffer, uncompress: (block: Buffer) => Promise<Buffer>): Promise<Buffer> {
  const [only, ...others] = await Promise.all(xerialBlocks(bytes).map(uncompress))
  return only && others.length === 0 ? only : Buffer.concat(only ? [only, ...others] : [])
}
