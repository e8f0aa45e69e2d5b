import fc from 'fast-check'
import { expect, test } from 'vitest'
import { hashLeaf } from '../src/hash.ts'
import {
  proveConsistency,
  proveInclusion,
  rootAt,
  TreeAppender,
  verifyConsistency,
  verifyInclusion,
} from '../src/index.ts'
import { flipBit } from './support/bits.ts'
import { entry, grow, keep, naiveRoot, readerOf, uniformTiles } from './support/trees.ts'

const SIZE = 600
const { tiles } = grow(SIZE)
const read = readerOf(tiles)
const leaves = Array.from({ length: SIZE }, (_, index) => hashLeaf(entry(index)))
const head = async (size: number) => ({ size, root: await rootAt(read, size) })
const sizes = fc.integer({ min: 1, max: SIZE })
const largeSizes = fc.integer({ min: 1, max: Number.MAX_SAFE_INTEGER })

test('the root at each size from 0 to 600 is that of RFC 6962, from memory and from tiles', async () => {
  const tree = new TreeAppender()
  for (let size = 0; size <= SIZE; size += 1) {
    const root = naiveRoot(leaves.slice(0, size))
    expect(tree.root()).toEqual(root)
    expect(await rootAt(read, size)).toEqual(root)
    tree.append(leaves[size] ?? root)
  }
})

test('the roots are those of the vectors of Certificate Transparency', () => {
  const entries = ['', '00', '10', '2021', '3031', '40414243', '5051525354555657', '606162636465666768696a6b6c6d6e6f']
  const tree = new TreeAppender()
  const roots = entries.map((hex) => {
    tree.append(hashLeaf(Buffer.from(hex, 'hex')))
    return tree.root().toString('hex').slice(0, 16)
  })
  expect(roots).toEqual([
    '6e340b9cffb37a98',
    'fac54203e7cc696c',
    'aeb6bcfe274b70a1',
    'd37ee418976dd957',
    '4e3bbb1f7b478dcf',
    '76e67dadbcdf1e10',
    'ddb89be403809e32',
    '5dc9da79a70659a9',
  ])
})

test('full tiles are the same bytes wherever the log was cut into checkpoints', () => {
  fc.assert(
    fc.property(fc.integer({ min: 0, max: 1400 }), fc.array(fc.integer({ min: 1, max: 1400 })), (size, cuts) => {
      const once = grow(size)
      const often = grow(size, cuts)
      for (const [path, bytes] of once.tiles) expect(often.tiles.get(path)).toEqual(bytes)
      expect(often.tree.root()).toEqual(once.tree.root())
    }),
    { numRuns: 20 },
  )
})

test('a tree resumed from the tiles of any checkpoint goes on as if it had never stopped', async () => {
  await fc.assert(
    fc.asyncProperty(sizes, async (stopped) => {
      const resumed = await TreeAppender.resume(read, await head(stopped))
      const written = new Map(tiles)
      for (const leaf of leaves.slice(stopped)) resumed.append(leaf)
      keep(written, resumed.takeTiles())
      expect(resumed.root()).toEqual((await head(SIZE)).root)
    }),
    { numRuns: 20 },
  )
})

test('a tree is not resumed from tiles that give another root than the signed one', async () => {
  const { root } = await head(599)
  await expect(TreeAppender.resume(read, { size: 600, root })).rejects.toMatchObject({ code: 'TILE_CHANGED' })
  await expect(TreeAppender.resume(async () => undefined, { size: 600, root })).rejects.toMatchObject({
    code: 'TILE_MISSING',
  })
  await expect(TreeAppender.resume(async () => Buffer.alloc(31), { size: 1, root })).rejects.toMatchObject({
    code: 'TILE_CHANGED',
  })
})

