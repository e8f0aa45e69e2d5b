import { foldRoot, HASH_BYTES, hashLeaf, hashNode } from '../../src/hash.ts'
import { emptyRoot, type ReadTile, TreeAppender, tilePath } from '../../src/index.ts'
import type { TileBytes } from '../../src/tile.ts'

/** Leaf i of every tree of these tests. */
export function entry(index: number): Buffer {
  return Buffer.from(`entry ${index}`)
}

/** Root by RFC 6962 section 2.1, word for word. */
export function naiveRoot(leaves: readonly Uint8Array[]): Buffer {
  if (leaves.length === 0) return emptyRoot
  if (leaves.length === 1) return Buffer.from(leaves[0] ?? [])
  let split = 1
  while (split * 2 < leaves.length) split *= 2
  return hashNode(naiveRoot(leaves.slice(0, split)), naiveRoot(leaves.slice(split)))
}

/** A tree of `size` leaves with all its tiles: those of every size on the way where `cuts` says so. */
export function grow(size: number, cuts: readonly number[] = []): { tree: TreeAppender; tiles: Map<string, Buffer> } {
  const tree = new TreeAppender()
  const tiles = new Map<string, Buffer>()
  for (let index = 0; index < size; index += 1) {
    tree.append(hashLeaf(entry(index)))
    if (cuts.includes(index + 1)) keep(tiles, tree.takeTiles())
  }
  keep(tiles, tree.takeTiles())
  return { tree, tiles }
}

/** Puts tiles where they belong, and fails where one would change. */
export function keep(tiles: Map<string, Buffer>, taken: readonly TileBytes[]): void {
  for (const tile of taken) {
    const before = tiles.get(tilePath(tile))
    if (before !== undefined && !before.equals(tile.bytes)) throw new Error(`${tilePath(tile)} changed`)
    tiles.set(tilePath(tile), tile.bytes)
  }
}

/** Reads the tiles of `grow`; a partial tile also from the wider ones. */
export function readerOf(tiles: ReadonlyMap<string, Buffer>): ReadTile {
  return async (tile) => {
    for (let width = tile.width; width <= 256; width += 1) {
      const bytes = tiles.get(tilePath({ ...tile, width }))
      if (bytes !== undefined) return bytes.subarray(0, tile.width * HASH_BYTES)
    }
    return undefined
  }
}

/** Tiles of a tree whose leaves are all the same, of any size up to 2^53, though nobody could store it. */
export function uniformTiles(leafHash: Buffer): ReadTile {
  const levels = [Buffer.concat(Array.from({ length: 256 }, () => leafHash))]
  while (levels.length < 7) {
    const root = foldRoot(levels.at(-1) ?? leafHash, 0, 256)
    levels.push(Buffer.concat(Array.from({ length: 256 }, () => root)))
  }
  return async ({ level, width }) => levels[level]?.subarray(0, width * HASH_BYTES)
}
