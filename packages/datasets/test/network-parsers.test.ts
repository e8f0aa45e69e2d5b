import fc from 'fast-check'
import { expect, test } from 'vitest'
import { parseLeef } from '../leef/read.ts'
import { monthTimes } from '../src/fields/month-time.ts'
import { outcomeOfWords } from '../src/fields/words.ts'
import { datasets } from '../src/index.ts'
import { parseCef, parseExtension } from '../src/parsers/cef.ts'
import { javaTime } from '../src/parsers/java-time.ts'
import { firewallPairs } from '../src/parsers/key-value.ts'
import { octetFrames } from '../src/syslog/frames.ts'
import { contextAt } from './samples.ts'

const now = Date.UTC(2026, 2, 2, 14) * 1000
const utc = (text: string) => Date.parse(text) * 1000
const word = fc.stringMatching(/^[A-Za-z][A-Za-z0-9_]{0,8}$/)
const dictionary = <Value>(value: fc.Arbitrary<Value>) => fc.dictionary(word, value, { minKeys: 1, maxKeys: 6 })

test('CEF: any header and extension come back as they were', () => {
  const header = (text: string) => text.replace(/[\\|]/g, '\\$&')
  const value = fc.string({ unit: 'binary-ascii' }).map((text) => text.replace(/[\r\n]/g, ' ').trim())
  const extension = (text: string) => text.replace(/[\\=]/g, '\\$&')
  fc.assert(
    fc.property(value, value, dictionary(value), (vendor, name, pairs) => {
      const text = Object.entries(pairs).map(([key, value]) => `${key}=${extension(value)}`)
      const cef = parseCef(`CEF:0|${header(vendor)}|product|1.0|100|${header(name)}|5|${text.join(' ')}`)
      expect(cef).toMatchObject({ vendor, name, severity: '5' })
      expect(Object.fromEntries(cef?.extension.values ?? [])).toEqual(pairs)
    }),
  )
})

test('CEF: a value holds spaces and unescaped equals signs, and of a key that comes twice the first counts', () => {
  const { values, more } = parseExtension(
    'msg=a b c request=http://x/?a=b&c=d act=blocked duser=ada duser=bob cs1= x=\\=1',
  )
  expect(Object.fromEntries(values)).toEqual({
    msg: 'a b c',
    request: 'http://x/?a=b&c=d',
    act: 'blocked',
    duser: 'ada',
    cs1: '',
    x: '=1',
  })
  expect(more).toEqual([['duser', 'bob']])
})

test('LEEF: attributes come back with every delimiter that a record can name', () => {
  const value = fc.stringMatching(/^[a-z0-9]([a-z0-9 /:.]{0,10}[a-z0-9])?$/)
  const delimiter = fc.constantFrom(['^', '^'], ['x5E', '^'], ['0x7C', '|'], ['\t', '\t'], ['', '\t'], ['~', '~'])
  fc.assert(
    fc.property(dictionary(value), delimiter, (pairs, [name = '', character = '']) => {
      const text = Object.entries(pairs).map(([key, value]) => `${key}=${value}`)
      const leef = parseLeef(`LEEF:2.0|vendor|product|1.0|100|${name}|${text.join(character)}${character}`)
      expect(Object.fromEntries(leef?.attributes ?? [])).toEqual(pairs)
    }),
  )
})

