/** A line without its end; `undefined` for one that was longer than the limit, and was skipped. */
export type Line = Buffer | undefined

/**
 * Splits a stream of bytes into lines, a chunk's worth at a time. Bytes are kept as they are: `raw` must be exact.
 * What follows the last newline is a line too. A carriage return before the newline belongs to the line's end.
 * No more than `maxBytes` of one line are ever held.
 */
export async function* linesOf(chunks: AsyncIterable<Buffer>, maxBytes: number): AsyncGenerator<Line[]> {
  let held: Buffer[] = []
  let heldBytes = 0
  const hold = (part: Buffer) => {
    heldBytes += part.length
    if (heldBytes <= maxBytes) held.push(part)
    else held = []
  }
  const take = (): Line => {
    const line = heldBytes > maxBytes ? undefined : withoutReturn(Buffer.concat(held))
    held = []
    heldBytes = 0
    return line
  }
  for await (const chunk of chunks) {
    const lines: Line[] = []
    let start = 0
    for (let end = chunk.indexOf(newline); end >= 0; end = chunk.indexOf(newline, start)) {
      hold(chunk.subarray(start, end))
      lines.push(take())
      start = end + 1
    }
    if (start < chunk.length) hold(chunk.subarray(start))
    yield lines
  }
  if (heldBytes > 0) yield [take()]
}

/** A stream as one line, however many newlines are in it; the one at its end is left out. Nothing of an empty one. */
export async function* wholeOf(chunks: AsyncIterable<Buffer>, maxBytes: number): AsyncGenerator<Line[]> {
  const held: Buffer[] = []
  let bytes = 0
  for await (const chunk of chunks) {
    bytes += chunk.length
    if (bytes <= maxBytes) held.push(chunk)
    else held.length = 0
  }
  if (bytes === 0) return
  const whole = Buffer.concat(held)
  yield [bytes > maxBytes ? undefined : withoutReturn(whole.at(-1) === newline ? whole.subarray(0, -1) : whole)]
}

const newline = 10

function withoutReturn(line: Buffer): Buffer {
  return line.at(-1) === 13 ? line.subarray(0, -1) : line
}
