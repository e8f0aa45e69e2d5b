import fc from 'fast-check'
import { expect, test } from 'vitest'
import { type Json, toJson } from '../src/json.ts'

test('a value becomes what JSON.stringify would write', () => {
  fc.assert(
    fc.property(fc.anything({ withDate: true, withNullPrototype: true, withSparseArray: true }), (value) => {
      expect(JSON.stringify(toJson(value, 'after'))).toBe(JSON.stringify(value))
    }),
    { numRuns: 1_000 },
  )
})

test('a bigint becomes its decimal text', () => {
  expect(toJson({ id: 2n ** 64n }, 'after')).toEqual({ id: '18446744073709551616' })
})

test('a member named __proto__ is kept and changes no prototype', () => {
  const copied = toJson(JSON.parse('{"__proto__":{"admin":true}}'), 'after') as { [key: string]: Json }
  expect(JSON.stringify(copied)).toBe('{"__proto__":{"admin":true}}')
  expect(copied['admin']).toBeUndefined()
})

test('a cycle is refused', () => {
  const cycle: Record<string, unknown> = {}
  cycle['self'] = cycle
  expect(() => toJson(cycle, 'after')).toThrow(expect.objectContaining({ code: 'EVENT_INVALID' }))
})

test('a small graph that would unfold without end is refused in bounded time', () => {
  let graph: unknown = 'leaf'
  for (let level = 0; level < 60; level++) graph = [graph, graph]
  expect(() => toJson(graph, 'after')).toThrow(/after has more than/)
})
