import { readFileSync } from 'node:fs'
import { TrailhouseError } from '@trailhouse/errors'
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { z } from 'zod'
import { compileMapping } from '../custom/compile.ts'
import { parseMapping } from '../custom/load.ts'
import { patternProblem } from '../custom/pattern.ts'
import { mappingSchema } from '../custom/schema.ts'
import { compileTime } from '../custom/time-format.ts'
import { type Mapper, MappingError } from '../src/index.ts'
import { anyRecord } from './any-record.ts'
import { readable } from './readable.ts'
import { contextAt } from './samples.ts'

type Example = { readonly mapping: string; readonly record: Buffer; readonly events: unknown[] }

function examples(): Example[] {
  const guide = readFileSync(new URL('../../../docs/custom-mappings.md', import.meta.url), 'utf8')
  const blocks = (kind: string) =>
    [...guide.matchAll(new RegExp(`^\`\`\`\\w+ ${kind}\\n([\\s\\S]*?)\\n\`\`\``, 'gm'))].map(([, text = '']) => text)
  const [records, events] = [blocks('record'), blocks('events')]
  return blocks('mapping').map((mapping, index) => ({
    mapping,
    record: Buffer.from(records[index] ?? ''),
    events: JSON.parse(events[index] ?? '[]'),
  }))
}

const mapperOf = (yaml: string): Mapper => compileMapping(parseMapping(yaml, 'x.yaml'))
const base = 'dataset: custom-x\ninput: json\nfields:\n  action: a\n'
const eventOf = (yaml: string, record: unknown) =>
  readable(mapperOf(yaml).map(Buffer.from(JSON.stringify(record)), contextAt(0))[0] ?? expect.fail('no event'))

function faultOf(yaml: string): string {
  try {
    parseMapping(yaml, 'x.yaml')
    return ''
  } catch (error) {
    return error instanceof TrailhouseError && error.code === 'MAPPING_INVALID' ? error.message : String(error)
  }
}

for (const { mapping, record, events } of examples()) {
  const mapper = mapperOf(mapping)
  test(`the guide's ${mapper.name} maps its record to its events`, () => {
    const mapped = mapper.map(record, contextAt(0)).map(readable)
    expect(mapped).toHaveLength(events.length)
    expect(mapped).toMatchObject(events)
  })

  test(`the guide's ${mapper.name} throws nothing but MappingError`, () => {
    fc.assert(
      fc.property(anyRecord([record]), (raw) => {
        try {
          for (const event of mapper.map(raw, contextAt(1))) expect(raw.includes(Buffer.from(event.raw))).toBe(true)
        } catch (error) {
          expect(error).toBeInstanceOf(MappingError)
        }
      }),
      { numRuns: 500 },
    )
  })
}

test('the guide has an example of each input form', () => {
  expect(examples()).toHaveLength(4)
})

test.each([
  ['dataset: custom-x\ninput: json\n', 'x.yaml:1: fields needs action: an event says what was done'],
  ['dataset: okta\ninput: json\nfields: { action: a }\n', 'x.yaml:1: dataset takes a name that begins with custom-'],
  [
    'dataset: custom-x\ninput: xml\nfields: { action: a }\n',
    'x.yaml:2: input takes json, key-value, or an object with format',
  ],
  [`${base}  actor: b\n`, 'fields takes no actor, but event_time, action, '],
  [
    `${base}  outcome: { path: b, table: { ok: fine } }\n`,
    'x.yaml:5: fields.outcome.table.ok takes one of success, failure',
  ],
  [`${base}  service: { path: 'a..b' }\n`, 'x.yaml:5: fields.service.path takes a path such as user.name'],
  [`${base}  service: { value: a, path: b }\n`, 'fields.service takes one of path, value, template and cases'],
  [`${base}  service: { template: 'x {a..b}' }\n`, 'fields.service.template has in braces what is no path'],
  [`${base}  event_time: { path: b, time: yyyy }\n`, 'fields.event_time.time takes iso, unix, '],
  [`${base}  event_time: { path: b, zone: Mars }\n`, 'fields.event_time.zone takes UTC, or an offset such as +02:00'],
  [`${base}  class_uid: { value: many }\n`, 'fields.class_uid.value takes a whole number from 0 to'],
  [
    `${base}rules:\n  - when: { path: a }\n`,
    'x.yaml:6: rules.0.when has a path, but none of equals, in, exists, matches',
  ],
  [`${base}rules:\n  - when: { path: a, matches: '(' }\n`, 'rules.0.when.matches is no regular expression of RE2'],
  [`${base}attributes: rest\n`, 'attributes is for text formats only'],
  ['dataset: custom-x\ninput: { format: csv }\nfields: { action: a }\n', 'x.yaml:2: input needs columns'],
  ['dataset: [\n', 'x.yaml:'],
  ['', 'x.yaml:1: the mapping takes an object'],
])('a faulty mapping is refused with its place and what it takes: %j', (yaml, fault) => {
  expect(faultOf(yaml)).toContain(fault)
})

