import fc from 'fast-check'
import { expect, test } from 'vitest'
import { datasets, detect } from '../src/index.ts'
import { auditdFields, parseAuditd, socketAddress } from '../src/parsers/auditd.ts'
import { contextAt, sampleFiles } from './samples.ts'

/** As audit_log_untrustedstring of the kernel does it. */
const untrusted = (value: string) =>
  /^[\x21\x23-\x7e]*$/.test(value) ? `"${value}"` : Buffer.from(value).toString('hex').toUpperCase()

test('what anybody may choose reads back, whatever it looks like', () => {
  const value = fc.oneof(
    fc.string({ minLength: 1 }),
    fc.constantFrom('ada res=success', 'a"b', "x' res=success", 'uid=0', '\u001duid=0', 'DEADBEEF'),
  )
  fc.assert(
    fc.property(value, value, (name, command) => {
      fc.pre(!name.includes('\0') && !command.includes('\0'))
      const fields = auditdFields(
        `pid=1 msg='acct=${untrusted(name)} cmd=${untrusted(command)} res=failed'\x1dUID="root"`,
      )
      expect([...fields]).toEqual([
        ['pid', '1'],
        ['acct', name],
        ['cmd', command],
        ['res', 'failed'],
        ['UID', 'root'],
      ])
    }),
  )
})

test('a socket address reads back', () => {
  fc.assert(
    fc.property(fc.ipV4(), fc.nat(65_535), (ip, port) => {
      const bytes = Buffer.from([2, 0, port >> 8, port & 255, ...ip.split('.').map(Number), 0, 0, 0, 0, 0, 0, 0, 0])
      expect(socketAddress(bytes.toString('hex'))).toEqual({ ip, port, path: '' })
    }),
  )
  const six = '0A0001BB0000000020010DB800000000000000000000000700000000'
  expect(socketAddress(six)).toEqual({ ip: '2001:db8:0:0:0:0:0:7', port: 443, path: '' })
  expect(socketAddress('01002F72756E2F7800')).toMatchObject({ path: '/run/x' })
  expect(socketAddress('0100006162')).toMatchObject({ path: '@ab' })
  for (const text of ['', '02', 'zz', '020001BB', '10000000']) expect(socketAddress(text)).toBeUndefined()
})

test('time, serial and node are read in each form of the header', () => {
  const time = Date.UTC(2026, 2, 2, 8, 1, 17, 123) * 1000
  for (const stamp of ['1772438477.123:421', '03/02/2026 08:01:17.123:421', '03/02/26 08:01:17.123:421']) {
    expect(parseAuditd(`node=db1 type=EOE msg=audit(${stamp}): `)).toMatchObject({
      type: 'EOE',
      time,
      serial: '421',
      node: 'db1',
    })
  }
  expect(parseAuditd('kernel: audit: type=1400 audit(1772438477.123:9): a=1')).toMatchObject({
    type: '1400',
    serial: '9',
  })
  expect(parseAuditd('type=UNKNOWN[1399] msg=audit(1772438477.123:9): ')?.type).toBe('1399')
  for (const line of ['', 'type=X', 'msg=audit(1:1): type=X', '{"type":"X"}']) expect(parseAuditd(line)).toBeUndefined()
})

test('any text is read in time that grows with its length', () => {
  for (const piece of ['=', 'a=', 'a="', "a='", 'type=A ', 'node=a type=A msg=audit(1.1:', '(', ' ']) {
    const line = piece.repeat(200_000)
    expect(parseAuditd(line)).toBeUndefined()
    expect(auditdFields(line).size).toBeLessThan(4)
  }
})

test("Auditbeat's modules beside auditd are ECS, and mapped as linux-auditd where its topic brings them", () => {
  const raw = sampleFiles('ecs').find(({ name }) => name === 'auditbeat-login.json')?.records[0] ?? Buffer.from('')
  expect(detect(raw)).toBe('ecs')
  expect(datasets.get('linux-auditd')?.map(raw, contextAt(0))).toMatchObject([
    { action: 'user_login', outcome: 'failure', actor_name: 'eve', source_ip: '203.0.113.9' },
  ])
})
