import fc from 'fast-check'
import { expect, test } from 'vitest'
import { deriveEventId, uuidv7 } from '../src/index.ts'

test('a UUIDv7 has its version, its variant and its time', () => {
  const future = Date.now() + 86_400_000
  const id = uuidv7(future)
  expect(id).toMatch(/^[0-9a-f]{8}-[0-9a-f]{4}-7[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/)
  expect(Number.parseInt(id.replaceAll('-', '').slice(0, 12), 16)).toBe(future)
})

test('UUIDv7s of one process increase, within a millisecond and when the clock steps back', () => {
  const start = Date.now() + 172_800_000
  const times = [...Array.from({ length: 20_000 }, () => start), start - 5_000, start + 1, start]
  const ids = times.map((time) => uuidv7(time))
  expect(ids).toEqual([...ids].sort())
  expect(new Set(ids).size).toBe(ids.length)
})

test('an id derived from the same parts is the same, whenever and wherever it is derived', () => {
  // printf '\0\0\0\6source\0\0\0\4acme\0\0\0\4okta\0\0\0\2e1\0\0\0\1\60' | sha256sum, with version 8 and the variant set
  expect(deriveEventId('source', 'acme', 'okta', 'e1', 0)).toBe('1b45381f-60de-8d18-95b5-cfa6e761962a')
})

test('parts that differ, or are cut elsewhere, give another id of the same form', () => {
  const parts = fc.tuple(fc.string(), fc.string(), fc.string(), fc.nat())
  fc.assert(
    fc.property(parts, parts, (a, b) => {
      fc.pre(JSON.stringify(a) !== JSON.stringify(b))
      expect(deriveEventId('source', ...a)).not.toBe(deriveEventId('source', ...b))
      expect(deriveEventId('source', ...a)).not.toBe(deriveEventId('origin', ...a))
      expect(deriveEventId('source', ...a)).toMatch(
        /^[0-9a-f]{8}-[0-9a-f]{4}-8[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/,
      )
    }),
  )
  expect(deriveEventId('source', 'ab', 'c')).not.toBe(deriveEventId('source', 'a', 'bc'))
})
