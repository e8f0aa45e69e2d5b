import { expect, test } from 'vitest'
import { isObject, list, text } from '../src/fields/text.ts'
import { jsonMapper } from '../src/json-mapper.ts'
import { MappingError } from '../src/mapper.ts'
import { embeddedObject } from '../src/parsers/json.ts'
import { contextAt } from './samples.ts'

const mapper = jsonMapper({
  name: 'x',
  version: 3,
  arrayMember: 'Records',
  detects: (record) => 'id' in record,
  map: (record, source) => ({ action: text(record['id']), after: source.member('after') }),
})
const limits = { maxBytes: 10_000, maxDepth: 100, maxEvents: 3 }
const map = (json: string) => mapper.map(Buffer.from(json), { ...contextAt(5), limits })
const reasonOf = (json: string) => {
  try {
    return map(json).length
  } catch (error) {
    return error instanceof MappingError ? error.reason : error
  }
}
const raws = (json: string) => map(json).map((event) => Buffer.from(event.raw).toString())

test('one object is one event, with all of its bytes', () => {
  expect(map(' {"id":"a"}\n')).toMatchObject([{ action: 'a', mapper: 'x@3', origin_offset: 5, origin_index: 0 }])
  expect(raws(' {"id":"a"}\n')).toEqual([' {"id":"a"}\n'])
})

test('each element of an array, or of the array member, is an event with its exact bytes', () => {
  const elements = ['{ "id" : 1 }', '{"id":"]}\\""}', '{\n"id":[]}']
  for (const json of [`[${elements.join(' ,\n')} ]`, `{"v":[0],"Records": [ ${elements.join(',')}]}`]) {
    expect(raws(json)).toEqual(elements)
    expect(map(json).map((event) => event.origin_index)).toEqual([0, 1, 2])
    expect(new Set(map(json).map((event) => event.event_id)).size).toBe(3)
  }
})

test('the array may be in any of several members, and in a member of a member', () => {
  const paged = jsonMapper({
    name: 'z',
    version: 1,
    arrayMember: ['records', 'data.events'],
    detects: () => true,
    map: (record) => ({ action: text(record['id']) }),
  })
  for (const json of ['{"data":{"x":[1],"events":[{"id":"a"},{ "id":"b"}]}}', '{"records":[{"id":"a"},{ "id":"b"}]}']) {
    const events = paged.map(Buffer.from(json), contextAt(1))
    expect(events.map((event) => Buffer.from(event.raw).toString())).toEqual(['{"id":"a"}', '{ "id":"b"}'])
  }
  expect(paged.map(Buffer.from('{"data":{"events":7},"id":"c"}'), contextAt(1))).toMatchObject([{ action: 'c' }])
})

test('an integer beyond 2^53 keeps its digits in each element', () => {
  expect(map('[{"id":12345678901234567890},{"id":1}]').map((event) => event.action)).toEqual([
    '12345678901234567890',
    '1',
  ])
})

test('a member is kept as it was written', () => {
  expect(map('[{"id":1,"after":{"n": 12345678901234567890}}]')[0]?.after).toBe('{"n": 12345678901234567890}')
  expect(map('{"id":1}')[0]?.after).toBe('')
})

test('what holds no events, or too many, is refused with its reason', () => {
  expect(reasonOf('[]')).toBe('EMPTY_RECORD')
  expect(reasonOf('{"Records":[]}')).toBe('EMPTY_RECORD')
  expect(reasonOf('[{},{},{},{}]')).toBe('TOO_MANY_EVENTS')
  expect(reasonOf('[{},1]')).toBe('MALFORMED')
  expect(reasonOf('7')).toBe('MALFORMED')
  expect(reasonOf('{"Records":7}')).toBe(1)
})

test('a field and an event type that the mapper has never seen are told, and the record is mapped all the same', () => {
  const known = jsonMapper({
    name: 'y',
    version: 1,
    fields: new Set(['id', 'kind']),
    unwrap: (record) => (isObject(record['detail']) ? record['detail'] : record),
    detects: () => true,
    map: (record) => ({ action: text(record['id']), unknown_event_type: text(record['kind']) }),
  })
  const told: string[] = []
  const onDrift = (...sign: string[]) => told.push(sign.join(' '))
  const mapped = known.map(Buffer.from('[{"id":"a"},{"detail":{"id":"b","kind":"new","more":1}}]'), {
    ...contextAt(5),
    onDrift,
  })
  expect(mapped.map((event) => event.action)).toEqual(['a', 'b'])
  expect(told.sort()).toEqual(['y event_type new', 'y field more'])
})

test('a record that tells of several events gives each the whole record', () => {
  const many = jsonMapper({
    name: 'z',
    version: 1,
    arrayMember: ['items', 'value'],
    detects: () => true,
    map: (record) => list(record['events']).map((name) => ({ action: text(name), source_event_id: 'same' })),
  })
  const events = (json: string) => many.map(Buffer.from(json), { ...contextAt(5), limits })
  const page = events('{"items":7,"value":[{"events":["a","b"]},{"events":["c"]}]}')
  expect(page.map((event) => [event.action, event.origin_index, Buffer.from(event.raw).toString()])).toEqual([
    ['a', 0, '{"events":["a","b"]}'],
    ['b', 1, '{"events":["a","b"]}'],
    ['c', 2, '{"events":["c"]}'],
  ])
  expect(new Set(page.map((event) => event.event_id)).size).toBe(3)
  expect(() => events('[{"events":[1,2]},{"events":[3,4]}]')).toThrow('more than 3')
})

test('JSON in a field is read with exact integers, and declined where it is none', () => {
  expect(embeddedObject('\ufeff{"n":12345678901234567890}')).toEqual({ n: 12345678901234567890n })
  expect(embeddedObject('{"n":1e20}')).toEqual({ n: '1e20' })
  expect(embeddedObject('{"n":[7,-1.5E+30, -9007199254740993]}')).toEqual({
    n: [7, '-1.5E+30', -9007199254740993n],
  })
  expect(
    ['', '7', '[1]', '{"a":', `{"a":${'['.repeat(2000)}${']'.repeat(2000)}}`].map((json) => embeddedObject(json)),
  ).toEqual(Array.from({ length: 5 }))
})
