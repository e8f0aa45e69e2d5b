/** A UUID's 16 bytes in ClickHouse's form: two UInt64, the high one first, each little-endian. */
export function uuidToNative(text: string): Uint8Array {
  const bytes = Buffer.from(text.replaceAll('-', ''), 'hex')
  if (bytes.length !== 16) throw new TypeError(`${text} is not a UUID`)
  bytes.subarray(0, 8).reverse()
  bytes.subarray(8, 16).reverse()
  return bytes
}
