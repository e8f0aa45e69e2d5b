/** From the first difference in a segment on: which row belongs to which leaf, and what became of the others. */
import { HASH_BYTES } from '../hash.ts'
import type { Finding, SealedRow } from './findings.ts'

export type Difference<Row> = {
  /** Index of the first of `leaves`. */
  readonly leaf: number
  readonly leaves: Buffer
  readonly rows: readonly SealedRow<Row>[]
  /** The row that matched the leaf before. */
  readonly last: SealedRow<Row> | undefined
  /** The offsets of the leaves lie between these two. */
  readonly after: number
  readonly before: number
}

/**
 * A leaf's hash holds its offset and both sides are in the order of offsets, so leaves and rows that match never cross: each
 * pair splits the rest into gaps, and a second row of the same leaf is a duplicate.
 */
export function explain<Row>({ leaf, leaves, rows, last, after, before }: Difference<Row>): Finding<Row>[] {
  const places = placesOf(leaf, leaves)
  if (last !== undefined) places.set(textOf(last.leafHash), leaf - 1)
  const findings: Finding<Row>[] = []
  let gap: SealedRow<Row>[] = []
  let next = leaf
  let offset = after
  const close = (end: number, endOffset: number) => {
    const hashes = leaves.subarray((next - leaf) * HASH_BYTES, (end - leaf) * HASH_BYTES)
    findings.push(...explainGap({ leaf: next, leaves: hashes, rows: gap, after: offset, before: endOffset }))
    gap = []
  }
  for (const row of rows) {
    const place = places.get(textOf(row.leafHash))
    if (place === undefined) gap.push(row)
    else if (place < next) findings.push({ kind: 'duplicate', leaf: place, found: row })
    else {
      close(place, row.offset)
      next = place + 1
      offset = row.offset
    }
  }
  close(leaf + leaves.length / HASH_BYTES, before)
  return findings
}

type Gap<Row> = Omit<Difference<Row>, 'last'>

/** No row of a gap is that of a leaf. Where every offset of the gap was sealed, the offsets say which should have been. */
function explainGap<Row>(gap: Gap<Row>): Finding<Row>[] {
  const count = gap.leaves.length / HASH_BYTES
  const isDense = gap.before - gap.after - 1 === count
  const rowOf = isDense ? rowsByOffset(gap, count) : rowsInOrder(gap, count)
  const used = new Set(rowOf)
  const inserted = gap.rows.filter((row) => !used.has(row))
  const findings: Finding<Row>[] = inserted.map((found) => ({ kind: 'inserted', found }))
  for (let at = 0; at < count; ) {
    const found = rowOf[at]
    let end = at + 1
    if (found === undefined) while (end < count && rowOf[end] === undefined) end += 1
    // A copy, so that a finding does not hold the whole segment.
    const expected = Buffer.from(gap.leaves.subarray(at * HASH_BYTES, Math.min(end, at + 256) * HASH_BYTES))
    const leaf = gap.leaf + at
    if (found !== undefined) findings.push({ kind: 'changed', leaf, expected, found })
    else {
      const offset = isDense ? gap.after + 1 + at : undefined
      findings.push({ kind: 'missing', leaf, count: end - at, expected, offset })
    }
    at = end
  }
  return findings
}

type RowOfLeaf<Row> = (SealedRow<Row> | undefined)[]

function rowsByOffset<Row>({ rows, after }: Gap<Row>, count: number): RowOfLeaf<Row> {
  const rowOf: RowOfLeaf<Row> = Array.from({ length: count })
  for (const row of rows) {
    const at = row.offset - after - 1
    if (at >= 0 && at < count) rowOf[at] ??= row
  }
  return rowOf
}

function rowsInOrder<Row>({ rows, after, before }: Gap<Row>, count: number): RowOfLeaf<Row> {
  const inside = rows.filter(({ offset }, at) => offset > after && offset < before && offset !== rows[at - 1]?.offset)
  return Array.from({ length: count }, (_, at) => inside[at])
}

function placesOf(leaf: number, leaves: Buffer): Map<string, number> {
  const places = new Map<string, number>()
  for (let at = 0; at < leaves.length; at += HASH_BYTES) {
    places.set(leaves.toString('latin1', at, at + HASH_BYTES), leaf + at / HASH_BYTES)
  }
  return places
}

function textOf(hash: Buffer): string {
  return hash.toString('latin1')
}
