/** What can be wrong between the leaves of a log and the rows that should have made them. */
import { isDeepStrictEqual } from 'node:util'

/** A row as read back, in the form of its leaf. */
export type SealedRow<Row> = {
  readonly row: Row
  /** The offset that the row says it has. */
  readonly offset: number
  /** Hash of the leaf that the row makes, 32 bytes. */
  readonly leafHash: Buffer
}

/** The row is not what was sealed at its place. */
export type Changed<Row> = {
  readonly kind: 'changed'
  readonly leaf: number
  readonly expected: Buffer
  readonly found: SealedRow<Row>
}

/** `count` leaves from `leaf` on have no row. */
export type Missing = {
  readonly kind: 'missing'
  readonly leaf: number
  readonly count: number
  /** Hashes of the first 256 of them. */
  readonly expected: Buffer
  /** Offset of the first, where the rows around leave no doubt; the others follow it without a gap. */
  readonly offset: number | undefined
}

export type Finding<Row> =
  | Changed<Row>
  | Missing
  /** Missing, and no sealed row follows. */
  | (Omit<Missing, 'kind'> & { readonly kind: 'tail cut off' })
  /** No leaf is of this row. */
  | { readonly kind: 'inserted'; readonly found: SealedRow<Row> }
  /** The row of this leaf is there once more. */
  | { readonly kind: 'duplicate'; readonly leaf: number; readonly found: SealedRow<Row> }
  /** The row was sealed as this leaf at offset `from`, and now says that it has another. */
  | { readonly kind: 'moved'; readonly leaf: number; readonly from: number; readonly found: SealedRow<Row> }

/**
 * The columns in which a changed row differs from what was sealed, out of rows that may be the original: read from Kafka, from
 * a backup, or mapped again from `raw`. Certain, because the original makes the leaf; undefined when none of them does.
 */
export function changedColumns<Row extends object>(
  { expected, found }: Changed<Row>,
  originals: Iterable<SealedRow<Row>>,
): string[] | undefined {
  for (const { row, leafHash } of originals) {
    if (!leafHash.equals(expected)) continue
    const now = new Map<string, unknown>(Object.entries(found.row))
    const columns = new Set([...Object.keys(row), ...now.keys()])
    const sealed = new Map<string, unknown>(Object.entries(row))
    return [...columns].filter((column) => !isDeepStrictEqual(sealed.get(column), now.get(column)))
  }
  return undefined
}
