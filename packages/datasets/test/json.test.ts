import fc from 'fast-check'
import { expect, test } from 'vitest'
import { text } from '../src/fields/text.ts'
import { defaultLimits, MappingError } from '../src/mapper.ts'
import { decode, mapJson, parseJson } from '../src/parsers/json.ts'
import {
  documentSpan,
  documentStart,
  elementSpans,
  exceedsDepth,
  memberElements,
  memberSpan,
  type Span,
} from '../src/parsers/json-slices.ts'

const bytes = (json: string) => Buffer.from(json)
const slice = (raw: Buffer, span: Span) => raw.subarray(span.start, span.end).toString()
/** JSON as people and machines write it: with and without white space. */
const written = (value: fc.Arbitrary<unknown>) =>
  fc
    .tuple(value, fc.constantFrom(undefined, 1, '\t', '\r\n '))
    .map(([json, space]) => ` ${JSON.stringify(json, null, space)}\n`)

test('the slices of an array are its elements, byte for byte', () => {
  fc.assert(
    fc.property(written(fc.array(fc.jsonValue())), (json) => {
      const raw = bytes(json)
      const slices = elementSpans(raw, documentSpan(raw)).map((span) => slice(raw, span))
      expect(slices.map((element) => JSON.parse(element))).toEqual(JSON.parse(json))
      for (const element of slices) expect(element).toBe(element.trim())
    }),
  )
})

test('the slice of a member is what JSON.parse finds under its key', () => {
  const key = fc.constantFrom('a', 'b', 'Records', 'constructor')
  fc.assert(
    fc.property(written(fc.dictionary(fc.oneof(key, fc.string()), fc.jsonValue())), key, (json, wanted) => {
      const raw = bytes(json)
      const span = memberSpan(raw, documentSpan(raw), wanted)
      const parsed: Record<string, unknown> = JSON.parse(json)
      expect(span === undefined ? undefined : JSON.parse(slice(raw, span))).toEqual(
        Object.hasOwn(parsed, wanted) ? parsed[wanted] : undefined,
      )
    }),
  )
})

test('the slices of a member that is an array are its elements, and there are none of anything else', () => {
  const key = fc.constantFrom('a', 'Records')
  const value = fc.oneof(fc.array(fc.jsonValue()), fc.jsonValue())
  fc.assert(
    fc.property(written(fc.dictionary(fc.oneof(key, fc.string()), value)), key, (json, wanted) => {
      const raw = bytes(json)
      const slices = memberElements(raw, { start: documentStart(raw) }, wanted).map((span) => slice(raw, span))
      const { [wanted]: member } = JSON.parse(json) as Record<string, unknown>
      expect(slices.map((element) => JSON.parse(element))).toEqual(Array.isArray(member) ? member : [])
    }),
  )
})

test('of a key that comes twice the last counts, however it is written', () => {
  const raw = bytes('{"Records":[1],"\\u0052ecords":[2],"x":3}')
  expect(slice(raw, memberSpan(raw, documentSpan(raw), 'Records') ?? { start: 0, end: 0 })).toBe('[2]')
  expect(memberElements(raw, { start: 0 }, 'Records').map((span) => slice(raw, span))).toEqual(['2'])
})

test('depth counts brackets outside of strings only', () => {
  expect(exceedsDepth(bytes('[[[]]]'), 3)).toBe(false)
  expect(exceedsDepth(bytes('[[[1]]]'), 2)).toBe(true)
  expect(exceedsDepth(bytes(`["[[[[[[\\"[[["]${' '.repeat(20)}`), 1)).toBe(false)
})

test('an integer beyond 2^53 keeps its digits, wherever in the record it stands', () => {
  const json = '{"a":[1.5,12345678901234567890],"b":-9007199254740993,"c":1e21}'
  const read = mapJson(json, bytes(json), defaultLimits, (value) => {
    const { a, b, c } = value as { a: unknown[]; b: unknown; c: unknown }
    return [...a, b, c].map(text)
  })
  expect(read).toEqual(['1.5', '12345678901234567890', '-9007199254740993', '1e21'])
})

test('a mapping that rounds an exact integer itself costs the record, and throws what a mapper may', () => {
  const json = '{"code":1152921504606847000}'
  const map = () =>
    mapJson(json, bytes(json), defaultLimits, (value) => text(Number(text((value as { code: unknown }).code))))
  expect(map).toThrow(MappingError)
})

test('what is wrong with JSON is said without quoting it', () => {
  const secret = '{"password":"hunter2",}'
  expect(() => parseJson(secret, bytes(secret))).toThrow(MappingError)
  expect(() => parseJson(secret, bytes(secret))).not.toThrow(/hunter2/)
})

test('a byte order mark is no part of the text, and broken UTF-8 costs a character only', () => {
  expect(decode(bytes('\ufeff{}'))).toBe('{}')
  expect(decode(Buffer.from([0x61, 0xff, 0x62]))).toBe('a\ufffdb')
})

test('lone surrogates become U+FFFD', () => {
  expect(text(JSON.parse('"a\\ud800b"'))).toBe('a\ufffdb')
})