test('a mapping tells all its faults at once', () => {
  expect(faultOf(`${base}  actor: b\nrecords: 5\n`).split('\n')).toHaveLength(2)
})

test('a pattern that would take exponential time with backtracking takes none', () => {
  const yaml = 'dataset: custom-x\ninput: { format: regex, pattern: "^(?<a>(x+)+)$" }\nfields: { action: a }\n'
  const line = Buffer.from(`${'x'.repeat(20_000)}!`)
  expect(() => mapperOf(yaml).map(line, contextAt(0))).toThrow(MappingError)
  expect(patternProblem('(?<=a)b')).toContain('RE2')
})

test('aliases that stand for aliases are refused', () => {
  const lines = Array.from({ length: 12 }, (_, index) => `x${index + 1}: &x${index + 1} [${`*x${index},`.repeat(9)}]`)
  expect(faultOf(['x0: &x0 [1]', ...lines].join('\n'))).toContain('aliases')
})

test('integers beyond 2^53 keep their digits', () => {
  const record = Buffer.from('{"a":"x","n":12345678901234567890}')
  const [event] = mapperOf(`${base}  actor_id: n\n`).map(record, contextAt(0))
  expect(event?.actor_id).toBe('12345678901234567890')
})

test('a name that every object has is no value', () => {
  expect(eventOf(`${base}  service: constructor\n  status_code: toString.name\n`, { a: 'x' })).not.toHaveProperty(
    'service',
  )
})

test('JSON behind a syslog header is mapped where the mapping says so', () => {
  const yaml = base.replace('input: json', 'input: { format: json, syslog: true }')
  const raw = Buffer.from('<13>Mar  2 13:04:05 h app: {"a":"x"}')
  expect(mapperOf(yaml).map(raw, contextAt(0))).toMatchObject([{ action: 'x', raw }])
})

test('conditions compare as text, look into arrays, and combine', () => {
  const rule = (when: string) => `${base}rules:\n  - when: ${when}\n    fields: { service: { value: hit } }\n`
  const hits = (when: string, record: object) => eventOf(rule(when), { a: 'x', ...record })['service'] === 'hit'
  expect(hits('{ path: n, equals: 5 }', { n: '5' })).toBe(true)
  expect(hits('{ path: n, in: [1, 2] }', { n: [7, 2] })).toBe(true)
  expect(hits('{ path: n, exists: false }', { n: null })).toBe(true)
  expect(hits('{ path: n, matches: "^ab+$" }', { n: 'abb' })).toBe(true)
  expect(hits('{ not: { path: n, exists: true } }', { n: 1 })).toBe(false)
  expect(hits('{ all: [{ path: a, equals: x }, { path: n, equals: true }] }', { n: true })).toBe(true)
  expect(hits('{ path: n, equals: 1, exists: true }', { n: 2 })).toBe(false)
})

test('a time pattern reads what it writes', () => {
  const read = compileTime(['dd/MM/yyyy HH:mm:ss.SSS Z'], 'UTC')
  fc.assert(
    fc.property(fc.date({ min: new Date('1970-01-01'), max: new Date('2100-01-01'), noInvalidDate: true }), (date) => {
      const [day = '', clock = ''] = date.toISOString().slice(0, -1).split('T')
      const text = `${day.split('-').reverse().join('/')} ${clock} +00:00`
      expect(read(text, 0)).toBe(date.getTime() * 1000)
    }),
  )
})

test('mapping.schema.json is the schema that mappings are checked by', () => {
  const written: unknown = JSON.parse(readFileSync(new URL('../custom/mapping.schema.json', import.meta.url), 'utf8'))
  expect(written).toEqual(z.toJSONSchema(mappingSchema, { io: 'input' }))
})
