import { isIP, type Socket, connect as tcpConnect } from 'node:net'
import { type ConnectionOptions, connect as tlsConnect } from 'node:tls'

type SocketRequest = { host: string; port: number; ssl: ConnectionOptions; onConnect: () => void }

const keepAliveMs = 30_000

/**
 * All sockets of one kafkajs client. kafkajs's disconnect() waits for the responses of requests under way, so a hung
 * broker would hold a stop for the whole request timeout; destroying its sockets ends it at once, and no retry that
 * still runs inside can connect again.
 */
export class Sockets {
  readonly #open = new Set<Socket>()
  readonly #addressMap: Readonly<Record<string, string>>
  #closed = false

  constructor(addressMap: Readonly<Record<string, string>> = {}) {
    this.#addressMap = addressMap
  }

  /** kafkajs's ISocketFactory. */
  readonly factory = ({ host, port, ssl, onConnect }: SocketRequest): Socket => {
    const address = this.#target(host, port)
    const socket = ssl
      ? tlsConnect({ ...address, ...(isIP(host) ? {} : { servername: host }), ...ssl }, onConnect)
      : tcpConnect(address, onConnect)
    socket.setKeepAlive(true, keepAliveMs)
    socket.setNoDelay(true)
    this.#open.add(socket)
    socket.once('close', () => this.#open.delete(socket))
    if (this.#closed) socket.destroy(new Error('The client is closed'))
    return socket
  }

  destroy(): void {
    this.#closed = true
    for (const socket of this.#open) socket.destroy()
  }

  #target(host: string, port: number): { host: string; port: number } {
    const mapped = this.#addressMap[`${host}:${port}`]
    if (!mapped) return { host, port }
    const colon = mapped.lastIndexOf(':')
    return { host: mapped.slice(0, colon), port: Number(mapped.slice(colon + 1)) }
  }
}
