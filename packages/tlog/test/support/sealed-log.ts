import { createHash } from 'node:crypto'
import fc from 'fast-check'
import { compareRows, type Finding, findMoves, type Progress, type SealedRow, type Segment } from '../../src/index.ts'

/** A row of a test: what it holds, besides its offset. */
export type Row = { readonly text: string; readonly class_uid: number }

export type SealedLog = { readonly rows: readonly SealedRow<Row>[]; readonly segments: readonly Segment[] }

/** The leaf of a row at an offset: any injective form will do here. */
export function leafAt(row: Row, offset: number): Buffer {
  return createHash('sha256')
    .update(JSON.stringify([offset, row.text, row.class_uid]))
    .digest()
}

export function sealed(offset: number, text: string, class_uid = 1): SealedRow<Row> {
  const row = { text, class_uid }
  return { row, offset, leafHash: leafAt(row, offset) }
}

/** Logs whose offsets have holes, where transactions ended, or none, cut into checkpoints anywhere. */
export const logs: fc.Arbitrary<SealedLog> = fc
  .record({
    steps: fc
      .constantFrom([1], [1, 1, 1, 2, 5])
      .chain((steps) => fc.array(fc.constantFrom(...steps), { minLength: 1, maxLength: 40 })),
    cuts: fc.array(fc.nat({ max: 40 })),
  })
  .map(({ steps, cuts }) => {
    let offset = -1
    const rows = steps.map((step, at) => {
      offset += step
      return sealed(offset, `row ${at}`)
    })
    const sizes = [...new Set([...cuts.filter((cut) => cut > 0 && cut < rows.length), rows.length])].sort(
      (a, b) => a - b,
    )
    return { rows, segments: sizes.map((size) => ({ size, lastOffset: rows[size - 1]?.offset ?? 0 })) }
  })

/** What the comparison finds of `rows` against the log, moves named, with pieces of a few items. */
export async function compare(
  log: SealedLog,
  rows: readonly SealedRow<Row>[],
  progress: Progress = { leaves: 0, rows: 0 },
): Promise<Finding<Row>[]> {
  const hashes = Buffer.concat(log.rows.map(({ leafHash }) => leafHash))
  const findings = compareRows<Row>(
    {
      from: { leaf: 0, offset: 0 },
      segments: pieces(log.segments, 1, (piece) => piece[0] ?? { size: 0, lastOffset: 0 }),
      leaves: pieces([...Array(log.rows.length).keys()], 5, (piece) =>
        hashes.subarray((piece[0] ?? 0) * 32, ((piece.at(-1) ?? 0) + 1) * 32),
      ),
      rows: pieces(rows, 3, (piece) => piece),
    },
    progress,
  )
  return findMoves(await Array.fromAsync(findings), leafAt)
}

async function* pieces<Item, Piece>(
  items: readonly Item[],
  length: number,
  of: (piece: Item[]) => Piece,
): AsyncGenerator<Piece> {
  for (let at = 0; at < items.length; at += length) yield of(items.slice(at, at + length))
}
