import { execFile } from 'node:child_process'
import * as fs from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { DirectoryStore, latestCheckpoint, publish, refresh, rootAt, tileReader } from '../src/index.ts'
import { grow } from './support/trees.ts'
import { announced, checkpointNote, writeLog } from './support/write-log.ts'

let dir = ''
let count = 0
beforeAll(async () => {
  dir = await fs.mkdtemp(join(tmpdir(), 'trailhouse-tlog-'))
})
afterAll(() => fs.rm(dir, { recursive: true, force: true }))

function folder(): string {
  count += 1
  return join(dir, String(count))
}

const bytes = Buffer.from('tile')

const SIZES = [3, 258]
const { tree: whole } = grow(258)
const noteOf = (size: number) => checkpointNote(size, Buffer.alloc(32, size))

test('what was written is read back, and nobody may write to the file', async () => {
  const root = folder()
  const store = await DirectoryStore.open(root)
  await store.write('tile/0/000', bytes)
  expect(await store.read('tile/0/000')).toEqual(bytes)
  expect((await fs.stat(join(root, 'tile/0/000'))).mode & 0o222).toBe(0)
  expect(await fs.readdir(join(root, '.unfinished'))).toEqual([])
})

test('a file is synced before it has its name, and every folder on its path after', async () => {
  const root = folder()
  const calls: string[] = []
  const short = (path: string) => path.replace(/\.unfinished\/.*/, '.unfinished/file').replace(root, 'log')
  const recorded = announced(({ name, path }) => calls.push(`${name} ${short(path)}`))
  const store = await DirectoryStore.open(root, recorded)
  calls.length = 0
  await store.write('tile/0/000', bytes)
  expect(calls.filter((call) => /^(sync|link|mkdir) /.test(call))).toEqual([
    'sync log/.unfinished/file',
    'mkdir log/tile',
    'sync log',
    'mkdir log/tile/0',
    'sync log/tile',
    'link log/.unfinished/file',
    'sync log/tile/0',
  ])
})

test('what is not there is undefined, and an absent folder is empty', async () => {
  const store = await DirectoryStore.open(folder())
  expect(await store.read('tile/0/000')).toBeUndefined()
  expect(await store.list('tile')).toEqual([])
})

test('the same bytes may be written again, other bytes never', async () => {
  const store = await DirectoryStore.open(folder())
  await store.write('tile/0/000', bytes)
  await store.write('tile/0/000', Buffer.from(bytes))
  await expect(store.write('tile/0/000', Buffer.from('other'))).rejects.toMatchObject({ code: 'TILE_CHANGED' })
  expect(await store.read('tile/0/000')).toEqual(bytes)
})

test('of two writers at once one wins, and the other is told unless it wrote the same', async () => {
  const root = folder()
  const stores = await Promise.all([DirectoryStore.open(root), DirectoryStore.open(root)])
  for (let round = 0; round < 20; round += 1) {
    const path = `tile/0/${String(round).padStart(3, '0')}`
    const results = await Promise.allSettled(stores.map((store, at) => store.write(path, Buffer.of(at))))
    expect(results.filter(({ status }) => status === 'rejected')).toMatchObject([{ reason: { code: 'TILE_CHANGED' } }])
    await Promise.all(stores.map((store) => store.write(`${path}.p/1`, bytes)))
  }
})

test('files that a killed writer left are removed when they are old, and those of a living writer are not', async () => {
  const root = folder()
  await DirectoryStore.open(root)
  const [old, young] = ['old', 'young'].map((name) => join(root, '.unfinished', name))
  for (const path of [old ?? '', young ?? '']) await fs.writeFile(path, 'x')
  await fs.utimes(old ?? '', 1, 1)
  await DirectoryStore.open(root)
  expect(await fs.readdir(join(root, '.unfinished'))).toEqual(['young'])
})

test('a tile is read from a wider one where its own is gone, and a size that was not published from the newest', async () => {
  const store = await DirectoryStore.open(folder())
  for (const [path, tile] of grow(300).tiles) await store.write(path, tile)
  for (const size of [7, 256, 299]) {
    expect(await rootAt(tileReader(store, 300), size)).toEqual(grow(size).tree.root())
  }
  await expect(rootAt(tileReader(store), 299)).rejects.toMatchObject({ code: 'TILE_MISSING' })
})

