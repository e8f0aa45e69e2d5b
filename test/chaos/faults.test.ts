import { once } from 'node:events'
import { type AddressInfo, connect, createServer } from 'node:net'
import { expect, onTestFinished, test } from 'vitest'
import { startTcpProxy } from '../support/tcp-proxy.ts'
import { strikeWire } from './faults.ts'
import type { Fault } from './plan.ts'

/** A wire before a server that sends back what it gets, and someone who speaks on it. */
async function wired() {
  const server = createServer((socket) => socket.on('error', () => {}).pipe(socket))
  await once(server.listen(0, '127.0.0.1'), 'listening')
  const proxy = await startTcpProxy(`127.0.0.1:${(server.address() as AddressInfo).port}`)
  onTestFinished(() => proxy.close())
  onTestFinished(() => void server.close())
  const speak = async () => {
    const socket = connect(proxy.port, '127.0.0.1').on('error', () => {})
    onTestFinished(() => void socket.destroy())
    socket.write('hello')
  }
  return { proxy, speak }
}

const atOnce = () => Promise.resolve()

test.each<[Fault, string]>([
  ['slow', 'chunks delayed'],
  ['narrow', 'chunks delayed'],
  ['cut', 'connections reset'],
  ['refuse', 'connections refused'],
  ['half-open', 'bytes swallowed'],
  ['swallow', 'bytes swallowed'],
  ['answer 503', 'requests answered by the wire'],
])('%s on the wire lasts until something met it, and counts it', async (fault, effect) => {
  const { proxy, speak } = await wired()
  const struck = strikeWire(proxy, fault, atOnce, 5_000)
  await speak()
  expect((await struck)[effect]).toBeGreaterThan(0)
})

test('a fault on a wire that nobody uses is told, not counted', async () => {
  const { proxy } = await wired()
  expect(await strikeWire(proxy, 'half-open', atOnce, 100)).toMatchObject({ 'bytes swallowed': 0, 'met by nothing': 1 })
})
