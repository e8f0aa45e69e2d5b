import fc from 'fast-check'
import { expect, test } from 'vitest'
import { changedPointers } from '../src/changed.ts'
import type { Json, JsonObject } from '../src/json.ts'

const json = fc.jsonValue({ maxDepth: 4 }).map((value) => JSON.parse(JSON.stringify(value)) as Json)
/** Two documents that share most of their parts: else nearly all pairs differ at the root. */
const pair = fc.oneof(
  fc.tuple(json, json),
  fc
    .tuple(fc.dictionary(fc.string(), json), fc.dictionary(fc.string(), json), fc.dictionary(fc.string(), json))
    .map(([shared, a, b]): [Json, Json] => [
      structuredClone({ ...shared, ...a }),
      structuredClone({ ...shared, ...b }),
    ]),
  fc.tuple(fc.array(json), fc.array(json), fc.array(json)).map(([start, a, b]): [Json, Json] => [
    [...start, ...a],
    [...start, ...b],
  ]),
)

test('taking from after what each pointer names turns before into after', () => {
  fc.assert(
    fc.property(pair, ([before, after]) => {
      expect(apply(before, after, changedPointers(before, after))).toEqual(after)
    }),
    { numRuns: 1_000 },
  )
})

test('a document does not differ from its copy, whatever the order of its members', () => {
  fc.assert(
    fc.property(json, (document) => {
      expect(changedPointers(document, reordered(document))).toEqual([])
    }),
  )
})

test('the same pair gives the same list in whatever order its members come', () => {
  fc.assert(
    fc.property(pair, ([before, after]) => {
      expect(changedPointers(reordered(before), reordered(after))).toEqual(changedPointers(before, after))
    }),
  )
})

test('no pointer lies within another', () => {
  fc.assert(
    fc.property(pair, ([before, after]) => {
      const pointers = changedPointers(before, after)
      const nested = pointers.filter((one) => pointers.some((other) => one.startsWith(`${other}/`)))
      expect(nested).toEqual([])
    }),
  )
})

test.each<[string, Json | undefined, Json | undefined, string[]]>([
  ['a member', { a: 1, b: 2 }, { a: 1, b: 3 }, ['/b']],
  ['a nested member', { a: { b: { c: 1 } } }, { a: { b: { c: 2 } } }, ['/a/b/c']],
  ['a member that came and one that went', { a: 1 }, { b: { c: 1 } }, ['/a', '/b']],
  ['an element', { list: [1, 2, 3] }, { list: [1, 9, 3] }, ['/list/1']],
  ['elements at the end', [1], [1, 2, 3], ['/1', '/2']],
  [
    'more than ten elements, by number',
    Array(11).fill(0),
    Array(11).fill(1),
    [...Array(11).keys()].map((i) => `/${i}`),
  ],
  ['another type', { a: [] }, { a: {} }, ['/a']],
  ['null against absent', { a: null }, {}, ['/a']],
  ['the whole document', 'draft', 'paid', ['']],
  ['a name that RFC 6901 escapes', { 'a/b': 1, 'm~n': 1 }, { 'a/b': 2, 'm~n': 2 }, ['/a~1b', '/m~0n']],
  ['a creation', undefined, { id: 1, total: 5 }, ['/id', '/total']],
  ['a deletion', { id: 1, total: 5 }, undefined, ['/id', '/total']],
  ['nothing', undefined, undefined, []],
])('names %s', (_what, before, after, pointers) => {
  expect(changedPointers(before, after)).toEqual(pointers)
})

/** Takes each pointer's value from `after`, as an auditor would. */
function apply(before: Json, after: Json, pointers: string[]): Json | undefined {
  let document: Json | undefined = structuredClone(before)
  // From the last to the first, so that removing an element does not move those yet to come.
  for (const pointer of pointers.toReversed())
    document = replace(document, after, pointer.split('/').slice(1).map(unescapeToken))
  return document
}

function replace(document: Json | undefined, after: Json | undefined, path: string[]): Json | undefined {
  const [name, ...rest] = path
  if (name === undefined) return structuredClone(after)
  const members = document as JsonObject
  const value = replace(memberOf(members, name), memberOf(after as JsonObject, name), rest)
  if (value !== undefined)
    Object.defineProperty(members, name, { value, enumerable: true, writable: true, configurable: true })
  else if (Array.isArray(document)) document.splice(Number(name), 1)
  else delete members[name]
  return document
}

const memberOf = (object: JsonObject, name: string) => (Object.hasOwn(object, name) ? object[name] : undefined)
const unescapeToken = (token: string) => token.replaceAll('~1', '/').replaceAll('~0', '~')

function reordered(document: Json): Json {
  if (Array.isArray(document)) return document.map(reordered)
  if (typeof document !== 'object' || document === null) return document
  const entries = Object.entries(document).toReversed()
  return Object.fromEntries(entries.map(([name, member]) => [name, reordered(member)]))
}