test('what stands in the place of a file does not hold up a reader', async () => {
  const root = folder()
  const store = await DirectoryStore.open(root)
  await fs.mkdir(join(root, 'tile/0/001'), { recursive: true })
  await promisify(execFile)('mkfifo', [join(root, 'tile/0/002')])
  await fs.writeFile(join(root, 'tile/0/003'), '')
  await fs.truncate(join(root, 'tile/0/003'), 1e9)
  for (const path of ['tile/0/001', 'tile/0/002', 'tile/0/003']) {
    await expect(store.read(path)).rejects.toMatchObject({ code: 'TILE_CHANGED' })
  }
})

test('a failing disk is told, and leaves no file behind', async () => {
  const root = folder()
  const full = Object.assign(new Error('no space'), { code: 'ENOSPC' })
  const link = () => Promise.reject(full)
  const store = await DirectoryStore.open(root, { ...fs, link })
  await expect(store.write('tile/0/000', bytes)).rejects.toBe(full)
  expect(await fs.readdir(join(root, '.unfinished'))).toEqual([])
  expect(await store.read('tile/0/000')).toBeUndefined()
})

test('a checkpoint is published after the one that its writer knows, and never after another', async () => {
  const store = await DirectoryStore.open(folder())
  const first = await publish(store, [], noteOf(1), undefined)
  const second = await publish(store, [], noteOf(2), first)
  expect(second.number).toBe(1)
  const superseded = { code: 'CHECKPOINT_SUPERSEDED' }
  await expect(publish(store, [], noteOf(3), first)).rejects.toMatchObject(superseded)
  await expect(publish(store, [], noteOf(3), undefined)).rejects.toMatchObject(superseded)
  expect(await latestCheckpoint(store)).toEqual(second)
  expect(await store.read('checkpoint')).toEqual(noteOf(2))
})

test('a smaller tree is never published after a larger one', async () => {
  const store = await DirectoryStore.open(folder())
  const first = await publish(store, [], noteOf(5), undefined)
  await expect(publish(store, [], noteOf(4), first)).rejects.toMatchObject({ code: 'CHECKPOINT_SUPERSEDED' })
  expect(await store.read('checkpoint')).toEqual(noteOf(5))
})

test('the newest checkpoint is found beyond a thousand and beyond empty folders', async () => {
  const root = folder()
  const store = await DirectoryStore.open(root)
  await store.write('checkpoints/x000/x000/999', noteOf(1))
  await store.write('checkpoints/x000/x001/000', noteOf(2))
  await fs.mkdir(join(root, 'checkpoints/x000/x002'))
  await fs.mkdir(join(root, 'checkpoints/x001'))
  expect((await latestCheckpoint(store))?.number).toBe(1000)
  await refresh(store)
  expect(await store.read('checkpoint')).toEqual(noteOf(2))
})

/** The log, whoever was killed on the way, is that of 258 leaves, and `checkpoint` shows it. */
async function expectWhole(root: string): Promise<void> {
  const store = await DirectoryStore.open(root)
  const latest = await latestCheckpoint(store)
  expect(latest?.note).toEqual(checkpointNote(258, whole.root()))
  expect(await store.read('checkpoint')).toEqual(latest?.note)
  expect(await rootAt(tileReader(store), 258)).toEqual(whole.root())
}

test('a log is the same when its writer ends between any two calls of the file system', {
  timeout: 90_000,
}, async () => {
  let steps = 0
  await writeLog(
    folder(),
    SIZES,
    announced(({ number }) => {
      steps = number
    }),
  )
  expect(steps).toBeGreaterThan(100)
  for (let last = 1; last <= steps; last += 1) {
    const root = folder()
    const ends = () =>
      announced(({ number }) => {
        if (number >= last) throw new Error('ended')
      })
    await expect(writeLog(root, SIZES, ends())).rejects.toThrow('ended')
    // The next one cuts the log elsewhere, and ends after as many calls.
    await writeLog(root, [4, 258], ends()).catch(() => {})
    await writeLog(root, SIZES)
    await expectWhole(root)
  }
})

test('a log is the same after kill -9 of its writer', { timeout: 90_000 }, async () => {
  for (const call of [9, 33, 60, 90]) {
    const root = folder()
    const writer = join(import.meta.dirname, 'support/killed-writer.ts')
    const killed = promisify(execFile)(process.execPath, [writer, root, String(call), SIZES.join(',')])
    await expect(killed).rejects.toMatchObject({ signal: 'SIGKILL' })
    await writeLog(root, SIZES)
    await expectWhole(root)
  }
})
