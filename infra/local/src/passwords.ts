import { randomBytes } from 'node:crypto'
import { existsSync, readFileSync, writeFileSync } from 'node:fs'
import { clickhouseUsers, type Passwords } from './clickhouse.ts'

/** The passwords of the local ClickHouse: made once, at random, and readable by this user alone. */
export function loadPasswords(file: string): Passwords {
  if (!existsSync(file)) {
    const made = clickhouseUsers.map((user) => [user, randomBytes(12).toString('base64url')])
    writeFileSync(file, JSON.stringify(Object.fromEntries(made)), { mode: 0o600 })
  }
  return JSON.parse(readFileSync(file, 'utf8')) as Passwords
}
