import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import {
  checkHistory,
  DirectoryStore,
  publishedCheckpoints,
  rootAt,
  type TrustPolicy,
  tileReader,
} from '../../src/index.ts'
import { logKey } from '../support/keys.ts'
import { checkpointNote, origin, writeLog } from '../support/write-log.ts'

const policy: TrustPolicy = { origin, logKeys: [logKey(origin, 1)] }
const SIZES = [3, 300, 700]
let dir = ''
let store: DirectoryStore
beforeAll(async () => {
  dir = await mkdtemp(join(tmpdir(), 'trailhouse-tlog-history-'))
  await writeLog(dir, SIZES)
  store = await DirectoryStore.open(dir)
})
afterAll(() => rm(dir, { recursive: true, force: true }))

type Published = { number: number; note: Buffer | undefined }

/** Findings of the history with one checkpoint put in the place of another. */
async function check(replaced?: Published, trusted = policy) {
  const history = await Array.fromAsync(publishedCheckpoints(store))
  const altered = history.map((each) => (each.number === replaced?.number ? replaced : each))
  const root = (size: number) => rootAt(tileReader(store, 700), size)
  return Array.fromAsync(checkHistory(from(altered), trusted, root))
}

async function* from<T>(items: readonly T[]): AsyncGenerator<T> {
  yield* items
}

test('a history of checkpoints that the tiles bear out gives no finding', async () => {
  expect((await Array.fromAsync(publishedCheckpoints(store))).map(({ number }) => number)).toEqual([0, 1, 2])
  expect((await Array.fromAsync(publishedCheckpoints(store, 2))).map(({ number }) => number)).toEqual([2])
  expect(await check()).toEqual([])
})

test('a checkpoint of another log, by the same key at the same size, is a fork', async () => {
  const note = checkpointNote(300, Buffer.alloc(32, 1))
  expect(await check({ number: 1, note })).toMatchObject([{ kind: 'log forked', number: 1, size: 300 }])
})

test('a checkpoint that is smaller than one before it is a log that shrunk', async () => {
  const note = checkpointNote(200, await rootAt(tileReader(store, 700), 200))
  expect(await check({ number: 2, note })).toEqual([{ kind: 'log shrunk', number: 2, size: 200, before: 300 }])
})

test('a checkpoint without a trusted signature, and one that is gone, are named', async () => {
  expect(await check({ number: 1, note: Buffer.from('x\n') })).toMatchObject([
    { kind: 'checkpoint refused', number: 1, error: { code: 'NOTE_INVALID' } },
  ])
  expect(await check({ number: 1, note: undefined })).toEqual([{ kind: 'checkpoint missing', number: 1 }])
  const findings = await check(undefined, { ...policy, logKeys: [logKey(origin, 9)] })
  expect(findings).toMatchObject(Array(3).fill({ kind: 'checkpoint refused', error: { code: 'NOTE_UNVERIFIED' } }))
})
