import { HASH_BYTES } from '../hash.ts'
import type { Finding, SealedRow } from './findings.ts'

/** Beyond so many trials of a row at an offset, a few 100 ms of hashing, rows that moved stay what they were found as. */
const MAX_TRIALS = 65_536

type Place = { readonly leaf: number; readonly offset: number; readonly expected: Buffer }
type Move<Row> = Extract<Finding<Row>, { kind: 'moved' }>

/**
 * Finds the rows among changed and inserted ones that were sealed at another offset, two that were swapped for example. A
 * leaf's hash holds its offset, so a moved row makes another leaf; `leafAt` says which one it makes at an offset. Takes all
 * findings of a comparison, and gives them back with the moved ones named.
 */
export function findMoves<Row>(
  findings: readonly Finding<Row>[],
  leafAt: (row: Row, offset: number) => Buffer,
): Finding<Row>[] {
  const places = findings.flatMap(placesOf)
  const rows = findings.flatMap((finding) =>
    finding.kind === 'changed' || finding.kind === 'inserted' ? [finding.found] : [],
  )
  if (places.length * rows.length > MAX_TRIALS) return [...findings]
  const moves = rows.flatMap((found) => moveOf(found, places, leafAt))
  const moved = new Map(moves.map((move) => [move.found, move]))
  const leaves = new Set(moves.map(({ leaf }) => leaf))
  return findings.flatMap((finding) => rename(finding, moved, leaves))
}

function placesOf<Row>(finding: Finding<Row>): Place[] {
  if (finding.kind === 'changed') {
    return [{ leaf: finding.leaf, offset: finding.found.offset, expected: finding.expected }]
  }
  if (finding.kind !== 'missing' && finding.kind !== 'tail cut off') return []
  const { leaf, offset, expected } = finding
  if (offset === undefined) return []
  return Array.from({ length: expected.length / HASH_BYTES }, (_, at) => ({
    leaf: leaf + at,
    offset: offset + at,
    expected: expected.subarray(at * HASH_BYTES, (at + 1) * HASH_BYTES),
  }))
}

function moveOf<Row>(
  found: SealedRow<Row>,
  places: readonly Place[],
  leafAt: (row: Row, offset: number) => Buffer,
): Move<Row>[] {
  const place = places.find(
    ({ offset, expected }) => offset !== found.offset && leafAt(found.row, offset).equals(expected),
  )
  return place === undefined ? [] : [{ kind: 'moved', leaf: place.leaf, from: place.offset, found }]
}

/** What is left of a finding when its row was found to be another leaf's, or its leaf to have its row elsewhere. */
function rename<Row>(
  finding: Finding<Row>,
  moved: ReadonlyMap<SealedRow<Row>, Move<Row>>,
  leaves: ReadonlySet<number>,
): Finding<Row>[] {
  switch (finding.kind) {
    case 'inserted':
      return [moved.get(finding.found) ?? finding]
    case 'changed': {
      const move = moved.get(finding.found)
      const hasLeaf = !leaves.has(finding.leaf)
      if (move === undefined) return [hasLeaf ? finding : { kind: 'inserted', found: finding.found }]
      const { leaf, expected, found } = finding
      return hasLeaf ? [move, { kind: 'missing', leaf, count: 1, expected, offset: found.offset }] : [move]
    }
    case 'missing':
    case 'tail cut off':
      return withoutLeaves(finding, leaves)
    default:
      return [finding]
  }
}

type Hole<Row> = Extract<Finding<Row>, { kind: 'missing' | 'tail cut off' }>

/** The runs that are left of a hole. Only leaves whose hash is kept can have moved. */
function withoutLeaves<Row>(hole: Hole<Row>, leaves: ReadonlySet<number>): Finding<Row>[] {
  const end = hole.leaf + hole.count
  const found = [...leaves].filter((leaf) => leaf >= hole.leaf && leaf < end).sort((a, b) => a - b)
  if (found.length === 0) return [hole]
  const starts = [hole.leaf, ...found.map((leaf) => leaf + 1)]
  return starts.flatMap((start, at): Finding<Row>[] => {
    const count = (found[at] ?? end) - start
    if (count === 0) return []
    const skipped = start - hole.leaf
    const expected = hole.expected.subarray(skipped * HASH_BYTES, (skipped + count) * HASH_BYTES)
    const offset = hole.offset === undefined ? undefined : hole.offset + skipped
    // Of a cut tail, what lies before a row that moved is a hole.
    const kind = start + count === end ? hole.kind : 'missing'
    return [{ kind, leaf: start, count, expected, offset }]
  })
}
