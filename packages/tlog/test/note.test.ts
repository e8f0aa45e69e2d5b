import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { formatNote, formatVerifierKey, parseNote, parseVerifierKey, signText, verifyNote } from '../src/index.ts'
import { flipBit } from './support/bits.ts'
import { logKey, testKey } from './support/keys.ts'

const name = 'log.example/1'
const key = logKey(name, 1)
const code = (expected: string) => expect.objectContaining({ code: expected })
const sign = (text: string) => formatNote({ text, signatures: [signText(text, name, testKey(1))] })
const open = (note: Uint8Array) => verifyNote(parseNote(note), [key])
const texts = fc
  .string({ unit: 'grapheme', minLength: 1 })
  .filter((text) => !/\p{Cc}/u.test(text))
  .map((text) => `${text}\n`)

// The key and the note of the documentation of Go's golang.org/x/mod/sumdb/note.
const peter = 'PeterNeumann+c74f20a3+ARpc2QcUPDhMQegwxbzhKqiBfsVkmqq/LDE4izWy10TW'
const neumann =
  "If you think cryptography is the answer to your problem,\nthen you don't know what your problem is.\n\n" +
  '— PeterNeumann x08go/ZJkuBS9UG/SffcvIAQxVBtiFupLLr8pAcElZInNIuGUgYN1FFYC2pZSNXgKvqfqdngotpRZb6KE6RyyBwJnAM=\n'

test('the note in the documentation of Go is verified', () => {
  const [signature] = verifyNote(parseNote(Buffer.from(neumann)), [parseVerifierKey(peter)])
  expect(signature?.name).toBe('PeterNeumann')
  expect(formatVerifierKey(parseVerifierKey(peter))).toBe(peter)
})

test('what was signed is verified, and gives back its text', () => {
  fc.assert(
    fc.property(texts, (text) => {
      expect(parseNote(sign(text)).text).toBe(text)
      expect(open(sign(text))).toHaveLength(1)
    }),
  )
})

test('a text may hold empty lines, and what looks like a signature', () => {
  const text = 'one\n\n— log.example/1 AAAAAAAA\n'
  expect(parseNote(sign(text)).text).toBe(text)
  expect(open(sign(text))).toHaveLength(1)
})

test('a note with any one bit flipped is refused', () => {
  const note = sign('log.example/1\n7\nroot\n')
  for (let bit = 0; bit < note.length * 8; bit += 1) {
    expect(() => open(flipBit(note, bit)), `bit ${bit}`).toThrow(
      expect.objectContaining({ code: expect.stringMatching(/^NOTE_/) }),
    )
  }
})

describe('refused as no note', () => {
  const note = sign('text\n').toString()
  const line = note.slice(note.indexOf('—'))
  test.each([
    ['nothing', ''],
    ['Windows line endings', note.replaceAll('\n', '\r\n')],
    ['a carriage return in one line', note.replace('text', 'text\r')],
    ['a tab', note.replace('text', 'te\txt')],
    ['no newline at the end', note.slice(0, -1)],
    ['an empty line at the end', `${note}\n`],
    ['no empty line before the signatures', `text\n${line}`],
    ['no signature', 'text\n\n'],
    ['no text', `\n${line}`.slice(1)],
    ['a hyphen for the dash', note.replace('—', '-')],
    ['two spaces', note.replace('— ', '—  ')],
    ['a space at the end of the line', note.replace(/\n$/, ' \n')],
    ['base64 without padding', note.replace(/=+\n$/, '\n')],
    ['base64 of URLs', note.replace(/ [^ ]+\n$/, ' AAAA__-_\n')],
    ['base64 with bits to spare', note.replace(/ [^ ]+\n$/, ' AAAAAAF=\n')],
    ['a key id without a signature', note.replace(/ [^ ]+\n$/, ' AAAAAA==\n')],
    ['a name with a plus', note.replace('— log', '— lo+g')],
    ['a name with a no-break space', note.replace('— log', '— lo\u00a0g')],
    ['101 signatures', note + line.repeat(100)],
    ['1 MB', sign('text\n').toString().replace('text', 'x'.repeat(1_000_000))],
  ])('%s', (_, text) => {
    expect(() => open(Buffer.from(text))).toThrow(code('NOTE_INVALID'))
  })

  test('bytes that are not UTF-8', () => {
    expect(() => open(Buffer.concat([Buffer.of(0xff), Buffer.from(note)]))).toThrow(code('NOTE_INVALID'))
  })
})

test('a text that no note can hold is not signed', () => {
  for (const text of ['text', 'te\rxt\n', '']) expect(() => sign(text)).toThrow(code('NOTE_INVALID'))
})

test('signatures of unknown keys are passed over, also under a known name or id', () => {
  const text = 'text\n'
  const known = signText(text, name, testKey(1))
  const strangers = [signText(text, name, testKey(2)), signText(text, 'other', testKey(2)), { ...known, name: 'other' }]
  const note = parseNote(formatNote({ text, signatures: [...strangers, known] }))
  expect(verifyNote(note, [key])).toEqual([{ ...known, key }])
  expect(() => verifyNote({ text, signatures: strangers }, [key])).toThrow(code('NOTE_UNVERIFIED'))
})

test('one false signature of a known key refuses the note, whatever else is on it', () => {
  const text = 'text\n'
  const good = signText(text, 'good', testKey(3))
  const bad = signText('other\n', name, testKey(1))
  expect(() => verifyNote({ text, signatures: [good, bad] }, [key, logKey('good', 3)])).toThrow(code('NOTE_UNVERIFIED'))
})

test('a verifier key with another hash, type, length or name is refused', () => {
  const text = formatVerifierKey(key)
  const [, hash = '', encoded = ''] = text.split('+')
  const flippedHash = hash.replace(/^./, (digit) => (digit === '0' ? '1' : '0'))
  const bad = [
    '',
    text.slice(0, -4),
    `${name}+${flippedHash}+${encoded}`,
    `${name}+${hash.toUpperCase()}X+${encoded}`,
    `other+${hash}+${encoded}`,
    `lo g+${hash}+${encoded}`,
    text.replace(encoded, Buffer.concat([Buffer.of(2), Buffer.from(encoded, 'base64').subarray(1)]).toString('base64')),
    `${text}\n`,
  ]
  for (const each of bad) expect(() => parseVerifierKey(each), each).toThrow(code('VERIFIER_KEY_INVALID'))
})
