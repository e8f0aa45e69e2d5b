import fc from 'fast-check'
import { expect, test } from 'vitest'
import {
  formatCheckpoint,
  formatNote,
  formatProofFile,
  parseProofFile,
  proveInclusion,
  signText,
  verifyProofFile,
} from '../src/index.ts'
import { flipBit } from './support/bits.ts'
import { logKey, testKey } from './support/keys.ts'
import { entry, grow, readerOf } from './support/trees.ts'

const origin = 'log.example/1'
const policy = { origin, logKeys: [logKey(origin, 1)] }
const { tree, tiles } = grow(300)
const text = formatCheckpoint({ origin, size: 300, root: tree.root(), extensions: [] })
const checkpoint = formatNote({ text, signatures: [signText(text, origin, testKey(1))] })
const refused = (code: string | RegExp) => expect.objectContaining({ code: expect.stringMatching(code) })

async function proofOf(index: number, extra?: Uint8Array): Promise<Buffer> {
  const proof = await proveInclusion(readerOf(tiles), index, 300)
  return formatProofFile({ ...(extra && { extra }), index, proof, checkpoint })
}

test('a proof stands alone: it is verified with the entry and a key', async () => {
  await fc.assert(
    fc.asyncProperty(fc.nat({ max: 299 }), fc.option(fc.uint8Array(), { nil: undefined }), async (index, extra) => {
      const file = await proofOf(index, extra)
      const parsed = parseProofFile(file)
      expect(parsed.extra && [...parsed.extra]).toEqual(extra && [...extra])
      expect(parsed.index).toBe(index)
      expect(verifyProofFile(file, entry(index), policy).size).toBe(300)
      expect(() => verifyProofFile(file, entry(index + 1), policy)).toThrow(refused('PROOF_INVALID'))
    }),
  )
})

test('a proof with any one bit flipped is refused', async () => {
  const file = await proofOf(7)
  for (let bit = 0; bit < file.length * 8; bit += 1) {
    expect(() => verifyProofFile(flipBit(file, bit), entry(7), policy), `bit ${bit}`).toThrow(refused(/^(PROOF|NOTE)_/))
  }
})

test('odd line endings, other versions and lines too many are refused', async () => {
  const file = (await proofOf(7)).toString()
  const bad = [
    file.replaceAll('\n', '\r\n'),
    file.replace('@v1', '@v2'),
    file.replace('index 7', 'index 07'),
    file.replace('index 7\n', ''),
    file.replace('index 7', 'index 7\nindex 7'),
    file.replace('index 7', 'extra *\nindex 7'),
    file.slice(0, file.indexOf('\n\n')),
    '',
  ]
  for (const each of bad) expect(() => parseProofFile(Buffer.from(each)), each).toThrow(refused('PROOF_INVALID'))
})