test('key=value of firewalls: any quoted values come back as they were', () => {
  fc.assert(
    fc.property(dictionary(fc.string()), fc.constantFrom(' ', ',' as const), (pairs, separator) => {
      const quoted = (value: string) => value.replace(/["\\]/g, '\\$&')
      const text = Object.entries(pairs).map(([key, value]) => `${key}="${quoted(value)}"`)
      expect(Object.fromEntries(firewallPairs(text.join(separator), separator as ' ' | ','))).toEqual(pairs)
    }),
  )
  expect(Object.fromEntries(firewallPairs('a=1,b="x,y",c=N/A', ','))).toEqual({ a: '1', b: 'x,y', c: 'N/A' })
})

test('a date with the name of its month is read back, with and without a zone', () => {
  const date = fc.date({ min: new Date('2000-01-01'), max: new Date('2030-01-01'), noInvalidDate: true })
  fc.assert(
    fc.property(date, (moment) => {
      const [, day, month, year, time] = /^\w{3}, (\d\d) (\w{3}) (\d{4}) (\S+)/.exec(moment.toUTCString()) ?? []
      const expected = Math.trunc(moment.getTime() / 1000) * 1e6
      for (const text of [
        `${month} ${day} ${year} ${time}`,
        `${year} ${month} ${day} ${time} UTC`,
        `${month} ${day} ${time} ${year}`,
      ]) {
        expect(monthTimes(text, now)[0]?.time).toBe(expected)
      }
      expect(monthTimes(`${month} ${day} ${year} ${time}.250 GMT+02:00`, now)[0]?.time).toBe(
        expected - 7_200e6 + 250_000,
      )
      expect(javaTime('MMM dd yyyy HH:mm:ss', `${month} ${day} ${year} ${time}`, now)).toBe(expected)
    }),
  )
})

test("a host's name after a time is no zone", () => {
  expect(monthTimes('Mar  2 08:01:17 CORE 12: ', now)[0]).toMatchObject({ text: 'Mar  2 08:01:17', zoned: false })
  expect(monthTimes('Mar  2 08:01:17 CET: ', now)[0]).toMatchObject({ time: utc('2026-03-02T07:01:17Z'), zoned: true })
})

test("Java's date patterns: literals, halves of a day, months by number, zones", () => {
  expect(javaTime("yyyy-MM-dd'T'HH:mm:ss.SSSZ", '2026-03-02T14:01:19.060+0100', now)).toBe(
    utc('2026-03-02T13:01:19.060Z'),
  )
  expect(javaTime('dd/MM/yy hh:mm:ss a', '02/03/26 01:01:20 PM', now)).toBe(utc('2026-03-02T13:01:20Z'))
  expect(javaTime('yyyyMMddHHmmss', '20260302130121', now)).toBe(utc('2026-03-02T13:01:21Z'))
  expect(javaTime('MMM dd HH:mm:ss z', 'Mar 02 14:01:22 CET', now)).toBe(utc('2026-03-02T13:01:22Z'))
  expect(javaTime('MMM dd yyyy', 'not a date', now)).toBeUndefined()
})

test('octet counting: any messages come back as they were', () => {
  const message = fc.string({ unit: 'binary' }).map((text) => Buffer.from(`<13>${text}`))
  fc.assert(
    fc.property(fc.array(message, { minLength: 1, maxLength: 5 }), (messages) => {
      const raw = Buffer.concat(messages.flatMap((bytes) => [Buffer.from(`${bytes.length} `), bytes]))
      expect(octetFrames(raw).map((frame) => Buffer.from(frame))).toEqual(messages)
    }),
  )
  expect(octetFrames(Buffer.from('<13>no frame'))).toEqual([])
})

test('a negation of success is a failure', () => {
  for (const words of ['unsuccessful login', 'LoginFailed', 'access_denied', 'not permitted', 'Login Attempt Failed']) {
    expect([words, outcomeOfWords(words)]).toEqual([words, 'failure'])
  }
  for (const words of ['Login Success', 'PolicyChanged', 'user logged in'])
    expect(outcomeOfWords(words)).toBe('success')
  expect(outcomeOfWords('heartbeat')).toBe('unknown')
})

const long = 1_000_000
const heads: readonly (readonly [string, string])[] = [
  ['cisco-ios', '%SYS-5-CONFIG_I: '],
  ['cisco-asa', '%ASA-6-302013: '],
  ['fortigate', 'logid=0000000013 type=traffic subtype=forward vd=root cfgattr="'],
  ['cef', 'CEF:0|v|p|1|100|n|5|msg='],
  ['leef', 'LEEF:1.0|v|p|1|100|'],
  ['paloalto', '1,2026/03/02 13:01:17,007,SYSTEM,general,0,2026/03/02 13:01:17,,general,,0,0,general,informational,'],
  ['syslog-rfc5424', '<13>1 - - - - - - '],
  ['syslog-rfc3164', '<13>Mar  2 13:01:17 host app: '],
]
const bodies = [
  ' ',
  'a',
  '=',
  '\t',
  '\\',
  '"',
  "'",
  '[',
  '(',
  '|',
  ',',
  '.',
  'from ',
  'user ',
  'user=',
  'for user ',
  'a=b ',
  '->',
  '<',
  '-1',
  'Mar ',
]

for (const [name, head] of heads) {
  test(`${name} reads what a stranger repeats a million times in linear time`, () => {
    for (const body of bodies) {
      const raw = Buffer.from(head + body.repeat(long / body.length))
      expect(datasets.get(name)?.map(raw, contextAt(0)).length).toBeGreaterThan(0)
    }
  })
}
