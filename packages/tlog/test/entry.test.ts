import { createHash } from 'node:crypto'
import { readFileSync } from 'node:fs'
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { type EntryHead, EntryWriter, entryOf, hashLeaf, readEntry } from '../src/index.ts'

const heads: fc.Arbitrary<EntryHead> = fc.record({
  offset: fc.maxSafeNat(),
  fingerprint: fc.bigInt({ min: 0n, max: 2n ** 64n - 1n }),
  ingestTime: fc.maxSafeInteger(),
  tenantId: fc.string({ unit: 'grapheme', maxLength: 2000 }),
  dataset: fc.string({ unit: 'grapheme' }),
  classUid: fc.integer({ min: 0, max: 2 ** 32 - 1 }),
})
const sha256 = (bytes: Uint8Array) => createHash('sha256').update(bytes).digest()
const writer = new EntryWriter()

test('an entry gives back its head and the hash of its body, and follows the byte of a leaf', () => {
  fc.assert(
    fc.property(heads, fc.uint8Array(), (head, body) => {
      const prefixed = writer.event(head, body)
      expect(prefixed[0]).toBe(0)
      expect(readEntry(entryOf(prefixed))).toEqual({ kind: 'event', ...head, bodyHash: sha256(body) })
    }),
  )
})

test('the vectors of docs/integrity.md are those of the code', () => {
  const page = readFileSync(new URL('../../../docs/integrity.md', import.meta.url), 'utf8')
  const vectors = [...page.matchAll(/^(event|unreadable) (.*)\nentry (.*)\nleaf (.*)$/gm)]
  expect(vectors).toHaveLength(3)
  for (const [, kind = '', line = '', entry = '', leaf = ''] of vectors) {
    const fields = Object.fromEntries(line.split(' ').map((pair) => pair.split('=')))
    const made = entryOf(kind === 'event' ? eventOf(fields) : unreadableOf(fields))
    expect(made.toString('hex')).toBe(entry)
    expect(hashLeaf(made).toString('hex')).toBe(leaf)
  }
})

test('an entry made of a retired row, of which the hash alone is left, is the same bytes', () => {
  fc.assert(
    fc.property(heads, fc.uint8Array(), (head, body) => {
      const whole = entryOf(writer.event(head, body))
      expect(entryOf(writer.eventOfHash(head, sha256(body).toString('latin1')))).toEqual(whole)
    }),
  )
})

test('a record that is no event has an entry too, with or without a value', () => {
  const value = Buffer.from('not Avro')
  expect(readEntry(entryOf(writer.unreadable(7, value)))).toEqual({
    kind: 'unreadable',
    offset: 7,
    bodyHash: sha256(value),
  })
  expect(readEntry(entryOf(writer.unreadable(8, null)))).toMatchObject({ offset: 8, bodyHash: sha256(Buffer.alloc(0)) })
})

test('no two different entries have the same bytes', () => {
  fc.assert(
    fc.property(heads, fc.string(), fc.string(), (head, tenantId, dataset) => {
      const moved = { ...head, tenantId: tenantId + dataset, dataset: '' }
      const entries = [{ ...head, tenantId, dataset }, moved].map((each) =>
        entryOf(writer.event(each, Buffer.alloc(0))),
      )
      expect(entries[0]?.equals(entries[1] ?? Buffer.alloc(0))).toBe(dataset === '')
    }),
  )
})

test('an entry cut short, of another version or with bytes to spare is refused', () => {
  const bytes = entryOf(writer.event({ ...blank, tenantId: 'acme' }, Buffer.from('body')))
  const refused = expect.objectContaining({ code: 'ENTRY_INVALID' })
  for (let end = 0; end < bytes.length; end += 1) expect(() => readEntry(bytes.subarray(0, end))).toThrow(refused)
  expect(() => readEntry(Buffer.concat([bytes, Buffer.alloc(1)]))).toThrow(refused)
  expect(() => readEntry(Buffer.concat([Buffer.of(3), bytes.subarray(1)]))).toThrow(refused)
  expect(() => readEntry(Buffer.from(bytes).fill(0xff, 1, 9))).toThrow(refused)
  expect(() => readEntry(Buffer.from(bytes).fill(0xff, 29, 33))).toThrow(refused)
})

const blank: EntryHead = { offset: 0, fingerprint: 0n, ingestTime: 0, tenantId: '', dataset: '', classUid: 0 }

function eventOf(fields: Record<string, string>): Buffer {
  const head = {
    offset: Number(fields['offset']),
    fingerprint: BigInt(`0x${fields['fingerprint']}`),
    ingestTime: Number(fields['ingest_time']),
    tenantId: fields['tenant_id'] ?? '',
    dataset: fields['dataset'] ?? '',
    classUid: Number(fields['class_uid']),
  }
  return writer.event(head, Buffer.from(fields['body'] ?? '', 'hex'))
}

function unreadableOf(fields: Record<string, string>): Buffer {
  return writer.unreadable(Number(fields['offset']), Buffer.from(fields['value'] ?? '', 'hex'))
}
