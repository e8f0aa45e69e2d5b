import fc from 'fast-check'
import { expect, test } from 'vitest'
import {
  decide,
  formatAddCheckpoint,
  formatCheckpoint,
  formatNote,
  parseAddCheckpoint,
  parseConflict,
  proveConsistency,
  rootAt,
  signText,
  type TreeHead,
} from '../src/index.ts'
import { logKey, testKey } from './support/keys.ts'
import { grow, readerOf } from './support/trees.ts'

const origin = 'log.example/1'
const keys = [logKey(origin, 1)]
const read = readerOf(grow(600).tiles)
const head = async (size: number): Promise<TreeHead> => ({ size, root: await rootAt(read, size) })
const knows = (last?: TreeHead) => (asked: string) => (asked === origin ? { keys, last } : undefined)

function checkpoint({ size, root }: TreeHead, seed = 1, name = origin): Buffer {
  const text = formatCheckpoint({ origin: name, size, root, extensions: [] })
  return formatNote({ text, signatures: [signText(text, name, testKey(seed))] })
}

async function request(oldSize: number, size: number): Promise<Buffer> {
  const proof = await proveConsistency(read, oldSize, size)
  return formatAddCheckpoint({ oldSize, proof, checkpoint: checkpoint(await head(size)) })
}

test('a witness cosigns every larger or equal tree that is consistent with the one it knows, and says what it cosigns', async () => {
  await fc.assert(
    fc.asyncProperty(fc.nat({ max: 600 }), fc.nat({ max: 600 }), async (a, b) => {
      const [oldSize, size] = [Math.min(a, b), Math.max(a, b)]
      const last = oldSize === 0 ? undefined : await head(oldSize)
      expect(decide(await request(oldSize, size), knows(last))).toMatchObject({ status: 200, cosign: await head(size) })
    }),
  )
})

test('a request gives back what it was made of', async () => {
  const body = await request(300, 500)
  const parsed = parseAddCheckpoint(body)
  expect(parsed).toMatchObject({ oldSize: 300, proof: await proveConsistency(read, 300, 500) })
  expect(formatAddCheckpoint(parsed)).toEqual(body)
})

test('an unknown log is answered with 404, an unknown signature with 403', async () => {
  const now = await head(5)
  const of = (note: Buffer) => formatAddCheckpoint({ oldSize: 0, proof: [], checkpoint: note })
  expect(decide(of(checkpoint(now, 1, 'other')), knows())).toEqual({ status: 404 })
  expect(decide(of(checkpoint(now, 2)), knows())).toEqual({ status: 403 })
})

test('an old size that is not the known one is answered with 409 and the known one', async () => {
  expect(decide(await request(0, 500), knows(await head(400)))).toEqual({ status: 409, size: 400 })
  expect(decide(await request(300, 500), knows(await head(400)))).toEqual({ status: 409, size: 400 })
  expect(decide(await request(300, 500), knows())).toEqual({ status: 409, size: 0 })
})

test('a roll-back is refused: no tree is smaller than the known one', async () => {
  const proof = await proveConsistency(read, 300, 400)
  const body = formatAddCheckpoint({ oldSize: 400, proof, checkpoint: checkpoint(await head(300)) })
  expect(decide(body, knows(await head(400)))).toEqual({ status: 400 })
})

test('a fork is refused: with 409 at the known size, with 422 at a larger one', async () => {
  const last = { size: 400, root: Buffer.alloc(32, 1) }
  expect(decide(await request(400, 400), knows(last))).toEqual({ status: 409, size: 400 })
  expect(decide(await request(400, 500), knows(last))).toEqual({ status: 422 })
})

test('the first checkpoint comes without a proof', async () => {
  const body = formatAddCheckpoint({ oldSize: 0, proof: [Buffer.alloc(32)], checkpoint: checkpoint(await head(5)) })
  expect(decide(body, knows())).toEqual({ status: 422 })
})

test('what is not in the form of a request is answered with 400', async () => {
  const body = (await request(300, 500)).toString()
  const lines = `${Buffer.alloc(32).toString('base64')}\n`.repeat(64)
  const bad = [
    '',
    body.replaceAll('\n', '\r\n'),
    body.replace('old 300', 'old 0300'),
    body.replace('old 300\n', ''),
    body.replace('old 300\n', 'old 300\nAAAA\n'),
    body.replace('old 300\n', `old 300\n${lines}`),
    body.slice(0, body.indexOf('\n\n') + 2),
    `old 0\n\n${formatNote({ text: 'hello\n', signatures: [signText('hello\n', origin, testKey(1))] })}`,
  ]
  for (const each of bad) expect(decide(Buffer.from(each), knows(await head(300))), each).toEqual({ status: 400 })
})

test('the answer 409 holds a size in one line', () => {
  expect(parseConflict('20852014\n')).toBe(20_852_014)
  for (const bad of ['', '5', '05\n', '5\r\n', '5\n\n', '-5\n']) {
    expect(() => parseConflict(bad)).toThrow(expect.objectContaining({ code: 'WITNESS_REQUEST_INVALID' }))
  }
})
