/**
 * A TCP proxy that misbehaves on demand, for faults on the wire between a service and Kafka, ClickHouse or the registry.
 * What it did is counted: a fault without effect proves nothing.
 */

import type { AddressInfo } from 'node:net'
import { connect, createServer, type Server, type Socket } from 'node:net'

/**
 * `forward`: as a wire. `swallow-responses`: requests arrive, their responses do not. `half-open`: nothing passes either
 * way, connections stay. `refuse`: new connections are reset. `http`: requests are answered here, with that status; after
 * `times` of them the wire forwards again.
 */
export type Mode =
  | 'forward'
  | 'swallow-responses'
  | 'half-open'
  | 'refuse'
  | { readonly http: number; readonly body?: string; readonly times?: number }

export type TcpProxy = {
  /** 127.0.0.1:port */
  readonly address: string
  readonly port: number
  readonly seen: {
    cut: number
    swallowedBytes: number
    refused: number
    answered: number
    connections: number
    /** Chunks that waited for `delay` or `bandwidth`. */
    delayed: number
  }
  set(mode: Mode): void
  /** Added to each chunk, in both directions. */
  delay(ms: number): void
  /** For both directions together; 0: no limit. */
  bandwidth(bytesPerSecond: number): void
  /** Resets all connections now. */
  cut(): void
  /** Resets the connection on which the next response begins, before any byte of it passes. Resolves when it did. */
  cutNextResponse(matches?: (request: Buffer) => boolean): Promise<void>
  /** Passes half of the next response's first chunk on, then closes the connection in order (FIN). Resolves when it did. */
  truncateNextResponse(matches?: (request: Buffer) => boolean): Promise<void>
  /**
   * Keeps the next request back and resets the connection that it came on: for its sender it may or may not have arrived.
   * Resolves when it did so, with what lets it arrive after all, and resolves when the server has answered to it.
   */
  holdNextRequest(matches: (request: Buffer) => boolean): Promise<() => Promise<void>>
  close(): Promise<void>
}

type State = {
  mode: Mode
  delayMs: number
  bytesPerSecond: number
  freeAt: number
  cutNext: { matches: (request: Buffer) => boolean; truncate: boolean; done: () => void } | null
  holdNext: { matches: (request: Buffer) => boolean; done: (release: () => Promise<void>) => void } | null
  readonly pairs: Set<readonly [Socket, Socket]>
  readonly seen: TcpProxy['seen']
}

export async function startTcpProxy(target: string): Promise<TcpProxy> {
  const state: State = {
    mode: 'forward',
    delayMs: 0,
    bytesPerSecond: 0,
    freeAt: 0,
    cutNext: null,
    holdNext: null,
    pairs: new Set(),
    seen: { cut: 0, swallowedBytes: 0, refused: 0, answered: 0, connections: 0, delayed: 0 },
  }
  const server = createServer((client) => accept(state, client, target))
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject)
    server.listen(0, '127.0.0.1', resolve)
  })
  return handle(state, server)
}

function handle(state: State, server: Server): TcpProxy {
  const { port } = server.address() as AddressInfo
  const cut = () => {
    for (const pair of state.pairs) reset(state, pair)
  }
  return {
    address: `127.0.0.1:${port}`,
    port,
    seen: state.seen,
    set: (mode) => {
      state.mode = mode
    },
    delay: (ms) => {
      state.delayMs = ms
    },
    bandwidth: (bytesPerSecond) => {
      state.bytesPerSecond = bytesPerSecond
    },
    cut,
    cutNextResponse: (matches = () => true) =>
      new Promise((done) => {
        state.cutNext = { matches, truncate: false, done }
      }),
    truncateNextResponse: (matches = () => true) =>
      new Promise((done) => {
        state.cutNext = { matches, truncate: true, done }
      }),
    holdNextRequest: (matches) =>
      new Promise((done) => {
        state.holdNext = { matches, done }
      }),
    close: () => {
      cut()
      return new Promise((resolve) => server.close(() => resolve()))
    },
  }
}

