/**
 * Names and bytes of tiles, by https://c2sp.org/tlog-tiles: a tile holds up to 256 consecutive hashes of one level of the
 * tree, and each hash of level l + 1 is the root over a full tile of level l.
 */
import { TrailhouseError } from '@trailhouse/errors'
import { HASH_BYTES } from './hash.ts'

/** Hashes of a full tile. */
export const TILE_WIDTH = 256

/** The `index`-th tile of a level (0 to 6 below 2^53 leaves) with its first `width` hashes, 1 to 256. */
export type Tile = { readonly level: number; readonly index: number; readonly width: number }

/** A tile and its `width` * 32 bytes. */
export type TileBytes = Tile & { readonly bytes: Buffer }

/** Hashes of a level in a tree of `size` leaves. */
export function levelWidth(level: number, size: number): number {
  return Math.floor(size / TILE_WIDTH ** level)
}

/** The tile of that level and index as the tree of `size` leaves has it. */
export function tileOf(level: number, index: number, size: number): Tile {
  return { level, index, width: Math.min(TILE_WIDTH, levelWidth(level, size) - index * TILE_WIDTH) }
}

/** The tiles that are not full in a tree of `size` leaves, at most one of each level, from level 0 upwards. */
export function partialTiles(size: number): Tile[] {
  const tiles: Tile[] = []
  for (let level = 0; levelWidth(level, size) > 0; level += 1) {
    const hashes = levelWidth(level, size)
    const width = hashes % TILE_WIDTH
    if (width > 0) tiles.push({ level, index: (hashes - width) / TILE_WIDTH, width })
  }
  return tiles
}

/** Path of a tile below the log's prefix: `tile/0/x001/x234/067.p/8`. */
export function tilePath({ level, index, width }: Tile): string {
  return `tile/${level}/${indexPath(index)}${partialSuffix(width)}`
}

/** Path of the bundle with the entries of a tile of level 0: `tile/entries/x001/x234/067`. */
export function bundlePath(index: number, width: number): string {
  return `tile/entries/${indexPath(index)}${partialSuffix(width)}`
}

/** An index in groups of three digits, all but the last marked with x, so that no file has a folder's name. */
function indexPath(index: number): string {
  const digits = String(index)
  const padded = digits.padStart(Math.ceil(digits.length / 3) * 3, '0')
  return padded.replaceAll(/...(?=.)/g, 'x$&/')
}

function partialSuffix(width: number): string {
  return width === TILE_WIDTH ? '' : `.p/${width}`
}

/**
 * The bytes of a tile as read, of the length that its width asks for.
 *
 * @throws TrailhouseError TILE_MISSING without bytes, TILE_CHANGED at another length
 */
export function checkTile(tile: Tile, bytes: Uint8Array | undefined): Buffer {
  if (bytes === undefined) {
    throw new TrailhouseError('TILE_MISSING', `${tilePath(tile)} is missing: restore it from a copy of the log`)
  }
  if (bytes.length !== tile.width * HASH_BYTES) {
    throw new TrailhouseError('TILE_CHANGED', `${tilePath(tile)} has ${bytes.length} bytes: restore it from a copy`)
  }
  return Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length)
}

/**
 * An entry bundle: each entry after its length in two bytes, big-endian.
 *
 * @throws TrailhouseError ENTRY_INVALID for an entry of more than 65,535 bytes, for which the format has no room
 */
export function encodeBundle(entries: readonly Uint8Array[]): Buffer {
  return Buffer.concat(
    entries.flatMap((entry) => {
      if (entry.length > 0xffff) {
        throw new TrailhouseError('ENTRY_INVALID', `an entry of ${entry.length} bytes does not fit into a bundle`)
      }
      return [Uint8Array.of(entry.length >> 8, entry.length & 0xff), entry]
    }),
  )
}

/** The entries of a bundle, as views of it. @throws TrailhouseError ENTRY_INVALID where it ends within an entry */
export function decodeBundle(bundle: Uint8Array): Uint8Array[] {
  const entries: Uint8Array[] = []
  for (let at = 0; at < bundle.length; ) {
    const start = at + 2
    const end = start + (bundle[at] ?? 0) * 256 + (bundle[at + 1] ?? 0)
    if (end > bundle.length) throw new TrailhouseError('ENTRY_INVALID', `a bundle ends within its entry at byte ${at}`)
    entries.push(bundle.subarray(start, end))
    at = end
  }
  return entries
}
