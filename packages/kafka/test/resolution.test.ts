import fc from 'fast-check'
import { expect, test } from 'vitest'
import { type DeadLetter, formatOrigin } from '../src/dead-letter.ts'
import { attemptOf, firstOriginOf, formatLetterId, parseLetterId, replayMessage, replayOf } from '../src/replay.ts'
import { type Mark, markMessage, readMark } from '../src/resolution.ts'
import type { Headers } from '../src/types.ts'

const id = fc.record({ topicId: fc.uuid(), partition: fc.nat(), offset: fc.maxSafeNat() })
const text = fc.string({ unit: 'grapheme' })
const mark: fc.Arbitrary<Mark> = fc.record({
  letter: id,
  how: fc.constantFrom('replayed' as const, 'dismissed' as const),
  time: fc.date({ noInvalidDate: true, min: new Date(0), max: new Date('9999-12-31') }).map(Number),
  ...{ by: text, note: text, reason: text, dataset: text, tenantId: text, topic: text },
})
const bytes = (value: unknown) => (value == null ? null : Buffer.from(String(value)))

test('a mark survives its record', () => {
  fc.assert(
    fc.property(mark, (original) => {
      const { key, value } = markMessage(original)
      expect(readMark({ key: bytes(key), value: bytes(value) })).toEqual(original)
    }),
  )
})

test('what is no mark of a known version is refused', () => {
  const { key, value } = markMessage({
    ...{
      letter: { topicId: '6f0f9c1e-1111-4222-8333-0123456789ab', partition: 1, offset: 2 },
      how: 'replayed',
      time: 0,
    },
    ...{ by: '', note: '', reason: '', dataset: '', tenantId: '', topic: '' },
  })
  const changed = (change: object) => bytes(JSON.stringify({ ...JSON.parse(String(value)), ...change }))
  for (const broken of [
    null,
    bytes('{'),
    bytes('null'),
    changed({ version: 2 }),
    changed({ how: 'x' }),
    changed({ time: '' }),
  ]) {
    expect(() => readMark({ key: bytes(key), value: broken })).toThrow()
  }
  expect(() => readMark({ key: bytes('1/2'), value: bytes(value) })).toThrow()
})

test('a letter id survives its text', () => {
  fc.assert(
    fc.property(id, (letter) => {
      expect(parseLetterId(formatLetterId(letter))).toEqual(letter)
    }),
  )
})

const letterWith = (headers: Headers): DeadLetter => ({
  ...{ reason: 'MALFORMED', detail: '', stage: 'normalizer', dataset: '', tenantId: '', mapper: '' },
  origin: { topic: 't', topicId: '6f0f9c1e-1111-4222-8333-0123456789ab', partition: 3, offset: 4, timestamp: 0 },
  original: { key: null, value: null, headers },
})

test('replays of replays keep the first origin and count up; headers of ours that a producer forged count as absent', () => {
  fc.assert(
    fc.property(id, fc.integer({ min: 1, max: 20 }), fc.dictionary(text, text), (place, replays, own) => {
      const forged = { ...own, 'trailhouse-first-origin': 'x', 'trailhouse-attempt': '-1', 'trailhouse-replay-of': '' }
      let letter = letterWith(forged)
      expect(attemptOf(letter)).toBe(1)
      expect(replayOf(letter)).toBeUndefined()
      const first = formatOrigin(firstOriginOf(letter))
      for (let replay = 0; replay < replays; replay++) letter = letterWith(replayMessage(letter, place).headers ?? {})
      expect(attemptOf(letter)).toBe(replays + 1)
      expect(formatOrigin(firstOriginOf(letter))).toBe(first)
      expect(replayOf(letter)).toEqual(place)
      expect(letter.original.headers).toMatchObject(own)
    }),
  )
})
