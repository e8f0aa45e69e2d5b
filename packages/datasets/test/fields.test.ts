import { isIP } from 'node:net'
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { endpoint, ip, port } from '../src/fields/ip.ts'
import { memberReader } from '../src/fields/members.ts'
import { isoTime } from '../src/fields/time.ts'
import { namedZoneOffset } from '../src/fields/zone.ts'

test('an address that is canonical stays as it is', () => {
  fc.assert(
    fc.property(fc.ipV4(), (address) => {
      expect(ip(address)).toBe(address)
    }),
  )
  for (const address of ['2001:db8::1', '::', '::1', 'fe80::1', '2001:db8:0:1:1:1:1:1'])
    expect(ip(address)).toBe(address)
})

test('every form of an address has one canonical text, and mapping it again changes nothing', () => {
  fc.assert(
    fc.property(fc.ipV6(), (address) => {
      const canonical = ip(address)
      expect(isIP(canonical)).not.toBe(0)
      expect(ip(canonical)).toBe(canonical)
      expect(ip(address.toUpperCase())).toBe(canonical)
    }),
  )
  expect(ip('2001:DB8:0:0:0:0:0:0001')).toBe('2001:db8::1')
  expect(ip('::ffff:192.0.2.1')).toBe('192.0.2.1')
  expect(ip('::FFFF:c000:0201')).toBe('192.0.2.1')
  expect(ip('fe80::1%eth0')).toBe('fe80::1')
})

test('what is no address is never in an ip field', () => {
  for (const text of [
    '',
    'localhost',
    '1.2.3',
    '1.2.3.4.5',
    '256.1.1.1',
    '01.2.3.4',
    '1.2.3.4 ',
    '0x7f.0.0.1',
    '2130706433',
    ':::',
    'a:b',
    '1.2.3.',
    null,
    7,
  ]) {
    expect(ip(text)).toBe('')
  }
  fc.assert(
    fc.property(fc.oneof(fc.string(), fc.domain()), (text) => {
      expect(ip(text) === '' || isIP(text.split('%')[0] ?? '') !== 0).toBe(true)
    }),
  )
})

test('an endpoint is an address or a host, with a port where there is one', () => {
  expect(endpoint('203.0.113.7:443')).toEqual({ ip: '203.0.113.7', port: 443, host: '' })
  expect(endpoint('[2001:DB8::7]:443')).toEqual({ ip: '2001:db8::7', port: 443, host: '' })
  expect(endpoint('[2001:db8::7]')).toEqual({ ip: '2001:db8::7', port: 0, host: '' })
  expect(endpoint('2001:db8::7')).toEqual({ ip: '2001:db8::7', port: 0, host: '' })
  expect(endpoint('lambda.amazonaws.com')).toEqual({ ip: '', port: 0, host: 'lambda.amazonaws.com' })
  expect(endpoint('db.example:5432')).toEqual({ ip: '', port: 5432, host: 'db.example' })
})

test('a port is 1 to 65535, or absent', () => {
  expect([1, 65535, '22', 0, 65536, -1, 1.5, '', '22a', '123456', undefined].map(port)).toEqual([
    1, 65535, 22, 0, 0, 0, 0, 0, 0, 0, 0,
  ])
})

test('ISO 8601 times are read as Date reads them, to the microsecond', () => {
  fc.assert(
    fc.property(
      fc.date({ noInvalidDate: true, min: new Date('1900-01-01'), max: new Date('2255-01-01') }),
      fc.nat(999),
      (date, micros) => {
        const text = date.toISOString().replace('Z', `${String(micros).padStart(3, '0')}Z`)
        expect(isoTime(text)).toBe(date.getTime() * 1000 + micros)
      },
    ),
  )
})

test('zones and fractions are kept, nonsense is not a time', () => {
  const noon = Date.UTC(2026, 2, 2, 12) * 1000
  expect(isoTime('2026-03-02T14:00:00+02:00')).toBe(noon)
  expect(isoTime('2026-03-02 08:30:00,5-0330')).toBe(noon + 500_000)
  expect(isoTime('2026-03-02t12:00:00.1234567z')).toBe(noon + 123_456)
  expect(isoTime('2026-03-02T12:00:00')).toBeUndefined()
  expect(isoTime('2026-03-02T12:00:00', 'utc')).toBe(noon)
  for (const text of [
    '2026-02-29T00:00:00Z',
    '2026-13-01T00:00:00Z',
    '2026-03-02T24:00:00Z',
    '2026-03-02T12:00:00 CET',
    '2026-03-02',
    'yesterday',
    5,
  ]) {
    expect(isoTime(text)).toBeUndefined()
  }
})

test('zones go by the names that PostgreSQL writes, or by their offset', () => {
  expect(['UTC', 'CET', 'CEST', 'EST', '+02', '-0330', 'XYZ'].map(namedZoneOffset)).toEqual([
    0,
    3600,
    7200,
    -18000,
    7200,
    -12600,
    Number.NaN,
  ])
})

test('members are taken as they are, null where there are none, and no others', () => {
  const read = memberReader(['a', 'toString'])
  const name = fc.constantFrom('a', 'b', 'toString', '__proto__', 'constructor')
  fc.assert(
    fc.property(fc.array(fc.tuple(name, fc.jsonValue())), (entries) => {
      const given: Record<string, unknown> = Object.create(null)
      for (const [key, value] of entries) given[key] = value
      const expected = ['a', 'toString'].map((key) => given[key] ?? null)
      expect([read(given).a, read(given).toString]).toEqual(expected)
      expect('b' in read(given)).toBe(false)
    }),
  )
})
