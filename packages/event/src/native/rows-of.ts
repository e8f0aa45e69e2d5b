import { ArrayColumn } from './array-column.ts'
import { FixedColumn } from './fixed-column.ts'
import type { TextColumn } from './text-column.ts'

/** What rows [from, to) of a column take in Native form. It walks the texts before them: for rare use, not for each insert. */
export function rowsOf(column: TextColumn | FixedColumn | ArrayColumn, from: number, to: number): Uint8Array[] {
  if (column instanceof FixedColumn) return [fixedRows(column, from, to)]
  if (!(column instanceof ArrayColumn)) return [textRows(column, from, to)]
  const start = elementsBefore(column, from)
  const end = elementsBefore(column, to)
  const offsets = column.offsets.values.slice(2 * from, 2 * to)
  for (let i = 0; i < offsets.length; i += 2) offsets[i] = (offsets[i] as number) - start
  return [new Uint8Array(offsets.buffer), ...column.parts.map((part) => textRows(part, start, end))]
}

function fixedRows({ values, bytesPerRow }: FixedColumn, from: number, to: number): Uint8Array {
  return new Uint8Array(values.buffer, values.byteOffset + from * bytesPerRow, (to - from) * bytesPerRow)
}

function elementsBefore({ offsets }: ArrayColumn, row: number): number {
  return row === 0 ? 0 : (offsets.values[2 * (row - 1)] as number)
}

function textRows({ bytes }: TextColumn, from: number, to: number): Uint8Array {
  let at = 0
  let start = 0
  for (let row = 0; row < to; row++) {
    if (row === from) start = at
    const [content, length] = lengthAt(bytes, at)
    at = content + length
  }
  return bytes.subarray(from === to ? at : start, at)
}

/** How often each text stands in the column. Neighbours are compared as bytes, so that a run of equal texts is cheap. */
export function countTexts({ bytes, end }: TextColumn): Map<string, number> {
  const counts = new Map<string, number>()
  for (let at = 0; at < end; ) {
    const [content, length] = lengthAt(bytes, at)
    const next = content + length
    let run = 1
    let after = next
    while (after < end && sameBytes(bytes, at, after, next - at)) {
      run++
      after += next - at
    }
    const text = Buffer.from(bytes.buffer, bytes.byteOffset + content, length).toString('utf8')
    counts.set(text, (counts.get(text) ?? 0) + run)
    at = after
  }
  return counts
}

function sameBytes(bytes: Uint8Array, a: number, b: number, length: number): boolean {
  for (let i = 0; i < length; i++) if (bytes[a + i] !== bytes[b + i]) return false
  return true
}

/** Where the text begins whose length stands at `at`, and that length. */
function lengthAt(bytes: Uint8Array, at: number): [content: number, length: number] {
  let length = 0
  let next = at
  for (let shift = 0; ; shift += 7) {
    const byte = bytes[next++] as number
    length |= (byte & 0x7f) << shift
    if (byte < 0x80) return [next, length]
  }
}
