import { randomInt } from 'node:crypto'
import { createServer, type Server } from 'node:net'

/** Below Linux's ports for outgoing connections (32768 and up), which any connection could take at any moment. */
const FIRST = 20_000
const LAST = 32_000

const given = new Set<number>()

/** `count` TCP ports on 127.0.0.1 that nothing listens on now, and that this process has not been given before. */
export async function freePorts(count: number): Promise<number[]> {
  const ports: number[] = []
  while (ports.length < count) {
    const port = randomInt(FIRST, LAST)
    if (given.has(port) || !(await isFree(port))) continue
    given.add(port)
    ports.push(port)
  }
  return ports
}

/** Whether nothing listens on 127.0.0.1:`port`. */
export async function isFree(port: number): Promise<boolean> {
  const server = createServer()
  try {
    await listen(server, port)
    return true
  } catch {
    return false
  } finally {
    await new Promise((done) => server.close(done))
  }
}

function listen(server: Server, port: number): Promise<void> {
  return new Promise((done, failed) => {
    server.once('error', failed).listen(port, '127.0.0.1', () => done())
  })
}
