/**
 * What stands between a sink and ClickHouse's HTTP port and can do wrong at a named step of an insert. Every insert that
 * passes is written down with its token and what became of it.
 */
import { createServer, type IncomingHttpHeaders, type IncomingMessage, request, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import type { Trial } from './scenario.ts'

/**
 * `request`: its head arrived, nothing was passed on. `body`: 64 KiB of its rows were passed on. `sent`: all of it
 * arrived, nothing was passed on. `answer`: ClickHouse answered, nothing of the answer was passed on.
 */
export type WireStep = 'request' | 'body' | 'sent' | 'answer'

/** `pass`: as if nothing was. `reset`: both connections are reset. `silence`: no answer ever comes. Or an answer of the wire's own. */
export type Fate =
  | 'pass'
  | 'reset'
  | 'silence'
  | { readonly status: number; readonly code: number; readonly text: string }

export type Insert = { readonly token: string; status: number | null; fate: Fate | null }

export type ClickHouseWire = {
  /** For TRAILHOUSE_CLICKHOUSE_URL. */
  readonly url: string
  readonly inserts: Insert[]
  /** What happens to inserts at a step: to the next one, or with `always` to each until it is set anew. */
  at(step: WireStep, act: (insert: Insert) => Fate | Promise<Fate>, options?: { always?: true }): void
  clear(step: WireStep): void
  /** Changes the parameters of each insert, as they go to ClickHouse. */
  edit(change: (parameters: URLSearchParams, insert: Insert) => void): void
}

type Act = { readonly act: (insert: Insert) => Fate | Promise<Fate>; readonly always: boolean }
type State = { readonly target: URL; readonly acts: Map<WireStep, Act>; readonly inserts: Insert[]; edit: Edit }
type Edit = (parameters: URLSearchParams, insert: Insert) => void

const bodyAt = 65_536

export async function openWire(trial: Trial, target: string): Promise<ClickHouseWire> {
  const { protocol, host } = new URL(target)
  const state: State = { target: new URL(`${protocol}//${host}`), acts: new Map(), inserts: [], edit: () => undefined }
  const server = createServer((incoming, outgoing) => {
    relay(state, incoming, outgoing).catch(() => incoming.socket.resetAndDestroy())
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  trial.defer(() => {
    server.closeAllConnections()
    server.close()
  })
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    inserts: state.inserts,
    at: (step, act, { always = false } = {}) => void state.acts.set(step, { act, always }),
    clear: (step) => void state.acts.delete(step),
    edit: (change) => {
      state.edit = change
    },
  }
}

async function relay(state: State, incoming: IncomingMessage, outgoing: ServerResponse): Promise<void> {
  const url = new URL(incoming.url ?? '/', state.target)
  const token = url.searchParams.get('insert_deduplication_token')
  if (token === null) return pass(url, incoming, outgoing)
  const insert: Insert = { token, status: null, fate: null }
  state.inserts.push(insert)
  state.edit(url.searchParams, insert)
  if (await refused(state, 'request', insert, incoming, outgoing)) return
  const upstream = open(url, incoming.method, incoming.headers)
  const answered = answerOf(upstream)
  answered.catch(() => undefined)
  const held = await sendBody(state, insert, incoming, outgoing, upstream)
  if (held) return void upstream.destroy()
  upstream.end()
  const answer = await answered
  insert.status = answer.status
  if (await refused(state, 'answer', insert, incoming, outgoing)) return
  outgoing.writeHead(answer.status, answer.headers).end(answer.body)
}

/** @returns true where a fate befell it on its way */
async function sendBody(
  state: State,
  insert: Insert,
  incoming: IncomingMessage,
  outgoing: ServerResponse,
  upstream: ReturnType<typeof open>,
): Promise<boolean> {
  let passed = 0
  const late: Buffer[] = []
  for await (const chunk of incoming as AsyncIterable<Buffer>) {
    if (state.acts.has('sent')) {
      late.push(chunk)
      continue
    }
    upstream.write(chunk)
    passed += chunk.length
    if (passed >= bodyAt && (await refused(state, 'body', insert, incoming, outgoing))) return true
  }
  if (await refused(state, 'sent', insert, incoming, outgoing)) return true
  for (const chunk of late) upstream.write(chunk)
  return false
}

/** Lets happen what was set for the step. @returns true where the insert goes no further */
async function refused(
  state: State,
  step: WireStep,
  insert: Insert,
  incoming: IncomingMessage,
  outgoing: ServerResponse,
): Promise<boolean> {
  const set = state.acts.get(step)
  if (set === undefined) return false
  if (!set.always) state.acts.delete(step)
  const fate = await set.act(insert)
  insert.fate = fate
  if (fate === 'pass') return false
  if (fate === 'reset') incoming.socket.resetAndDestroy()
  if (typeof fate === 'object') {
    const headers = { 'x-clickhouse-exception-code': String(fate.code), connection: 'close' }
    outgoing.writeHead(fate.status, headers).end(`Code: ${fate.code}. DB::Exception: ${fate.text}`)
    incoming.resume()
  }
  return true
}

async function pass(url: URL, incoming: IncomingMessage, outgoing: ServerResponse): Promise<void> {
  const upstream = open(url, incoming.method, incoming.headers)
  const answered = answerOf(upstream)
  incoming.pipe(upstream)
  const { status, headers, body } = await answered
  outgoing.writeHead(status, headers).end(body)
}

function open(url: URL, method: string | undefined, headers: IncomingHttpHeaders) {
  return request(url, { method, headers: { ...headers, host: url.host, connection: 'close' }, agent: false })
}

type Answer = { readonly status: number; readonly headers: IncomingHttpHeaders; readonly body: Buffer }

function answerOf(upstream: ReturnType<typeof open>): Promise<Answer> {
  return new Promise((resolve, reject) => {
    upstream.on('error', reject)
    upstream.on('response', async (response) => {
      const chunks: Buffer[] = []
      response.on('error', reject)
      for await (const chunk of response) chunks.push(chunk as Buffer)
      const { 'transfer-encoding': _, ...headers } = response.headers
      resolve({ status: response.statusCode ?? 0, headers, body: Buffer.concat(chunks) })
    })
  })
}
