import { Readable } from 'node:stream'
import type { ClickHouse } from './connect.ts'
import { ClickHouseException } from './exceptions.ts'
import { type SettingValue, sendAndRead } from './request.ts'

export type NativeInsert = {
  /** A table of the connection's database. */
  readonly table: string
  readonly columns: readonly string[]
  /** One Native block, in pieces. They must not change until the insert has ended. */
  readonly block: readonly Uint8Array[]
  /** Names the rows: a second insert under the same token is dropped, whatever it holds. */
  readonly token: string
  readonly signal?: AbortSignal
  /** Milliseconds; the connection's `requestTimeoutMs` unless given. */
  readonly timeoutMs?: number
}

/**
 * The settings under which a token stores its rows once. They are the same on each try: with another split into blocks
 * the same token stored 39,000 of 20,000 rows.
 */
export const insertSettings: Readonly<Record<string, SettingValue>> = {
  async_insert: 0,
  insert_deduplicate: 1,
  // Since 26 it outweighs insert_deduplicate: where a profile says `disable`, a retried block was stored twice.
  deduplicate_insert: 'enable',
  input_format_parallel_parsing: 0,
  max_insert_threads: 1,
  // Above any batch (48 MiB), so that a block stays whole; 0 is no limit in bytes.
  max_insert_block_size: 100_000_000,
  max_insert_block_size_bytes: 0,
  min_insert_block_size_rows: 100_000_000,
  min_insert_block_size_bytes: 4_000_000_000,
  // Made by merges alone: it would add a quarter to each insert.
  exclude_materialize_skip_indexes_on_insert: 'raw_tokens',
  // The status is sent when the rows are on disk, and not before.
  wait_end_of_query: 1,
}

/**
 * Inserts one block of rows, whole or not at all in each month it touches. Resolves when the server has acknowledged it;
 * after a rejection its outcome is open, unless {@link classifyInsertError} says `record`, and the same block may be
 * sent again under its token.
 * @throws as `send`
 */
export async function insertNative(clickhouse: ClickHouse, insert: NativeInsert): Promise<void> {
  const timeoutMs = insert.timeoutMs ?? clickhouse.requestTimeoutMs
  const answer = await sendAndRead(clickhouse, {
    sql: insertStatement(clickhouse.database, insert.table, insert.columns),
    body: Readable.from(insert.block, { objectMode: false }),
    timeoutMs,
    settings: { ...insertSettings, ...serverLimits(timeoutMs), insert_deduplication_token: insert.token },
    ...(insert.signal ? { signal: insert.signal } : {}),
  })
  if (answer !== '') throw new ClickHouseException(200, 0, `an insert was answered with text: ${answer}`)
}

export function insertStatement(database: string, table: string, columns: readonly string[]): string {
  return `INSERT INTO ${quoted(database)}.${quoted(table)} (${columns.map(quoted).join(', ')}) FORMAT Native`
}

/** The server gives up before its client does, so that nothing lands of an insert that was given up long ago. */
function serverLimits(timeoutMs: number): Record<string, SettingValue> {
  const seconds = Math.max(1, Math.floor(timeoutMs / 1000))
  return { max_execution_time: seconds, timeout_overflow_mode: 'throw', http_receive_timeout: seconds }
}

/** An identifier in backquotes. https://clickhouse.com/docs/sql-reference/syntax#identifiers */
export function quoted(identifier: string): string {
  return `\`${identifier.replaceAll('\\', '\\\\').replaceAll('`', '\\`')}\``
}
