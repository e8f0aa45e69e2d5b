import { addAbortSignal, type Readable } from 'node:stream'
import { text } from 'node:stream/consumers'
import type { ClickHouse } from './connect.ts'
import { ClickHouseException, unreachable } from './exceptions.ts'

export type SettingValue = string | number | boolean

export type Request = {
  readonly sql: string
  /** Values of `{name:Type}` in the statement: the only way a value gets into SQL. */
  readonly params?: Readonly<Record<string, unknown>>
  readonly settings?: Readonly<Record<string, SettingValue>>
  /** Sent as the request's body, after the statement. */
  readonly body?: Readable
  readonly signal?: AbortSignal
  readonly queryId?: string
  /** Milliseconds; the connection's `requestTimeoutMs` unless given. */
  readonly timeoutMs?: number
}

/**
 * Sends one statement. The answer streams; whoever reads it reads it to its end or destroys it.
 * @throws ClickHouseException when the server refuses, TrailhouseError CLICKHOUSE_UNAVAILABLE when no answer came, and
 * the signal's reason when it was aborted.
 */
export async function send(clickhouse: ClickHouse, request: Request): Promise<Readable> {
  const limit = AbortSignal.timeout(request.timeoutMs ?? clickhouse.requestTimeoutMs)
  const signal = request.signal === undefined ? limit : AbortSignal.any([limit, request.signal])
  try {
    signal.throwIfAborted()
    const answer = await clickhouse.client.exec(execParams(clickhouse, request, signal))
    // The client gives an error's text without its status; the status tells a proxy's 503 from the server's own word.
    const stream = addAbortSignal(signal, answer.stream)
    await refuseFailure(answer.http_status_code ?? 0, answer.response_headers, stream)
    return stream
  } catch (error) {
    throw told(error, request.signal, limit)
  }
}

/** Sends one statement and reads its whole answer. @throws as {@link send} */
export async function sendAndRead(clickhouse: ClickHouse, request: Request): Promise<string> {
  const stream = await send(clickhouse, request)
  const answer = await text(stream).catch((error: unknown) => {
    throw told(error, request.signal)
  })
  // An exception after the first bytes of the answer stands in its text, behind the status 200.
  const late = answer.lastIndexOf('\r\n__exception__\r\n')
  if (late !== -1) throw new ClickHouseException(200, codeIn(answer.slice(late)), answer.slice(late))
  return answer
}

function execParams(clickhouse: ClickHouse, request: Request, signal: AbortSignal) {
  const { sql, params, settings, body, queryId } = request
  return {
    query: sql,
    ignore_error_response: true,
    abort_signal: signal,
    clickhouse_settings: { ...settings },
    ...(params ? { query_params: { ...params } } : {}),
    ...(body ? { values: body } : {}),
    ...(queryId ? { query_id: queryId } : {}),
    http_headers: { 'x-clickhouse-database': clickhouse.database },
  }
}

async function refuseFailure(status: number, headers: Readonly<Record<string, unknown>> | undefined, stream: Readable) {
  const code = Number(headers?.['x-clickhouse-exception-code'] ?? 0)
  if (status >= 200 && status < 300 && code === 0) return
  const message = await text(stream)
  throw new ClickHouseException(status, code || codeIn(message), message)
}

/** @returns 0 where the text is not one of ClickHouse's, as from a proxy in between. */
function codeIn(message: string): number {
  return Number(/Code: (\d{1,5})\. DB::/.exec(message)?.[1] ?? 0)
}

function told(error: unknown, asked?: AbortSignal, limit?: AbortSignal): unknown {
  if (error instanceof ClickHouseException) return error
  if (asked?.aborted) return asked.reason
  return unreachable(limit?.aborted ? limit.reason : error)
}
