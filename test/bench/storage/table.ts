import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { shippedMigrations } from '@trailhouse/clickhouse'

export type Variant = {
  readonly name: string
  readonly orderBy?: string
  /** `INDEX` and `PROJECTION` clauses; those of the migration when not given. */
  readonly indexes?: readonly string[]
  /** Column name -> CODEC(...) in place of the migration's. */
  readonly codecs?: Readonly<Record<string, string>>
}

const shipped = readFileSync(join(shippedMigrations, '0001_events.sql'), 'utf8').replaceAll(/^ *--.*\n/gm, '')
const [shippedColumns = ''] = shipped.slice(shipped.indexOf('(\n') + 2).split('\n\n')
const shippedIndexes = shipped.slice(shipped.indexOf('\n\n') + 2, shipped.indexOf('\n)\nENGINE'))
const shippedTail = shipped.slice(shipped.indexOf('\n)\nENGINE')).replace(/;\s*$/, '')

/** The CREATE TABLE of the migration with what a variant changes, so that what is measured is what is shipped. */
export function createTable({ name, orderBy, indexes = [shippedIndexes], codecs = {} }: Variant): string {
  const columns = shippedColumns.split('\n').map((line) => withCodec(line.trim().replace(/,$/, ''), codecs))
  const tail = orderBy ? shippedTail.replace(/ORDER BY .*/, `ORDER BY ${orderBy}`) : shippedTail
  return `CREATE TABLE ${name} (${[...columns, ...indexes].join(',\n')}${tail}`
}

function withCodec(column: string, codecs: Readonly<Record<string, string>>): string {
  const codec = codecs[column.split(' ')[0] ?? '']
  return codec === undefined ? column : `${column.replace(/ CODEC\(.*\)$/, '')} ${codec}`
}
