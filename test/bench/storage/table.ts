import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { shippedMigrations } from '@trailhouse/clickhouse'

/** What a table has of its own; the migration gives what is left out. */
export type Shape = {
  readonly name: string
  readonly orderBy?: string
  readonly columns?: readonly string[]
  /** `INDEX` and `PROJECTION` clauses. */
  readonly indexes?: readonly string[]
}

const shipped = readFileSync(join(shippedMigrations, '0001_events.sql'), 'utf8').replaceAll(/^ *--.*\n/gm, '')
const [shippedColumns = ''] = shipped.slice(shipped.indexOf('(\n') + 2).split('\n\n')
const shippedIndexes = shipped.slice(shipped.indexOf('\n\n') + 2, shipped.indexOf('\n)\nENGINE'))
const shippedTail = shipped.slice(shipped.indexOf('\n)\nENGINE')).replace(/;\s*$/, '')
const definitions = new Map(
  shippedColumns.split('\n').map((line) => [line.trim().split(' ')[0] ?? '', line.trim().replace(/,$/, '')]),
)

export const allColumns: readonly string[] = [...definitions.keys()]
export const shippedOrder = shippedTail.match(/ORDER BY (.*)/)?.[1] ?? ''

/** The CREATE TABLE of the migration with what a shape changes, so that what is measured is what is shipped. */
export function createTable({ name, orderBy = shippedOrder, columns, indexes = [shippedIndexes] }: Shape): string {
  const tail = shippedTail.replace(/ORDER BY .*/, `ORDER BY ${orderBy}`)
  // Merged once, by OPTIMIZE: a merge in the background would take CPU from what is being measured.
  const merges = 'max_bytes_to_merge_at_max_space_in_pool = 1'
  return `CREATE TABLE ${name} (${[...definitionsOf(columns), ...indexes].join(',\n')}${tail}, ${merges}`
}

export function createNothing(columns: readonly string[]): string {
  return `CREATE TABLE nothing (${definitionsOf(columns).join(',\n')}) ENGINE = Null`
}

function definitionsOf(columns: readonly string[] = allColumns): string[] {
  return columns.map((column) => definitions.get(column) ?? '')
}
