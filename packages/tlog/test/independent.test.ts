import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import {
  bundlePath,
  cosignatureTime,
  cosignText,
  DirectoryStore,
  encodeBundle,
  formatCheckpoint,
  formatNote,
  formatVerifierKey,
  hashLeaf,
  openCheckpoint,
  parseVerifierKey,
  proveConsistency,
  proveInclusion,
  type ReadTile,
  rootAt,
  signText,
  TreeAppender,
  type TreeHead,
  tilePath,
  tileReader,
} from '../src/index.ts'
import { goVerifier, type Program, pythonVerifier, run } from './independent/run.ts'
import { logKey, testKey, witnessKey } from './support/keys.ts'
import { entry, uniformTiles } from './support/trees.ts'
import { announced } from './support/write-log.ts'

/** Go and Python are fetched on a machine's first run; after that, a run takes seconds. */
const FETCH_LIMIT_MS = 600_000

const origin = 'prod.example/0192f0c0-7d11-7c3a-9a55-0a4b6a8f7e21/3'
const witnesses = ['witness.example/a', 'witness.example/b']
const SMALL = Array.from({ length: 600 }, (_, index) => index + 1)
const LARGE = [65_535, 65_536, 65_537, 70_000]
const UNIFORM = [2 ** 24 + 1, 2 ** 32 - 1, 2 ** 32 + 12_345, 2 ** 40, 2 ** 53 - 1]
const BUNDLED = 600

/** 8 s all in all on two busy cores. */
const RUN = { timeout: 90_000 }

type Log = Awaited<ReturnType<typeof makeLog>>
let dir = ''
let log: Log
let programs: { go: Program; python: Program }

beforeAll(async () => {
  dir = await mkdtemp(join(tmpdir(), 'trailhouse-tlog-independent-'))
  const [go, python] = [await goVerifier(), await pythonVerifier()]
  programs = { go, python }
  log = await makeLog(dir)
}, FETCH_LIMIT_MS)
afterAll(() => rm(dir, { recursive: true, force: true }))

test(
  'golang.org/x/mod verifies every checkpoint, tile and proof, and signs a note that is verified here',
  RUN,
  async () => {
    const answer = (await run(programs.go, log)) as { verifierKey: string; note: string }
    const opened = openCheckpoint(Buffer.from(answer.note), { logKeys: [parseVerifierKey(answer.verifierKey)] })
    expect(opened).toMatchObject({ origin: 'go.example/log', size: 5 })
  },
)

test(
  'aics-tlog verifies every checkpoint with its cosignatures, tile, bundle and proof, and cosigns',
  RUN,
  async () => {
    const answer = (await run(programs.python, log)) as { verifierKey: string; note: string }
    const opened = openCheckpoint(Buffer.from(answer.note), {
      origin,
      logKeys: [logKey(origin, 1)],
      witnesses: [parseVerifierKey(answer.verifierKey)],
      quorum: 1,
    })
    expect(opened.cosignatures.map(cosignatureTime)).toEqual([1_790_000_000])
  },
)

test('both refuse a proof and a note that are false, so that their assent means something', RUN, async () => {
  const heads = log.heads.filter(({ size }) => size === 600)
  const inclusions = log.inclusions.filter(({ size }) => size === 600)
  const small = { ...log, heads, inclusions, consistencies: [] }
  const falseEntry = { ...small, inclusions: inclusions.map((each) => ({ ...each, entry: 'another' })) }
  const falseNote = {
    ...small,
    heads: heads.map((head) => ({ ...head, note: head.note.replace('\n600\n', '\n601\n') })),
  }
  for (const program of Object.values(programs)) {
    await run(program, small)
    await expect(run(program, falseEntry)).rejects.toThrow('inclusion of')
    await expect(run(program, falseNote)).rejects.toThrow('600')
  }
})

async function makeLog(root: string) {
  const store = await DirectoryStore.open(
    root,
    announced(() => {}),
  )
  const heads: (TreeHead & { note: string })[] = []
  const tree = new TreeAppender()
  for (const size of [...SMALL, ...LARGE]) {
    while (tree.size < size) tree.append(hashLeaf(entry(tree.size)))
    for (const tile of tree.takeTiles()) await store.write(tilePath(tile), tile.bytes)
    heads.push({ size, root: tree.root(), note: noteOf(size, tree.root()) })
  }
  await writeBundles(store)
  const proofs = [await proofsOf(remembered(tileReader(store, tree.size)), [...SMALL, ...LARGE], entry)]
  const same = entry(0)
  proofs.push(await proofsOf(uniformTiles(hashLeaf(same)), UNIFORM, () => same))
  return {
    verifierKey: formatVerifierKey(logKey(origin, 1)),
    witnessKeys: witnesses.map((name, at) => formatVerifierKey(witnessKey(name, 2 + at))),
    origin,
    dir: root,
    bundled: BUNDLED,
    heads: heads.map((head) => ({ ...head, root: base64(head.root) })),
    inclusions: proofs.flatMap(({ inclusions }) => inclusions),
    consistencies: proofs.flatMap(({ consistencies }) => consistencies),
  }
}

function noteOf(size: number, root: Buffer): string {
  const text = formatCheckpoint({ origin, size, root, extensions: [] })
  const cosigned = witnesses.map((name, at) => cosignText(text, name, testKey(2 + at), 1_780_000_000 + size))
  return formatNote({ text, signatures: [signText(text, origin, testKey(1)), ...cosigned] }).toString()
}

async function writeBundles(store: DirectoryStore): Promise<void> {
  for (let index = 0; index * 256 < BUNDLED; index += 1) {
    const width = Math.min(256, BUNDLED - index * 256)
    const entries = Array.from({ length: width }, (_, at) => entry(index * 256 + at))
    await store.write(bundlePath(index, width), encodeBundle(entries))
  }
}

/** Proofs of leaves at the edges of each tree, and from sizes at the edges of its subtrees. */
async function proofsOf(read: ReadTile, sizes: readonly number[], entryOf: (index: number) => Buffer) {
  const roots = new Map<number, Buffer>()
  const head = async (size: number) => {
    const root = roots.get(size) ?? (await rootAt(read, size))
    roots.set(size, root)
    return { size, root: base64(root) }
  }
  const inclusions = []
  const consistencies = []
  for (const size of sizes) {
    for (const at of edges(size)) {
      const proof = (await proveInclusion(read, at - 1, size)).map(base64)
      inclusions.push({ ...(await head(size)), index: at - 1, entry: entryOf(at - 1).toString(), proof })
      const between = (await proveConsistency(read, at, size)).map(base64)
      consistencies.push({ old: await head(at), now: await head(size), proof: between })
    }
  }
  return { inclusions, consistencies }
}

/** Thousands of proofs read the same few tiles. */
function remembered(read: ReadTile): ReadTile {
  const tiles = new Map<string, ReturnType<ReadTile>>()
  return (tile) => {
    const bytes = tiles.get(tilePath(tile)) ?? read(tile)
    tiles.set(tilePath(tile), bytes)
    return bytes
  }
}

function edges(size: number): number[] {
  const power = 2 ** Math.floor(Math.log2(size))
  const near = [1, 2, Math.ceil(size / 3), power / 2, power - 1, power, power + 1, size - 1, size]
  return [...new Set(near.map(Math.floor))].filter((at) => at >= 1 && at <= size)
}

function base64(bytes: Uint8Array): string {
  return Buffer.from(bytes).toString('base64')
}
