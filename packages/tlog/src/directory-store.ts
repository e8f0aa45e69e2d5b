import { randomUUID } from 'node:crypto'
import { constants } from 'node:fs'
import * as fs from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { TrailhouseError } from '@trailhouse/errors'
import type { TileStore } from './tile-store.ts'

/** The calls of node:fs/promises that the store makes, so that a test can end the process between any two. */
export type FileCalls = Pick<typeof fs, 'link' | 'mkdir' | 'open' | 'readdir' | 'rename' | 'rm' | 'stat'>

/** Files that are being written; what a killed process left there means nothing. */
const UNFINISHED = '.unfinished'
/** A write takes milliseconds: what is older was left behind. */
const LEFT_BEHIND_MS = 10 * 60_000
/** Largest file of a log: a note may have as many bytes, a tile has 8,192. */
const MAX_FILE_BYTES = 1_000_000
/** Folders known to be durable, before they are forgotten: a folder holds at most 1,000 tiles. */
const MAX_KNOWN_FOLDERS = 1_000

/**
 * A log in a directory. Each file is written under another name, made read-only (0444), synced, and then linked to its own
 * name: unlike a rename, a link never takes the place of a file, so even two processes at once cannot overwrite. Then the
 * folder is synced, and each new folder in the one above it.
 */
export class DirectoryStore implements TileStore {
  readonly #root: string
  readonly #fs: FileCalls
  readonly #durable = new Set<string>()

  private constructor(root: string, calls: FileCalls) {
    this.#root = root
    this.#fs = calls
  }

  /** Opens the directory, makes it if need be (its parent must be there), and removes what killed writers left behind. */
  static async open(root: string, calls: FileCalls = fs): Promise<DirectoryStore> {
    const store = new DirectoryStore(root, calls)
    await store.#makeFolder(store.#unfinished)
    await store.#removeLeftBehind()
    return store
  }

  async read(path: string): Promise<Buffer | undefined> {
    // Whatever stands in a file's place, a pipe or a terabyte, must not hold up the reader.
    const flags = constants.O_RDONLY | constants.O_NONBLOCK
    const file = await this.#fs.open(join(this.#root, path), flags).catch(absent(undefined))
    if (file === undefined) return undefined
    try {
      const stat = await file.stat()
      if (!stat.isFile() || stat.size > MAX_FILE_BYTES) throw changed(path)
      return await file.readFile()
    } finally {
      await file.close()
    }
  }

  async write(path: string, bytes: Uint8Array): Promise<void> {
    const target = join(this.#root, path)
    const there = await this.read(path)
    if (there === undefined) await this.#create(target, bytes)
    // A writer killed before the last sync leaves a file that a loss of power could still take away.
    else if (there.equals(bytes)) await this.#makeDurable(target)
    else throw changed(path)
  }

  async replace(path: string, bytes: Uint8Array): Promise<void> {
    const target = join(this.#root, path)
    const unfinished = await this.#writeUnfinished(bytes)
    await this.#makeFolder(dirname(target))
    await this.#fs.rename(unfinished, target)
    await this.#sync(dirname(target))
  }

  async list(folder: string): Promise<string[]> {
    return this.#fs.readdir(join(this.#root, folder)).catch(absent([]))
  }

  get #unfinished(): string {
    return join(this.#root, UNFINISHED)
  }

  async #create(target: string, bytes: Uint8Array): Promise<void> {
    const unfinished = await this.#writeUnfinished(bytes)
    try {
      await this.#makeFolder(dirname(target))
      await this.#fs.link(unfinished, target).catch(async (error: NodeJS.ErrnoException) => {
        // Another process wrote it meanwhile.
        if (error.code !== 'EEXIST') throw error
        const path = target.slice(this.#root.length + 1)
        if (!(await this.read(path))?.equals(bytes)) throw changed(path)
      })
    } finally {
      await this.#fs.rm(unfinished, { force: true })
    }
    await this.#sync(dirname(target))
  }

  async #writeUnfinished(bytes: Uint8Array): Promise<string> {
    const path = join(this.#unfinished, randomUUID())
    const file = await this.#fs.open(path, 'wx', 0o444)
    try {
      await file.writeFile(bytes)
      await file.sync()
    } finally {
      await file.close()
    }
    return path
  }

  async #makeDurable(target: string): Promise<void> {
    await this.#makeFolder(dirname(target))
    await this.#sync(dirname(target))
  }

  /** A folder, and every one above it up to the log's, each synced in its parent once by this process. */
  async #makeFolder(folder: string): Promise<void> {
    if (this.#durable.has(folder)) return
    if (folder !== this.#root) await this.#makeFolder(dirname(folder))
    await this.#fs.mkdir(folder).catch((error: NodeJS.ErrnoException) => {
      if (error.code !== 'EEXIST') throw error
    })
    await this.#sync(dirname(folder))
    if (this.#durable.size >= MAX_KNOWN_FOLDERS) this.#durable.clear()
    this.#durable.add(folder)
  }

  async #sync(folder: string): Promise<void> {
    const handle = await this.#fs.open(folder, 'r')
    try {
      await handle.sync()
    } finally {
      await handle.close()
    }
  }

  async #removeLeftBehind(): Promise<void> {
    const paths = (await this.#fs.readdir(this.#unfinished)).map((name) => join(this.#unfinished, name))
    const oldest = Date.now() - LEFT_BEHIND_MS
    for (const path of paths) {
      const left = await this.#fs.stat(path).then(({ mtimeMs }) => mtimeMs < oldest, absent(false))
      if (left) await this.#fs.rm(path, { force: true })
    }
  }
}

function absent<T>(value: T): (error: NodeJS.ErrnoException) => T {
  return (error) => {
    if (error.code === 'ENOENT') return value
    throw error
  }
}

function changed(path: string): TrailhouseError {
  return new TrailhouseError(
    'TILE_CHANGED',
    `${path} holds other bytes than the log gives: somebody altered it, or another log is kept there. It was left as it is`,
  )
}
