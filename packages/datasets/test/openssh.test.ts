import fc from 'fast-check'
import { expect, test } from 'vitest'
import mapper from '../openssh/map.ts'
import { contextAt } from './samples.ts'

const mapLine = (message: string) => {
  const [event] = mapper.map(Buffer.from(`Mar  2 08:01:17 web-1 sshd[42]: ${message}`), contextAt(0))
  return { user: event?.actor_name, ip: event?.source_ip, port: event?.source_port, outcome: event?.outcome }
}

/** Names as a client may send them, among them such as look like the rest of the line. sshd encodes control characters. */
const userName = fc
  .oneof(
    fc.string(),
    fc
      .array(fc.constantFrom('from ', '192.0.2.1', ' port 1', ' ssh2', 'invalid user ', ' [preauth]', ': ', 'a', ' '), {
        maxLength: 8,
      })
      .map((parts) => parts.join('')),
  )
  .filter((name) => !name.startsWith('invalid user '))
const address = fc.oneof(fc.ipV4(), fc.constant('2001:db8::7'))
const portNumber = fc.integer({ min: 1, max: 65_535 })

test('no user name can forge the address, the port or the outcome of an attempt', () => {
  fc.assert(
    fc.property(userName, address, portNumber, (user, ip, port) => {
      const place = `from ${ip} port ${port} ssh2`
      expect(mapLine(`Failed password for invalid user ${user} ${place}`)).toEqual({
        user,
        ip,
        port,
        outcome: 'failure',
      })
      expect(mapLine(`Failed password for ${user} ${place} [preauth]`)).toEqual({ user, ip, port, outcome: 'failure' })
    }),
  )
})

test('no user name can forge the address or the port of a connection', () => {
  fc.assert(
    fc.property(userName, address, portNumber, (user, ip, port) => {
      expect(mapLine(`Connection closed by invalid user ${user} ${ip} port ${port} [preauth]`)).toMatchObject({
        ip,
        port,
      })
      expect(mapLine(`Invalid user ${user} from ${ip} port ${port}`)).toMatchObject({ ip, port, outcome: 'failure' })
      expect(
        mapLine(`maximum authentication attempts exceeded for ${user} from ${ip} port ${port} ssh2 [preauth]`),
      ).toEqual({ user, ip, port, outcome: 'failure' })
    }),
  )
})
