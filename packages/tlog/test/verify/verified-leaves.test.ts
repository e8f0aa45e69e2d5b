import fc from 'fast-check'
import { expect, test } from 'vitest'
import { hashLeaf, type ReadTile, tilePath, verifiedLeaves } from '../../src/index.ts'
import { flipBit } from '../support/bits.ts'
import { entry, grow, readerOf } from '../support/trees.ts'

const SIZE = 66_000
const { tree, tiles } = grow(SIZE, [1, 255, 256, 257, 600, 65_536])
const heads = new Map([1, 255, 256, 257, 600, 65_536, SIZE].map((size) => [size, grow(size).tree.root()]))
const read = readerOf(tiles)

async function leaves(readTile: ReadTile, size: number, first = 0): Promise<Buffer> {
  const root = heads.get(size) ?? tree.root()
  return Buffer.concat(await Array.fromAsync(verifiedLeaves(readTile, { size, root }, first)))
}

test('the leaves of a tree are read from any of them on', async () => {
  for (const size of heads.keys()) {
    for (const first of [0, Math.floor(size / 2), size - 1]) {
      const hashes = await leaves(read, size, first)
      expect(hashes).toHaveLength((size - first) * 32)
      expect(hashes.subarray(0, 32)).toEqual(hashLeaf(entry(first)))
      expect(hashes.subarray(-32)).toEqual(hashLeaf(entry(size - 1)))
    }
  }
  expect(await leaves(read, 600, 600)).toHaveLength(0)
})

test('a tile with any one bit flipped, on any level, is found, and a full one is named', async () => {
  const needed = [...new Set(await pathsOf(SIZE))]
  expect(needed.map((path) => path.split('/')[1])).toEqual(expect.arrayContaining(['0', '1', '2']))
  await fc.assert(
    fc.asyncProperty(fc.constantFrom(...needed), fc.nat({ max: 8192 * 8 }), async (path, bit) => {
      const altered: ReadTile = async (tile) => {
        const bytes = await read(tile)
        return bytes && tilePath(tile) === path ? flipBit(bytes, bit) : bytes
      }
      const message = path.includes('.p/') ? expect.any(String) : expect.stringContaining(`${path} `)
      await expect(leaves(altered, SIZE)).rejects.toMatchObject({ code: 'TILE_CHANGED', message })
    }),
    { numRuns: 20 },
  )
})

test('a missing tile is named', async () => {
  const without: ReadTile = async (tile) => (tilePath(tile) === 'tile/0/007' ? undefined : read(tile))
  await expect(leaves(without, SIZE)).rejects.toMatchObject({
    code: 'TILE_MISSING',
    message: expect.stringContaining('tile/0/007'),
  })
})

async function pathsOf(size: number): Promise<string[]> {
  const paths: string[] = []
  await leaves(async (tile) => {
    paths.push(tilePath(tile))
    return read(tile)
  }, size)
  return paths
}
