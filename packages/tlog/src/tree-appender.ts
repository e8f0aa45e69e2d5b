import { TrailhouseError } from '@trailhouse/errors'
import { emptyRoot, foldInto, foldRoot, HASH_BYTES, hashNode, hashPrefixed } from './hash.ts'
import { checkTile, levelWidth, partialTiles, TILE_WIDTH, type TileBytes } from './tile.ts'
import type { ReadTile } from './tree-reader.ts'

/**
 * A tree that grows at its right end. It holds the one unfinished tile of each level, at most 7 * 8 KiB, and the tiles
 * that were filled since `takeTiles`, 32 bytes a leaf: take them before a few million leaves have come.
 */
export class TreeAppender {
  #size = 0
  #takenSize = 0
  #filled: TileBytes[] = []
  readonly #levels: Buffer[] = [Buffer.alloc(TILE_WIDTH * HASH_BYTES)]

  /**
   * The tree as it stood at a checkpoint.
   *
   * @throws TrailhouseError TILE_MISSING, TILE_CHANGED also where the tiles do not give the checkpoint's root
   */
  static async resume(readTile: ReadTile, head: { size: number; root: Uint8Array }): Promise<TreeAppender> {
    const tree = new TreeAppender()
    for (const tile of partialTiles(head.size)) {
      checkTile(tile, await readTile(tile)).copy(tree.#level(tile.level))
    }
    tree.#size = head.size
    tree.#takenSize = head.size
    if (!tree.root().equals(head.root)) {
      throw new TrailhouseError(
        'TILE_CHANGED',
        `the tiles do not give the root that was signed at ${head.size} leaves: restore them from a copy of the log`,
      )
    }
    return tree
  }

  /** Leaves so far. */
  get size(): number {
    return this.#size
  }

  /** Adds a leaf by its hash of 32 bytes. */
  append(leafHash: Uint8Array): void {
    this.#level(0).set(leafHash, (this.#size % TILE_WIDTH) * HASH_BYTES)
    this.#added()
  }

  /** Adds the leaf of the entry that follows the byte 0x00 in `prefixed`; which is not kept. Returns the leaf's index. */
  appendPrefixed(prefixed: Uint8Array): number {
    hashPrefixed(prefixed, this.#level(0), (this.#size % TILE_WIDTH) * HASH_BYTES)
    this.#added()
    return this.#size - 1
  }

  /** Root of all leaves so far: at most 255 hashes a level. */
  root(): Buffer {
    let root: Buffer | undefined
    for (const { level, width } of partialTiles(this.#size)) {
      const hashes = this.#level(level)
      for (let bit = 1, end = width; bit < TILE_WIDTH; bit *= 2) {
        if ((width & bit) === 0) continue
        end -= bit
        const left = foldRoot(hashes, end, bit)
        root = root === undefined ? left : hashNode(left, root)
      }
    }
    return root ?? emptyRoot
  }

  /** The tiles that a checkpoint of the present size needs and that were not taken before: full ones first. */
  takeTiles(): TileBytes[] {
    const grown = partialTiles(this.#size).filter(
      ({ level }) => levelWidth(level, this.#size) > levelWidth(level, this.#takenSize),
    )
    const partial = grown.map((tile) => ({
      ...tile,
      bytes: Buffer.from(this.#level(tile.level).subarray(0, tile.width * HASH_BYTES)),
    }))
    const filled = this.#filled
    this.#filled = []
    this.#takenSize = this.#size
    return [...filled, ...partial]
  }

  #level(level: number): Buffer {
    let hashes = this.#levels[level]
    if (hashes === undefined) {
      hashes = Buffer.alloc(TILE_WIDTH * HASH_BYTES)
      this.#levels[level] = hashes
    }
    return hashes
  }

  #added(): void {
    this.#size += 1
    for (let level = 0, width = this.#size; width % TILE_WIDTH === 0; level += 1) {
      width /= TILE_WIDTH
      this.#fill(level, width - 1)
    }
  }

  /** The tile of that level is full: its root becomes a hash of the level above. */
  #fill(level: number, index: number): void {
    const bytes = this.#level(level)
    foldInto(bytes, 0, TILE_WIDTH, this.#level(level + 1), (index % TILE_WIDTH) * HASH_BYTES)
    this.#filled.push({ level, index, width: TILE_WIDTH, bytes })
    this.#levels[level] = Buffer.alloc(TILE_WIDTH * HASH_BYTES)
  }
}
