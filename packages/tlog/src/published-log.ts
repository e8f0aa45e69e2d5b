/**
 * A log as it is published: tiles first, then the checkpoint that needs them. Each checkpoint is kept for good below
 * `checkpoints/` under its running number, which two writers cannot both take, and `checkpoint` is a copy of the newest:
 * the resource that https://c2sp.org/tlog-tiles names. What counts is the number, and `checkpoint` may be one behind.
 */
import { TrailhouseError } from '@trailhouse/errors'
import { parseCheckpoint } from './checkpoint.ts'
import { HASH_BYTES } from './hash.ts'
import { parseNote } from './note.ts'
import { TILE_WIDTH, type TileBytes, tileOf, tilePath } from './tile.ts'
import type { TileStore } from './tile-store.ts'
import type { ReadTile } from './tree-reader.ts'

/** A signed note, and its number in the order of publication, from 0. */
export type PublishedCheckpoint = { readonly number: number; readonly note: Buffer }

/** Files that are written at once: the disk syncs several for the price of one. */
const WRITES_AT_ONCE = 16

/**
 * Reads tiles of a store. A partial tile that is not there is taken from the full one, as tlog-tiles allows, or from what
 * a checkpoint of `newestSize` leaves needs: with it, proofs can be made at sizes that were never published.
 */
export function tileReader(store: TileStore, newestSize = 0): ReadTile {
  return async (tile) => {
    const newest = tileOf(tile.level, tile.index, newestSize).width
    const widths = [tile.width, TILE_WIDTH, newest].filter((width) => width >= tile.width)
    for (const width of new Set(widths)) {
      const bytes = await store.read(tilePath({ ...tile, width }))
      if (bytes !== undefined) return width === tile.width ? bytes : bytes.subarray(0, tile.width * HASH_BYTES)
    }
    return undefined
  }
}

/** The checkpoint with the highest number, unverified; undefined before the first. */
export async function latestCheckpoint(store: TileStore): Promise<PublishedCheckpoint | undefined> {
  return newestBelow(store, 'checkpoints', '')
}

/** Every checkpoint that was published, from number `first` on; without a note where the file is gone. */
export async function* publishedCheckpoints(
  store: TileStore,
  first = 0,
): AsyncGenerator<{ readonly number: number; readonly note: Buffer | undefined }> {
  const latest = await latestCheckpoint(store)
  for (let number = first; number <= (latest?.number ?? -1); number += 1) {
    yield { number, note: await store.read(checkpointPath(number)) }
  }
}

/**
 * Publishes a checkpoint after `previous`, and its tiles before it: all durable on return.
 *
 * @throws TrailhouseError CHECKPOINT_SUPERSEDED when another writer published meanwhile, or the tree would shrink;
 * TILE_CHANGED
 */
export async function publish(
  store: TileStore,
  tiles: readonly TileBytes[],
  note: Buffer,
  previous: PublishedCheckpoint | undefined,
): Promise<PublishedCheckpoint> {
  if (previous !== undefined && sizeOf(note) < sizeOf(previous.note)) throw superseded('it has fewer leaves')
  await writeTiles(store, tiles)
  const number = (previous?.number ?? -1) + 1
  await store.write(checkpointPath(number), note).catch((error) => {
    if (error instanceof TrailhouseError && error.code === 'TILE_CHANGED') throw superseded('another was published')
    throw error
  })
  await refresh(store)
  const latest = await latestCheckpoint(store)
  if (latest?.number !== number) throw superseded('another was published')
  return latest
}

/** Makes `checkpoint` the newest again, where a writer was killed before it could. */
export async function refresh(store: TileStore): Promise<void> {
  const latest = await latestCheckpoint(store)
  if (latest === undefined) return
  const shown = await store.read('checkpoint')
  if (!shown?.equals(latest.note)) await store.replace('checkpoint', latest.note)
}

/** `checkpoints/x000/x001/234`: always nine digits, enough for 300 years of one every 10 s, so that the last name is the newest. */
function checkpointPath(number: number): string {
  const digits = String(number).padStart(9, '0')
  return `checkpoints/x${digits.slice(0, 3)}/x${digits.slice(3, 6)}/${digits.slice(6)}`
}

async function writeTiles(store: TileStore, tiles: readonly TileBytes[]): Promise<void> {
  for (let at = 0; at < tiles.length; at += WRITES_AT_ONCE) {
    const some = tiles.slice(at, at + WRITES_AT_ONCE)
    await Promise.all(some.map((tile) => store.write(tilePath(tile), tile.bytes)))
  }
}

/** A folder may be empty, where a writer was killed before it wrote the first file. */
async function newestBelow(store: TileStore, folder: string, above: string): Promise<PublishedCheckpoint | undefined> {
  const pattern = above.length < 6 ? /^x[0-9]{3}$/ : /^[0-9]{3}$/
  const names = (await store.list(folder)).filter((name) => pattern.test(name)).sort()
  for (const name of names.reverse()) {
    const path = `${folder}/${name}`
    const digits = above + name.slice(-3)
    if (digits.length < 9) {
      const newest = await newestBelow(store, path, digits)
      if (newest !== undefined) return newest
      continue
    }
    const note = await store.read(path)
    if (note !== undefined) return { number: Number(digits), note }
  }
  return undefined
}

function sizeOf(note: Uint8Array): number {
  return parseCheckpoint(parseNote(note).text).size
}

function superseded(why: string): TrailhouseError {
  return new TrailhouseError(
    'CHECKPOINT_SUPERSEDED',
    `the checkpoint was not published, because ${why}: only one sealer may write a log; stop the other`,
  )
}
