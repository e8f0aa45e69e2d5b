/** Figure: kafkajs copies every request twice into buffers that grow by doubling and are zeroed. Here once, exactly. */
import type { Request } from './internals.ts'

type Frame = { readonly correlationId: number; readonly clientId: string | null; readonly request: Request }

/** Length, API key, API version, correlation id, length of the client id. */
const fixedLength = 4 + 2 + 2 + 4 + 2

export const replaceRequestFrame =
  () =>
  async ({ correlationId, clientId, request }: Frame): Promise<{ buffer: Buffer }> => {
    const payload = (await request.encode()).buffer
    const client = clientId === null ? null : Buffer.from(clientId)
    const payloadAt = fixedLength + (client?.length ?? 0)
    const buffer = Buffer.allocUnsafe(payloadAt + payload.length)
    buffer.writeInt32BE(buffer.length - 4, 0)
    buffer.writeInt16BE(request.apiKey, 4)
    buffer.writeInt16BE(request.apiVersion, 6)
    buffer.writeInt32BE(correlationId, 8)
    buffer.writeInt16BE(client?.length ?? -1, 12)
    if (client) buffer.set(client, fixedLength)
    buffer.set(payload, payloadAt)
    return { buffer }
  }
