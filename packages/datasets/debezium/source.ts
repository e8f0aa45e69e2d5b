import type { Target } from '@trailhouse/event'
import { addTarget } from '../src/fields/targets.ts'
import { email, firstText, text } from '../src/fields/text.ts'
import type { JsonRecord } from '../src/json-mapper.ts'
import type { Draft } from '../src/mapper.ts'

type Members = Readonly<Record<string, unknown>>

/** Names of members that say who made the transaction: Oracle's, and what people add with a transform. */
const users = ['user_name', 'username', 'user', 'usr', 'current_user', 'session_user', 'client_user'] as const

/** Few databases write into their log who made a change. */
export function actorOf(source: Members, transaction: Members): Draft {
  let name = ''
  for (const member of users) name ||= firstText(source[member], transaction[member])
  if (name === 'UNKNOWN') name = ''
  return {
    actor_type: name === '' ? 'unknown' : 'user',
    actor_id: name,
    actor_name: name,
    actor_email: email(name),
    // MySQL's connection.
    actor_session_id: text(source['thread']),
  }
}

/** `orders` in `shop.public`; a MongoDB collection; a keyspace of Cassandra or Vitess. */
function tableOf(source: Members): { readonly path: string; readonly name: string; readonly database: string } {
  const name = firstText(source['table'], source['collection'])
  const database = firstText(source['db'], source['keyspace'], source['keyspace_name'])
  const path = [database, text(source['schema']), name].filter(Boolean).join('.')
  return { path: name === '' ? '' : path, name, database }
}

/** The row by its primary key first, then its table and database. */
export function targetsOf(source: Members, key: JsonRecord, row: Members): Target[] {
  const { path, name, database } = tableOf(source)
  const targets: Target[] = []
  const id = keyText(key) || rowKey(row, name)
  if (id !== '') addTarget(targets, 'row', id, path)
  if (name !== '') addTarget(targets, 'table', path, name)
  addTarget(targets, 'database', database)
  return targets
}

/** The values of a composite key in their order. */
const keyText = (key: JsonRecord): string => Object.values(key).map(text).filter(Boolean).join(',')

/**
 * The value of a change event does not say which columns are its key: the record's key does. Where that is not at hand,
 * a column that is named as one: `id`, `order_id` or `orders_id` in `orders`.
 */
function rowKey(row: Members, table: string): string {
  const name = table.toLowerCase()
  const singular = name.endsWith('ies') ? `${name.slice(0, -3)}y` : name.replace(/s$/, '')
  const names = new Set(['id', '_id', 'uuid', 'guid', `${name}_id`, `${singular}_id`, `${name}id`, `${singular}id`])
  for (const column in row) {
    if (!names.has(column.toLowerCase())) continue
    const value = row[column]
    const found = text(value) || objectId(value)
    if (found !== '') return found
  }
  return ''
}

/** MongoDB's Extended JSON: `{"$oid":"..."}`. */
function objectId(value: unknown): string {
  if (typeof value !== 'object' || value === null) return ''
  return firstText(...Object.values(value).slice(0, 1))
}
