import { createServer, type Server } from 'node:net'

/** `count` TCP ports on 127.0.0.1 that nothing listens on now. All are held until the last is found, so none repeats. */
export async function freePorts(count: number): Promise<number[]> {
  const servers = await Promise.all(Array.from({ length: count }, () => listen(0)))
  const ports = servers.map(portOf)
  await Promise.all(servers.map(close))
  return ports
}

/** Whether nothing listens on 127.0.0.1:`port`. */
export async function isFree(port: number): Promise<boolean> {
  try {
    await close(await listen(port))
    return true
  } catch {
    return false
  }
}

function listen(port: number): Promise<Server> {
  return new Promise((done, failed) => {
    const server = createServer()
    server.once('error', failed).listen(port, '127.0.0.1', () => done(server))
  })
}

function portOf(server: Server): number {
  const address = server.address()
  if (address === null || typeof address === 'string') throw new Error('a TCP server has a port')
  return address.port
}

function close(server: Server): Promise<void> {
  return new Promise((done) => server.close(() => done()))
}
