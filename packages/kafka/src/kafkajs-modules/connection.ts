/**
 * Fault: a kafkajs connection is used again after its socket was lost, and the lost socket goes on acting on it. Its late
 * end() closed the new socket under a JoinGroup that was then never answered, timed out or rejected (a process woken after
 * its session, partitions owned and read by nobody); half a response of the old socket stays in the buffer and shifts
 * every response of the new one. Here a connection forgets its former socket, its bytes and its requests before it makes
 * another.
 */
import type { Socket } from 'node:net'

type Connection = {
  socket: Socket | undefined
  chunks: Buffer[]
  bytesBuffered: number
  bytesNeeded: number
  connectionStatus: string
  authenticatedAt: unknown
  readonly requestQueue: { waitForPendingRequests(): Promise<void>; destroy(): void }
  isConnected(): boolean
  rejectRequests(error: Error): void
  connect(): Promise<boolean>
  disconnect(): Promise<boolean>
}
type Status = { readonly CONNECTION_STATUS: { readonly DISCONNECTING: string; readonly DISCONNECTED: string } }
type ConnectionError = new (message: string) => Error

const lengthPrefix = 4

export function replaceConnection(
  Original: new (options: object) => Connection,
  load: (file: string) => unknown,
): new (
  options: object,
) => Connection {
  const { CONNECTION_STATUS: status } = load('network/connectionStatus.js') as Status
  const { KafkaJSConnectionError } = load('errors.js') as { KafkaJSConnectionError: ConnectionError }

  return class ReusableConnection extends Original {
    #connecting: Promise<boolean> | null = null

    override connect(): Promise<boolean> {
      if (this.isConnected()) return Promise.resolve(true)
      this.#connecting ??= this.#connect().finally(() => {
        this.#connecting = null
      })
      return this.#connecting
    }

    override async disconnect(): Promise<boolean> {
      const socket = this.socket
      this.authenticatedAt = null
      this.connectionStatus = status.DISCONNECTING
      await this.requestQueue.waitForPendingRequests()
      // Connected anew meanwhile: there is nothing of the former socket left to end.
      if (this.socket !== socket) return true
      this.requestQueue.destroy()
      socket?.end()
      socket?.unref()
      this.connectionStatus = status.DISCONNECTED
      return true
    }

    #connect(): Promise<boolean> {
      const former = this.socket
      if (former) {
        for (const event of ['data', 'end', 'error', 'timeout']) former.removeAllListeners(event)
        former.on('error', () => {})
        former.destroy()
        this.socket = undefined
      }
      this.chunks = []
      this.bytesBuffered = 0
      this.bytesNeeded = lengthPrefix
      this.rejectRequests(new KafkaJSConnectionError('The connection was lost'))
      return super.connect()
    }
  }
}
