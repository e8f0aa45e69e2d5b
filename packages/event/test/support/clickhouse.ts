import { randomUUID } from 'node:crypto'
import { inject } from 'vitest'
import { eventColumns } from '../../src/index.ts'

/** A database of its own in the real ClickHouse, with the event table made from eventColumns. */
export type EventTable = {
  readonly name: string
  query(sql: string, body?: Uint8Array): Promise<Response>
  insert(block: readonly Uint8Array[]): Promise<void>
  select(clauses: string): Promise<AsyncIterable<Uint8Array>>
  drop(): Promise<void>
}

export async function createEventTable(): Promise<EventTable> {
  const database = `event_${randomUUID().replaceAll('-', '')}`
  const name = `${database}.events`
  await query(`CREATE DATABASE ${database} ENGINE = Atomic`)
  const columns = eventColumns.map((column) => `\`${column.name}\` ${column.type}`)
  await query(`CREATE TABLE ${name} (${columns.join(', ')}) ENGINE = MergeTree ORDER BY kafka_offset`)
  const names = eventColumns.map((column) => `\`${column.name}\``).join(', ')
  return {
    name,
    query,
    insert: async (block) => void (await query(`INSERT INTO ${name} FORMAT Native`, Buffer.concat(block))),
    select: async (clauses) => {
      const { body } = await query(`SELECT ${names} FROM ${name} ${clauses} FORMAT RowBinary`)
      return body as unknown as AsyncIterable<Uint8Array>
    },
    drop: async () => void (await query(`DROP DATABASE ${database}`)),
  }
}

async function query(sql: string, body?: Uint8Array): Promise<Response> {
  const { origin, username, password } = new URL(inject('clickhouse'))
  const url = `${origin}/?async_insert=0&query=${encodeURIComponent(sql)}`
  const authorization = `Basic ${Buffer.from(`${username}:${password}`).toString('base64')}`
  const response = await fetch(url, {
    method: 'POST',
    headers: { authorization },
    ...(body ? { body: body as never } : {}),
  })
  if (!response.ok) throw new Error(await response.text())
  if (!sql.startsWith('SELECT')) await response.arrayBuffer()
  return response
}
