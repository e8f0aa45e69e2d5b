import fc from 'fast-check'
import { expect, test } from 'vitest'
import { csvFields } from '../src/parsers/csv.ts'
import { keyValues } from '../src/parsers/key-value.ts'
import { parseSyslog } from '../src/parsers/syslog.ts'

const now = Date.UTC(2026, 0, 1, 0, 30) * 1000
const utc = (text: string) => Date.parse(text) * 1000

test('RFC 5424: the examples of its section 6.5', () => {
  const first = parseSyslog(
    "<34>1 2003-10-11T22:14:15.003Z mymachine.example.com su - ID47 - \ufeff'su root' failed for lonvick on /dev/pts/8",
    now,
  )
  expect(first).toMatchObject({
    time: utc('2003-10-11T22:14:15.003Z'),
    host: 'mymachine.example.com',
    app: 'su',
    pid: '',
    messageId: 'ID47',
    severity: 2,
    message: "'su root' failed for lonvick on /dev/pts/8",
  })
  const third = parseSyslog(
    '<165>1 2003-10-11T22:14:15.003Z mymachine.example.com evntslog - ID47 [exampleSDID@32473 iut="3" eventSource="Application" eventID="1011"] An application event',
    now,
  )
  expect(third.structuredData).toEqual({
    'exampleSDID@32473.iut': '3',
    'exampleSDID@32473.eventSource': 'Application',
    'exampleSDID@32473.eventID': '1011',
  })
  expect(third.message).toBe('An application event')
})

test('RFC 5424: any parameter value comes back as it was', () => {
  const escaped = (value: string) => value.replace(/["\\\]]/g, '\\$&')
  fc.assert(
    fc.property(fc.string(), fc.string(), (one, two) => {
      const line = `<13>1 - - - - - [a b="${escaped(one)}"][c d="${escaped(two)}"] text`
      const parsed = parseSyslog(line, now)
      expect(parsed.structuredData).toEqual({ 'a.b': one, 'c.d': two })
      expect(parsed.message).toBe('text')
    }),
  )
})

test('RFC 3164: a time without a year is the latest that is not in the future', () => {
  expect(parseSyslog('Dec 31 23:59:59 host app: m', now).time).toBe(utc('2025-12-31T23:59:59Z'))
  expect(parseSyslog('Jan  1 00:10:00 host app: m', now).time).toBe(utc('2026-01-01T00:10:00Z'))
  expect(parseSyslog('Jan  1 12:00:00 host app: m', now).time).toBe(utc('2026-01-01T12:00:00Z'))
  expect(parseSyslog('Feb 29 12:00:00 host app: m', now).time).toBe(utc('2024-02-29T12:00:00Z'))
  expect(parseSyslog('Feb 30 12:00:00 host app: m', now).time).toBeUndefined()
})

test('every form that daemons write gives host, program, process and message', () => {
  const expected = { host: 'web-1', app: 'sshd', pid: '42', message: 'hello: world' }
  for (const header of [
    '<38>Mar  2 08:01:17 ',
    'Mar  2 08:01:17 ',
    'Mar  2 2026 08:01:17 ',
    '2026-03-02T08:01:17.123+01:00 ',
  ]) {
    expect(parseSyslog(`${header}web-1 sshd[42]: hello: world`, now)).toMatchObject(expected)
  }
  expect(parseSyslog('sshd[42]: hello: world', now)).toMatchObject({ ...expected, host: '' })
  expect(parseSyslog('hello: world', now)).toMatchObject({ host: '', app: '', pid: '', message: 'hello: world' })
})

test('any line is read without an error, and its end is in the message', () => {
  fc.assert(
    fc.property(fc.string(), (line) => {
      expect(line.endsWith(parseSyslog(line, now).message)).toBe(true)
    }),
  )
})

test('CSV: any fields come back as they were', () => {
  const quoted = (field: string) => `"${field.replaceAll('"', '""')}"`
  fc.assert(
    fc.property(fc.array(fc.oneof(fc.string(), fc.constantFrom('a,b', '"', '\n', '')), { minLength: 1 }), (fields) => {
      expect(csvFields(fields.map(quoted).join(','))).toEqual(fields)
    }),
  )
  expect(csvFields('a,,"b""c",d')).toEqual(['a', '', 'b"c', 'd'])
  expect(csvFields('a,"never closed, b')).toEqual(['a', 'never closed, b'])
})

test('key=value: quotes, empty values and words between the pairs', () => {
  expect(
    Object.fromEntries(keyValues(`logname= uid=0 rhost=203.0.113.9  user=root x="a \\"b\\" c" y='d e', z=1;w=2 (k=v)`)),
  ).toEqual({
    logname: '',
    uid: '0',
    rhost: '203.0.113.9',
    user: 'root',
    x: 'a "b" c',
    y: 'd e',
    z: '1',
    w: '2',
  })
})
