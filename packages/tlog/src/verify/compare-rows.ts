import { TrailhouseError } from '@trailhouse/errors'
import { HASH_BYTES } from '../hash.ts'
import { explain } from './explain.ts'
import type { Finding, Missing, SealedRow } from './findings.ts'
import { PieceReader } from './piece-reader.ts'

/** The leaves from the segment before up to `size`, of which the last has offset `lastOffset`: those of one checkpoint. */
export type Segment = { readonly size: number; readonly lastOffset: number }

export type Comparison<Row> = {
  /** Index of the first leaf, and the offset from which on the rows are read; 0 and 0 for a whole log. */
  readonly from: { readonly leaf: number; readonly offset: number }
  /** From there on, without a hole. */
  readonly segments: AsyncIterable<Segment>
  /** Hashes of the leaves from the first on, in pieces of whole hashes. */
  readonly leaves: AsyncIterable<Uint8Array>
  /** Rows in the order of their offsets, in pieces. */
  readonly rows: AsyncIterable<readonly SealedRow<Row>[]>
}

/** Counts along, for whoever wants to know how far the comparison is. */
export type Progress = { leaves: number; rows: number }

/**
 * Compares rows with the leaves that they should make, and says of each difference what happened, in the order of the log. Of
 * each segment, it holds what follows its first difference, and else nothing. That a row is, or is not, what was sealed is
 * certain; where several in a row are not, their offsets tell which changed and which are missing, or else their order does.
 * Rows beyond the last segment are not sealed yet and are not read. A row whose content stands at another offset counts as
 * changed or inserted here: `findMoves` finds it.
 *
 * The hashes of the leaves are believed: whoever reads them verifies them against a signed root.
 *
 * @throws TrailhouseError TILE_MISSING when the leaves end before the last segment does
 */
export async function* compareRows<Row>(
  { from, segments, leaves, rows }: Comparison<Row>,
  progress: Progress = { leaves: 0, rows: 0 },
): AsyncGenerator<Finding<Row>> {
  const reader = new SegmentReader(leaves, rows, progress)
  let { leaf, offset } = from
  // One finding is held back: a hole that goes on in the next segment is one hole, and one that meets the end a cut tail.
  let held: Finding<Row> | undefined
  try {
    for await (const segment of segments) {
      for (const finding of await reader.compare(leaf, offset, segment)) {
        const joined = join(held, finding)
        if (joined === undefined && held !== undefined) yield held
        held = joined ?? finding
      }
      leaf = segment.size
      offset = segment.lastOffset + 1
    }
    if (held !== undefined) yield asTail(held, leaf)
  } finally {
    await reader.close()
  }
}

class SegmentReader<Row> {
  readonly #leaves: PieceReader<Uint8Array>
  readonly #rows: PieceReader<readonly SealedRow<Row>[]>
  readonly #progress: Progress
  #last: SealedRow<Row> | undefined

  constructor(leaves: AsyncIterable<Uint8Array>, rows: AsyncIterable<readonly SealedRow<Row>[]>, progress: Progress) {
    this.#leaves = new PieceReader(leaves, (piece) => piece.length / HASH_BYTES)
    this.#rows = new PieceReader(rows, (piece) => piece.length)
    this.#progress = progress
  }

  async compare(firstLeaf: number, firstOffset: number, { size, lastOffset }: Segment): Promise<Finding<Row>[]> {
    let leaf = firstLeaf
    do leaf += this.#match(size - leaf, lastOffset)
    while (leaf < size && (await this.#refill()))
    const leaves = await this.#restOfLeaves(size - leaf)
    const rows = await this.#restOfRows(lastOffset)
    if (leaves.length === 0 && rows.length === 0) return []
    const last = this.#last !== undefined && this.#last.offset >= firstOffset ? this.#last : undefined
    return explain({ leaf, leaves, rows, last, after: last?.offset ?? firstOffset - 1, before: lastOffset + 1 })
  }

  async close(): Promise<void> {
    await Promise.all([this.#leaves.close(), this.#rows.close()])
  }

  /** Passes the leaves and rows that are the same, as far as the pieces at hand go, and says how many. */
  #match(count: number, lastOffset: number): number {
    const [leaves, rows] = [this.#leaves, this.#rows]
    let matched = 0
    while (matched < count && leaves.ready && rows.ready) {
      const row = rows.piece[rows.at]
      const at = leaves.at * HASH_BYTES
      if (row === undefined || row.offset > lastOffset) break
      if (row.leafHash.compare(leaves.piece, at, at + HASH_BYTES) !== 0) break
      this.#last = row
      leaves.at += 1
      rows.at += 1
      matched += 1
    }
    this.#progress.leaves += matched
    this.#progress.rows += matched
    return matched
  }

  /** False when the pieces at hand were not at their end, so that there is a difference, or when nothing follows them. */
  async #refill(): Promise<boolean> {
    if (this.#leaves.ready && this.#rows.ready) return false
    return (await this.#leaves.fill()) && (await this.#rows.fill())
  }

  async #restOfLeaves(count: number): Promise<Buffer> {
    const rest = Buffer.allocUnsafe(count * HASH_BYTES)
    for (let at = 0; at < rest.length; ) {
      if (!(await this.#leaves.fill())) {
        throw new TrailhouseError(
          'TILE_MISSING',
          'the leaves end before the checkpoint does: restore tiles from a copy',
        )
      }
      const from = this.#leaves.at * HASH_BYTES
      const some = this.#leaves.piece.subarray(from, from + rest.length - at)
      rest.set(some, at)
      at += some.length
      this.#leaves.at += some.length / HASH_BYTES
      this.#progress.leaves += some.length / HASH_BYTES
    }
    return rest
  }

  async #restOfRows(lastOffset: number): Promise<SealedRow<Row>[]> {
    const rest: SealedRow<Row>[] = []
    while (await this.#rows.fill()) {
      const row = this.#rows.piece[this.#rows.at]
      if (row === undefined || row.offset > lastOffset) break
      rest.push(row)
      this.#rows.at += 1
      this.#progress.rows += 1
    }
    return rest
  }
}

/** Hashes that a finding of missing leaves keeps. */
const MAX_EXPECTED = 256

function join<Row>(first: Finding<Row> | undefined, second: Finding<Row>): Missing | undefined {
  if (first?.kind !== 'missing' || second.kind !== 'missing' || first.leaf + first.count !== second.leaf)
    return undefined
  const expected = Buffer.concat([first.expected, second.expected]).subarray(0, MAX_EXPECTED * HASH_BYTES)
  const follows = first.offset !== undefined && first.offset + first.count === second.offset
  return {
    kind: 'missing',
    leaf: first.leaf,
    count: first.count + second.count,
    expected: first.count < MAX_EXPECTED ? expected : first.expected,
    offset: follows ? first.offset : undefined,
  }
}

function asTail<Row>(finding: Finding<Row>, size: number): Finding<Row> {
  if (finding.kind !== 'missing' || finding.leaf + finding.count !== size) return finding
  return { ...finding, kind: 'tail cut off' }
}