test('an inclusion proof of any leaf at any size verifies, and for no other leaf, place or size', async () => {
  await fc.assert(
    fc.asyncProperty(sizes, fc.nat(), async (size, any) => {
      const index = any % size
      const proof = await proveInclusion(read, index, size)
      const now = await head(size)
      const leaf = hashLeaf(entry(index))
      expect(verifyInclusion(proof, index, leaf, now)).toBe(true)
      expect(verifyInclusion(proof, index, hashLeaf(entry(index + 1)), now)).toBe(false)
      expect(verifyInclusion(proof, index + 1, leaf, now)).toBe(false)
      expect(verifyInclusion([...proof, leaf], index, leaf, now)).toBe(false)
      expect(verifyInclusion(proof.slice(1), index, leaf, now)).toBe(size === 1)
    }),
  )
})

test('a consistency proof between any two sizes verifies, and for no other two', async () => {
  await fc.assert(
    fc.asyncProperty(sizes, sizes, async (a, b) => {
      const old = await head(Math.min(a, b))
      const now = await head(Math.max(a, b))
      const proof = await proveConsistency(read, old.size, now.size)
      expect(verifyConsistency(proof, old, now)).toBe(true)
      expect(verifyConsistency([...proof, old.root], old, now)).toBe(false)
      if (old.size === now.size) return
      expect(verifyConsistency(proof, { ...old, root: now.root }, now)).toBe(false)
      expect(verifyConsistency(proof, old, { ...now, root: old.root })).toBe(false)
      expect(verifyConsistency(proof, now, old)).toBe(false)
      expect(verifyConsistency(proof.slice(1), old, now)).toBe(false)
    }),
  )
})

test('from an empty tree everything is consistent by the empty proof, but not from a false empty tree', async () => {
  const now = await head(5)
  const empty = await head(0)
  expect(verifyConsistency([], empty, now)).toBe(true)
  expect(verifyConsistency([], { size: 0, root: now.root }, now)).toBe(false)
  expect(verifyConsistency([now.root], empty, now)).toBe(false)
})

test('a proof with any one bit flipped is refused', async () => {
  await fc.assert(
    fc.asyncProperty(sizes, sizes, fc.nat(), fc.nat(), async (a, b, which, bit) => {
      const old = await head(Math.min(a, b))
      const now = await head(Math.max(a, b))
      const index = old.size - 1
      const inclusion = flip(await proveInclusion(read, index, now.size), which, bit)
      if (inclusion.length > 0) expect(verifyInclusion(inclusion, index, hashLeaf(entry(index)), now)).toBe(false)
      const consistency = flip(await proveConsistency(read, old.size, now.size), which, bit)
      if (consistency.length > 0) expect(verifyConsistency(consistency, old, now)).toBe(false)
    }),
  )
})

test('proofs verify at sizes up to 2^53', async () => {
  const leaf = hashLeaf(entry(0))
  const tilesOf = uniformTiles(leaf)
  await fc.assert(
    fc.asyncProperty(largeSizes, largeSizes, async (a, b) => {
      const [oldSize, size] = [Math.min(a, b), Math.max(a, b)]
      const old = { size: oldSize, root: await rootAt(tilesOf, oldSize) }
      const now = { size, root: await rootAt(tilesOf, size) }
      expect(verifyInclusion(await proveInclusion(tilesOf, oldSize - 1, size), oldSize - 1, leaf, now)).toBe(true)
      expect(verifyConsistency(await proveConsistency(tilesOf, oldSize, size), old, now)).toBe(true)
    }),
    { numRuns: 50 },
  )
})

test('a proof of a leaf or size beyond the tree is not made', async () => {
  await expect(proveInclusion(read, 5, 5)).rejects.toThrow(RangeError)
  await expect(proveInclusion(read, -1, 5)).rejects.toThrow(RangeError)
  await expect(proveConsistency(read, 6, 5)).rejects.toThrow(RangeError)
})

function flip(proof: readonly Buffer[], which: number, bit: number): Buffer[] {
  return proof.map((hash, at) => (at === which % proof.length ? flipBit(hash, bit) : hash))
}
