import fc from 'fast-check'
import { expect, test } from 'vitest'
import { idOf, timeOf } from '../src/dlq/selection.ts'
import { safe } from '../src/dlq/text.ts'

const now = Date.UTC(2026, 2, 1, 12)

test('a time is ISO 8601, in UTC where no zone is named, or how long ago', () => {
  expect(timeOf('90m', now)).toBe(now - 90 * 60_000)
  expect(timeOf('7d', now)).toBe(now - 7 * 86_400_000)
  expect(timeOf('2026-02-28', now)).toBe(Date.UTC(2026, 1, 28))
  expect(timeOf('2026-02-28T10:30', now)).toBe(Date.UTC(2026, 1, 28, 10, 30))
  expect(timeOf('2026-02-28T10:30:00+02:00', now)).toBe(Date.UTC(2026, 1, 28, 8, 30))
  for (const none of ['', 'yesterday', '5', '2026-13-01', '-1h', '1h2m']) expect(timeOf(none, now)).toBeUndefined()
})

test('an id is a partition and an offset, with the id of the topic or without', () => {
  fc.assert(
    fc.property(fc.uuid(), fc.nat({ max: 999_999_999 }), fc.nat({ max: 2 ** 31 }), (topicId, partition, offset) => {
      expect(idOf(`${topicId}/${partition}/${offset}`)).toEqual({ topicId, partition, offset })
      expect(idOf(`${partition}/${offset}`)).toEqual({ topicId: '', partition, offset })
    }),
  )
  for (const none of ['', '1', '1/', '/1', '1/2/3', '-1/2', '1/1e3']) expect(idOf(none)).toBeUndefined()
})

test('safe text has no character that moves the cursor or turns the line, and can be turned back', () => {
  fc.assert(
    fc.property(fc.string({ unit: 'binary' }), (text) => {
      const shown = safe(text)
      expect(shown).not.toMatch(/[\p{Cc}\p{Cf}\p{Cs}\p{Zl}\p{Zp}]/u)
      const escapes: Record<string, string> = { '\\\\': '\\', '\\n': '\n', '\\r': '\r', '\\t': '\t' }
      const back = shown.replaceAll(/\\(?:u\{([0-9a-f]+)\}|.)/gu, (written, hex) =>
        hex === undefined ? (escapes[written] ?? '') : String.fromCodePoint(Number.parseInt(hex, 16)),
      )
      expect(back).toBe(text)
    }),
  )
})
