import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import {
  cosignatureTime,
  cosignText,
  formatCheckpoint,
  formatNote,
  openCheckpoint,
  parseCheckpoint,
  signText,
} from '../src/index.ts'
import { flipBit } from './support/bits.ts'
import { logKey, testKey, witnessKey } from './support/keys.ts'

const origin = 'prod.example/0192f0c0-7d11-7c3a-9a55-0a4b6a8f7e21/3'
const text = formatCheckpoint({ origin, size: 20_852_163, root: Buffer.alloc(32, 9), extensions: [] })
const own = signText(text, origin, testKey(1))
const logKeys = [logKey(origin, 1)]
const witnesses = [witnessKey('witness.example/a', 2), witnessKey('witness.example/b', 3)]
const cosigned = [
  cosignText(text, 'witness.example/a', testKey(2), 1_700_000_000),
  cosignText(text, 'witness.example/b', testKey(3), 1_700_000_001),
]
const code = (expected: string) => expect.objectContaining({ code: expected })
const note = (...signatures: (typeof own)[]) => formatNote({ text, signatures })

const checkpoints = fc.record({
  origin: fc.stringMatching(/^[ -~]+$/),
  size: fc.maxSafeNat(),
  root: fc.uint8Array({ minLength: 32, maxLength: 32 }),
  extensions: fc.array(fc.stringMatching(/^[ -~]+$/)),
})

test('a checkpoint gives back what it was made of', () => {
  fc.assert(
    fc.property(checkpoints, (checkpoint) => {
      const parsed = parseCheckpoint(formatCheckpoint(checkpoint))
      expect({ ...parsed, root: Uint8Array.from(parsed.root) }).toEqual(checkpoint)
    }),
  )
})

test('a checkpoint signed by its log is opened', () => {
  expect(openCheckpoint(note(own), { origin, logKeys })).toMatchObject({ origin, size: 20_852_163, cosignatures: [] })
})

test('one of two keys of the log suffices, so that a key can be replaced', () => {
  const renewed = signText(text, origin, testKey(4))
  for (const key of [logKey(origin, 1), logKey(origin, 4)]) {
    expect(openCheckpoint(note(own, renewed), { origin, logKeys: [key] }).signatures).toHaveLength(1)
  }
})

test('a checkpoint of another log is refused, though the same key signed it', () => {
  expect(() => openCheckpoint(note(own), { origin: `${origin}0`, logKeys })).toThrow(code('CHECKPOINT_INVALID'))
})

test('as many witnesses as demanded must have cosigned', () => {
  const policy = { origin, logKeys, witnesses, quorum: 2 }
  const opened = openCheckpoint(note(own, ...cosigned), policy)
  expect(opened.cosignatures.map(cosignatureTime)).toEqual([1_700_000_000, 1_700_000_001])
  expect(() => openCheckpoint(note(own, ...cosigned.slice(1)), policy)).toThrow(code('QUORUM_MISSING'))
  expect(() => openCheckpoint(note(own, ...cosigned), { origin, logKeys, quorum: 1 })).toThrow(code('QUORUM_MISSING'))
})

test('one witness under two names counts once', () => {
  const twice = ['witness.example/a', 'witness.example/c'].map((name) => cosignText(text, name, testKey(2), 1))
  const policy = { logKeys, witnesses: [witnessKey('witness.example/a', 2), witnessKey('witness.example/c', 2)] }
  expect(openCheckpoint(note(own, ...twice), { ...policy, quorum: 1 }).cosignatures).toHaveLength(2)
  expect(() => openCheckpoint(note(own, ...twice), { ...policy, quorum: 2 })).toThrow(code('QUORUM_MISSING'))
})

test('witnesses alone are not enough: the log must have signed', () => {
  expect(() => openCheckpoint(note(...cosigned), { logKeys, witnesses, quorum: 2 })).toThrow(code('NOTE_UNVERIFIED'))
})

test('a cosignature with any one bit flipped, its time among them, is refused', () => {
  const [good] = cosigned
  if (good === undefined) throw new Error('no cosignature')
  for (let bit = 0; bit < good.signature.length * 8; bit += 1) {
    const flipped = note(own, { ...good, signature: flipBit(good.signature, bit) })
    expect(() => openCheckpoint(flipped, { logKeys, witnesses }), `bit ${bit}`).toThrow(code('NOTE_UNVERIFIED'))
  }
})

test('the signature of a log is no cosignature, and a cosignature is no signature of a log', () => {
  const asWitness = { ...own, name: 'witness.example/a', keyId: witnesses[0]?.id ?? 0 }
  expect(() => openCheckpoint(note(own, asWitness), { logKeys, witnesses })).toThrow(code('NOTE_UNVERIFIED'))
  const asLog = { ...(cosigned[0] ?? own), name: origin, keyId: logKey(origin, 2).id }
  expect(() => openCheckpoint(note(asLog), { logKeys: [logKey(origin, 2)] })).toThrow(code('NOTE_UNVERIFIED'))
})

describe('refused as no checkpoint', () => {
  const root = Buffer.alloc(32).toString('base64')
  test.each([
    ['two lines', `${origin}\n5\n`],
    ['no origin', `\n5\n${root}\n`],
    ['an empty line at the end', `${origin}\n5\n${root}\n\n`],
    ['an empty extension', `${origin}\n5\n${root}\n\nx\n`],
    ['no newline at the end', `${origin}\n5\n${root}`],
    ['a leading zero', `${origin}\n05\n${root}\n`],
    ['a sign', `${origin}\n+5\n${root}\n`],
    ['no digits', `${origin}\n\u0665\n${root}\n`],
    ['an exponent', `${origin}\n1e3\n${root}\n`],
    ['a size beyond 2^53 - 1', `${origin}\n9007199254740992\n${root}\n`],
    ['a root of 31 bytes', `${origin}\n5\n${Buffer.alloc(31).toString('base64')}\n`],
    ['a root that is not canonical base64', `${origin}\n5\n${root.replace('A=', 'B=')}\n`],
  ])('%s', (_, each) => {
    expect(() => parseCheckpoint(each)).toThrow(code('CHECKPOINT_INVALID'))
  })
})

test('a checkpoint that would read differently is not made', () => {
  const good = { origin, size: 5, root: Buffer.alloc(32), extensions: [] }
  const bad = [
    { origin: '' },
    { origin: 'a\n7' },
    { size: -1 },
    { size: 1.5 },
    { root: Buffer.alloc(31) },
    { extensions: ['a\nb'] },
  ]
  for (const each of bad) {
    expect(() => formatCheckpoint({ ...good, ...each })).toThrow(code('CHECKPOINT_INVALID'))
  }
})
