import fc from 'fast-check'
import { expect, test } from 'vitest'
import { changedColumns, type Finding, type SealedRow } from '../../src/index.ts'
import { compare, logs, type Row, type SealedLog, sealed } from '../support/sealed-log.ts'

const logsAndIndexes = fc.tuple(logs, fc.nat(), fc.nat())
const isDense = ({ rows }: SealedLog) => rows.at(-1)?.offset === rows.length - 1

/** Runs with a log, and the indexes of two of its rows. */
function forAny(check: (log: SealedLog, index: number, other: number) => Promise<void>): Promise<void> {
  return fc.assert(
    fc.asyncProperty(logsAndIndexes, ([log, a, b]) => check(log, a % log.rows.length, b % log.rows.length)),
    { numRuns: 200 },
  )
}

function rowAt(log: SealedLog, index: number): SealedRow<Row> {
  const row = log.rows[index]
  if (row === undefined) throw new RangeError(`no row ${index}`)
  return row
}

test('rows that are what was sealed give no finding, and all are counted', async () => {
  await forAny(async (log) => {
    const progress = { leaves: 0, rows: 0 }
    expect(await compare(log, log.rows, progress)).toEqual([])
    expect(progress).toEqual({ leaves: log.rows.length, rows: log.rows.length })
  })
})

test('rows that are not sealed yet are no finding', async () => {
  await forAny(async (log) => {
    const next = rowAt(log, log.rows.length - 1).offset + 1
    expect(await compare(log, [...log.rows, sealed(next, 'new'), sealed(next + 1, 'newer')])).toEqual([])
  })
})

test('a changed row is named, with the leaf that it should make', async () => {
  await forAny(async (log, index) => {
    const found = sealed(rowAt(log, index).offset, 'changed')
    const findings = await compare(log, log.rows.with(index, found))
    expect(findings).toEqual([{ kind: 'changed', leaf: index, expected: rowAt(log, index).leafHash, found }])
  })
})

test('missing rows are one finding, across checkpoints too, and at the end a cut tail', async () => {
  await forAny(async (log, index, other) => {
    const [start, end] = [Math.min(index, other), Math.max(index, other) + 1]
    const findings = await compare(log, [...log.rows.slice(0, start), ...log.rows.slice(end)])
    const kind = end === log.rows.length ? 'tail cut off' : 'missing'
    expect(findings).toMatchObject([{ kind, leaf: start, count: end - start }])
    if (isDense(log)) expect(findings).toMatchObject([{ offset: start }])
  })
})

test('a row that was slipped in is named, whether its offset was free or taken', async () => {
  await forAny(async (log, index) => {
    const { offset } = rowAt(log, index)
    const found = sealed(offset, 'forged')
    expect(await compare(log, log.rows.toSpliced(index + 1, 0, found))).toEqual([{ kind: 'inserted', found }])
    const before = sealed(offset, 'forged')
    expect(await compare(log, log.rows.toSpliced(index, 0, before))).toEqual([{ kind: 'inserted', found: before }])
    if (index === 0 || rowAt(log, index - 1).offset === offset - 1) return
    const between = sealed(offset - 1, 'forged')
    expect(await compare(log, log.rows.toSpliced(index, 0, between))).toEqual([{ kind: 'inserted', found: between }])
  })
})

test('a row that is there twice is named as a duplicate of its leaf', async () => {
  await forAny(async (log, index) => {
    const found = rowAt(log, index)
    const findings = await compare(log, log.rows.toSpliced(index, 0, found))
    expect(findings).toEqual([{ kind: 'duplicate', leaf: index, found }])
  })
})

test('two rows that were swapped are named as moved, with where each was sealed', async () => {
  await forAny(async (log, a, b) => {
    if (a === b) return
    const [first, second] = [rowAt(log, a), rowAt(log, b)]
    const swapped = [sealed(first.offset, second.row.text), sealed(second.offset, first.row.text)] as const
    const findings = await compare(log, log.rows.with(a, swapped[0]).with(b, swapped[1]))
    expect(new Set(findings)).toEqual(
      new Set([
        { kind: 'moved', leaf: b, from: second.offset, found: swapped[0] },
        { kind: 'moved', leaf: a, from: first.offset, found: swapped[1] },
      ]),
    )
  })
})

