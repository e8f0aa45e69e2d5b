/** Roots and proofs of a tree of which only tiles are kept. Nothing is trusted: verify what comes out against a signed root. */
import { emptyRoot, foldRoot, hashNode } from './hash.ts'
import { consistencyRanges, inclusionRanges, perfectSubtrees, type Range, type Subtree } from './ranges.ts'
import { checkTile, TILE_WIDTH, type Tile, tileOf, tilePath } from './tile.ts'

/** Reads exactly the hashes of a tile; undefined where there is none. */
export type ReadTile = (tile: Tile) => Promise<Uint8Array | undefined>

/** Levels of the binary tree that one tile spans. */
const TILE_HEIGHT = 8

/**
 * Root of the first `size` leaves.
 *
 * @throws TrailhouseError TILE_MISSING, TILE_CHANGED
 */
export async function rootAt(readTile: ReadTile, size: number): Promise<Buffer> {
  const [root = emptyRoot] = await hashRanges(readTile, size === 0 ? [] : [{ start: 0, end: size }], size)
  return root
}

/**
 * Inclusion proof of leaf `index` in the tree of its first `size` leaves, RFC 6962 section 2.1.1: at most 53 hashes.
 *
 * @throws RangeError unless 0 <= index < size; TrailhouseError TILE_MISSING, TILE_CHANGED
 */
export async function proveInclusion(readTile: ReadTile, index: number, size: number): Promise<Buffer[]> {
  if (!(index >= 0 && index < size)) throw new RangeError(`leaf ${index} is not in a tree of ${size}`)
  return hashRanges(readTile, inclusionRanges(index, size), size)
}

/**
 * Consistency proof from `oldSize` to `size`, RFC 6962 section 2.1.2; empty from 0.
 *
 * @throws RangeError unless 0 <= oldSize <= size; TrailhouseError TILE_MISSING, TILE_CHANGED
 */
export async function proveConsistency(readTile: ReadTile, oldSize: number, size: number): Promise<Buffer[]> {
  if (!(oldSize >= 0 && oldSize <= size)) throw new RangeError(`a tree of ${size} holds none of ${oldSize}`)
  return hashRanges(readTile, consistencyRanges(oldSize, size), size)
}

type Place = { readonly tile: Tile; readonly first: number; readonly width: number }

async function hashRanges(readTile: ReadTile, ranges: readonly Range[], size: number): Promise<Buffer[]> {
  const places = ranges.map((range) => perfectSubtrees(range).map((subtree) => placeOf(subtree, size)))
  const tiles = new Map(places.flat().map(({ tile }) => [tilePath(tile), tile]))
  const read = await Promise.all(
    [...tiles].map(async ([path, tile]) => [path, checkTile(tile, await readTile(tile))] as const),
  )
  const bytes = new Map(read)
  return places.map((of) => joinRight(of.map((place) => hashAt(bytes, place))))
}

/** Where the hashes of a perfect subtree stand. */
function placeOf({ height, index }: Subtree, size: number): Place {
  const level = Math.floor(height / TILE_HEIGHT)
  const width = 2 ** (height % TILE_HEIGHT)
  const first = index * width
  return { tile: tileOf(level, Math.floor(first / TILE_WIDTH), size), first: first % TILE_WIDTH, width }
}

function hashAt(bytes: ReadonlyMap<string, Buffer>, { tile, first, width }: Place): Buffer {
  return foldRoot(checkTile(tile, bytes.get(tilePath(tile))), first, width)
}

/** Root over perfect subtrees that shrink from left to right. */
function joinRight(roots: readonly Buffer[]): Buffer {
  return roots.reduceRight((right, left) => hashNode(left, right))
}
