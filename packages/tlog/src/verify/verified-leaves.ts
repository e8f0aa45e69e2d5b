import { TrailhouseError } from '@trailhouse/errors'
import { foldRoot, HASH_BYTES } from '../hash.ts'
import type { TreeHead } from '../proof.ts'
import { checkTile, levelWidth, partialTiles, TILE_WIDTH, type Tile, tileOf, tilePath } from '../tile.ts'
import { TreeAppender } from '../tree-appender.ts'
import type { ReadTile } from '../tree-reader.ts'

/** Tiles that are read ahead, 8 KiB each, so that the store's delays add up less. */
const AHEAD = 16

/**
 * Hashes of the leaves from `first` on, tile by tile, each proven to be in the tree of `head` before it is given: the partial
 * tiles together give the root, and the root of each full tile is a hash of a proven tile above it. Holds one tile of each
 * level and those read ahead.
 *
 * @throws TrailhouseError TILE_CHANGED, which names the tile unless it is a partial one; TILE_MISSING
 */
export async function* verifiedLeaves(readTile: ReadTile, head: TreeHead, first = 0): AsyncGenerator<Buffer> {
  const tiles = await ProvenTiles.open(readTile, head)
  const end = Math.ceil(levelWidth(0, head.size) / TILE_WIDTH)
  for (let index = Math.floor(first / TILE_WIDTH); index < end; index += AHEAD) {
    const some = Array.from({ length: Math.min(AHEAD, end - index) }, (_, at) => tileOf(0, index + at, head.size))
    const read = await Promise.all(some.map((tile) => tiles.read(tile)))
    for (const [at, tile] of some.entries()) {
      const bytes = await tiles.prove(tile, read[at])
      yield bytes.subarray(Math.max(0, first - tile.index * TILE_WIDTH) * HASH_BYTES)
    }
  }
}

class ProvenTiles {
  readonly #readTile: ReadTile
  readonly #size: number
  /** By level: the tile at the right edge, and the full one that was last proven. */
  readonly #edge = new Map<number, Buffer>()
  readonly #full = new Map<number, { index: number; bytes: Buffer }>()

  private constructor(readTile: ReadTile, size: number) {
    this.#readTile = readTile
    this.#size = size
  }

  static async open(readTile: ReadTile, head: TreeHead): Promise<ProvenTiles> {
    const tiles = new ProvenTiles(readTile, head.size)
    for (const tile of partialTiles(head.size)) tiles.#edge.set(tile.level, await tiles.read(tile))
    await TreeAppender.resume(async ({ level }) => tiles.#edge.get(level), head)
    return tiles
  }

  async read(tile: Tile): Promise<Buffer> {
    return checkTile(tile, await this.#readTile(tile))
  }

  /** The tile's bytes, once they are proven. */
  async prove(tile: Tile, bytes: Buffer | undefined): Promise<Buffer> {
    const { level, index, width } = tile
    const known = width < TILE_WIDTH ? this.#edge.get(level) : this.#known(level, index)
    if (known !== undefined) return known
    const read = bytes ?? (await this.read(tile))
    const parent = tileOf(level + 1, Math.floor(index / TILE_WIDTH), this.#size)
    const above = await this.prove(parent, undefined)
    const at = (index % TILE_WIDTH) * HASH_BYTES
    if (!foldRoot(read, 0, TILE_WIDTH).equals(above.subarray(at, at + HASH_BYTES))) {
      throw new TrailhouseError(
        'TILE_CHANGED',
        `${tilePath(tile)} is not what was signed: restore it from a copy of the log`,
      )
    }
    this.#full.set(level, { index, bytes: read })
    return read
  }

  #known(level: number, index: number): Buffer | undefined {
    const last = this.#full.get(level)
    return last?.index === index ? last.bytes : undefined
  }
}