test('a row that moved into the place of another leaves that one missing', async () => {
  await forAny(async (log, a, b) => {
    if (a === b || !isDense(log)) return
    const found = sealed(rowAt(log, b).offset, rowAt(log, a).row.text)
    const findings = await compare(log, log.rows.with(b, found).toSpliced(a, 1))
    expect(findings).toHaveLength(2)
    expect(findings).toContainEqual({ kind: 'moved', leaf: a, from: rowAt(log, a).offset, found })
    expect(findings).toContainEqual(expect.objectContaining({ kind: 'missing', leaf: b, count: 1 }))
  })
})

test('whatever is done to the rows, every leaf and every row is accounted for, and no alteration goes unnoticed', async () => {
  const kinds = fc.constantFrom('keep', 'keep', 'keep', 'change', 'drop', 'twice', 'forge', 'take')
  await fc.assert(
    fc.asyncProperty(logs, fc.array(fc.tuple(kinds, fc.nat()), { minLength: 40, maxLength: 40 }), async (log, acts) => {
      const rows = log.rows.flatMap((row, at) => alter(log, row, acts[at] ?? ['keep', 0]))
      const progress = { leaves: 0, rows: 0 }
      const findings = await compare(log, rows, progress)
      const isWhole =
        rows.length === log.rows.length && rows.every((row, at) => row.leafHash.equals(rowAt(log, at).leafHash))
      expect(findings.length === 0).toBe(isWhole)
      expect(progress).toEqual({ leaves: log.rows.length, rows: rows.length })
      const same = log.rows.filter(({ leafHash }) => rows.some((row) => row.leafHash.equals(leafHash))).length
      expect(same + leavesOf(findings)).toBe(log.rows.length)
      expect(same + rowsOf(findings)).toBe(rows.length)
    }),
    { numRuns: 300 },
  )
})

test('the leaves may not end before the last checkpoint does', async () => {
  const log = { rows: [sealed(0, 'a')], segments: [{ size: 2, lastOffset: 1 }] }
  await expect(compare(log, log.rows)).rejects.toMatchObject({ code: 'TILE_MISSING' })
})

test('the columns of a changed row are named when one of several originals makes the leaf', () => {
  const original = sealed(5, 'a', 1)
  const found = sealed(5, 'a', 2)
  const finding = { kind: 'changed', leaf: 0, expected: original.leafHash, found } as const
  expect(changedColumns(finding, [sealed(5, 'other'), original])).toEqual(['class_uid'])
  expect(changedColumns(finding, [sealed(5, 'other')])).toBeUndefined()
})

function alter(log: SealedLog, row: SealedRow<Row>, [act, any]: [string, number]): SealedRow<Row>[] {
  switch (act) {
    case 'change':
      return [sealed(row.offset, `changed ${row.offset}`)]
    case 'drop':
      return []
    case 'twice':
      return [row, row]
    case 'forge':
      return [row, sealed(row.offset, 'forged')]
    case 'take':
      return [sealed(row.offset, rowAt(log, any % log.rows.length).row.text)]
    default:
      return [row]
  }
}

/** Leaves that findings account for: those without a row of theirs. A moved row is its leaf's. */
function leavesOf(findings: readonly Finding<Row>[]): number {
  const moved = new Set(
    findings.filter(({ kind }) => kind === 'moved').map((finding) => 'leaf' in finding && finding.leaf),
  )
  const others = findings.map((finding) => {
    if (finding.kind === 'missing' || finding.kind === 'tail cut off') return finding.count
    return finding.kind === 'changed' ? 1 : 0
  })
  return moved.size + others.reduce((sum: number, each) => sum + each, 0)
}

/** Rows that findings account for: those that are not the one of a leaf. */
function rowsOf(findings: readonly Finding<Row>[]): number {
  return findings.filter(({ kind }) => kind !== 'missing' && kind !== 'tail cut off').length
}