function accept(state: State, client: Socket, target: string): void {
  state.seen.connections += 1
  if (state.mode === 'refuse') {
    state.seen.refused += 1
    client.resetAndDestroy()
    return
  }
  const colon = target.lastIndexOf(':')
  const upstream = connect({ host: target.slice(0, colon), port: Number(target.slice(colon + 1)) })
  const pair = [client, upstream] as const
  state.pairs.add(pair)
  const relayed = pump(state, pair)
  for (const socket of pair) {
    socket.setNoDelay(true)
    socket.on('error', () => {})
    socket.on('close', async () => {
      // The server's side of one that was held back stays.
      if (!state.pairs.delete(pair)) return
      // What is still on its way, since the wire is slow, arrives before the end.
      await relayed()
      for (const each of pair) each.destroySoon()
    })
  }
}

/** Resolves when all that has come in so far was passed on. */
type Relayed = () => Promise<unknown>

function pump(state: State, pair: readonly [Socket, Socket]): Relayed {
  const [client, upstream] = pair
  let request: Buffer = Buffer.alloc(0)
  const up = relay(state, client, (chunk) => {
    request = chunk
    if (state.holdNext?.matches(chunk)) hold(state, pair, chunk)
    else if (typeof state.mode === 'object') answer(state, client, state.mode)
    else if (state.mode === 'half-open') state.seen.swallowedBytes += chunk.length
    else upstream.write(chunk)
  })
  const down = relay(state, upstream, (chunk) => {
    if (state.cutNext?.matches(request)) {
      const { done, truncate } = state.cutNext
      state.cutNext = null
      if (truncate) client.end(chunk.subarray(0, chunk.length / 2))
      else reset(state, pair)
      state.seen.cut += truncate ? 1 : 0
      done()
    } else if (state.mode === 'swallow-responses' || state.mode === 'half-open')
      state.seen.swallowedBytes += chunk.length
    else client.write(chunk)
  })
  return () => Promise.all([up(), down()])
}

/** Chunks of one direction stay in order, whatever each waits for. */
function relay(state: State, from: Socket, to: (chunk: Buffer) => void): Relayed {
  let last: Promise<void> = Promise.resolve()
  from.on('data', (chunk: Buffer) => {
    const wait = waitMs(state, chunk.length)
    if (wait === 0) {
      last = last.then(() => to(chunk))
      return
    }
    state.seen.delayed += 1
    from.pause()
    last = last
      .then(() => new Promise<void>((resolve) => setTimeout(resolve, wait)))
      .then(() => {
        to(chunk)
        from.resume()
      })
  })
  return () => last
}

function waitMs(state: State, bytes: number): number {
  if (state.bytesPerSecond === 0) return state.delayMs
  const now = Date.now()
  state.freeAt = Math.max(state.freeAt, now) + (bytes / state.bytesPerSecond) * 1_000
  return state.delayMs + state.freeAt - now
}

function answer(state: State, client: Socket, mode: Exclude<Mode, string>): void {
  const { http, body = '{}', times = Number.POSITIVE_INFINITY } = mode
  state.seen.answered += 1
  state.mode = times > 1 ? { ...mode, times: times - 1 } : 'forward'
  const length = Buffer.byteLength(body)
  client.end(
    `HTTP/1.1 ${http} X\r\nContent-Type: application/json\r\nContent-Length: ${length}\r\nConnection: close\r\n\r\n${body}`,
  )
}

function hold(state: State, pair: readonly [Socket, Socket], request: Buffer): void {
  const [client, upstream] = pair
  const done = state.holdNext?.done
  state.holdNext = null
  state.pairs.delete(pair)
  state.seen.cut += 1
  client.resetAndDestroy()
  done?.(
    () =>
      new Promise((answered) => {
        upstream.once('data', () => upstream.destroy())
        upstream.once('close', () => answered())
        upstream.write(request)
      }),
  )
}

function reset(state: State, [client, upstream]: readonly [Socket, Socket]): void {
  state.seen.cut += 1
  client.resetAndDestroy()
  upstream.resetAndDestroy()
}
