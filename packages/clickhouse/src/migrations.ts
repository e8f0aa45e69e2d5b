import { createHash } from 'node:crypto'
import { readdir, readFile } from 'node:fs/promises'
import { join, resolve } from 'node:path'
import { TrailhouseError } from '@trailhouse/errors'

export type Migration = {
  readonly number: number
  readonly name: string
  /** SHA-256 (hex) of the file's text with LF line ends. */
  readonly checksum: string
  /** In order; each can be run again. */
  readonly statements: readonly string[]
}

export const shippedMigrations = resolve(import.meta.dirname, '../../../infra/clickhouse/migrations')

/** Reads `NNNN_name.sql` files in the order of their numbers. @throws TrailhouseError MIGRATION_INVALID */
export async function readMigrations(dir: string): Promise<Migration[]> {
  const files = (await readdir(dir)).filter((file) => file.endsWith('.sql')).sort()
  return Promise.all(
    files.map(async (file, at) => parseMigration(file, at + 1, await readFile(join(dir, file), 'utf8'))),
  )
}

function parseMigration(file: string, expected: number, content: string): Migration {
  const [, digits = '', name = ''] = /^(\d{4})_([a-z0-9_]+)\.sql$/.exec(file) ?? []
  if (Number(digits) !== expected) {
    throw new TrailhouseError(
      'MIGRATION_INVALID',
      `migration ${file} must be ${String(expected).padStart(4, '0')}_*.sql`,
    )
  }
  const sql = content.replaceAll('\r\n', '\n')
  return {
    number: expected,
    name,
    checksum: createHash('sha256').update(sql).digest('hex'),
    statements: splitStatements(sql),
  }
}

/** A statement ends with a semicolon at the end of a line, which no comment and no text in a migration has. */
function splitStatements(sql: string): string[] {
  return sql
    .split(/;[ \t]*(?:\n|$)/)
    .map((statement) => statement.trim())
    .filter((statement) => statement !== '')
}

/** @throws TrailhouseError MIGRATION_INVALID unless it is a plain identifier, which needs no quotes in SQL */
export function checkDatabase(database: string): void {
  if (/^[A-Za-z_][A-Za-z0-9_]{0,63}$/.test(database)) return
  throw new TrailhouseError('MIGRATION_INVALID', `the database's name is not an identifier: ${database}`)
}

/** Puts the database's name where a statement says `${database}`. */
export function forDatabase(statement: string, database: string): string {
  // biome-ignore lint/suspicious/noTemplateCurlyInString: it is the placeholder of the migrations.
  return statement.replaceAll('${database}', database)
}

export type Applied = { readonly number: number; readonly name: string; readonly checksum: string }

/**
 * What is left to apply. Pure.
 * @throws TrailhouseError MIGRATION_CHANGED, MIGRATION_UNKNOWN
 */
export function pending(migrations: readonly Migration[], applied: readonly Applied[]): Migration[] {
  for (const done of applied) {
    const migration = migrations.find(({ number }) => number === done.number)
    if (migration === undefined) {
      throw new TrailhouseError(
        'MIGRATION_UNKNOWN',
        `the database has migration ${done.number} (${done.name}), which this version lacks`,
      )
    }
    if (migration.checksum !== done.checksum || migration.name !== done.name) {
      throw new TrailhouseError(
        'MIGRATION_CHANGED',
        `migration ${done.number} (${done.name}) is not the one that was applied`,
      )
    }
  }
  return migrations.filter(({ number }) => !applied.some((done) => done.number === number))
}
