import type { Micros } from '../src/fields/time.ts'
import { isoTime } from '../src/fields/time.ts'

/** An audit record in any of the forms. Parts that a form leaves out are empty. */
export type Entry = {
  time: Micros
  timeText: string
  /** The plugin's name of the event: `Connect`, `Query`, `QUERY`, `connect`. */
  name: string
  /** Statement class, e.g. `create_user`, where the plugin says it. */
  command: string
  recordId: string
  connectionId: string
  queryId: string
  /** MySQL's error number; `0` is success, empty where the event has none. */
  status: string
  user: string
  privilegedUser: string
  osUser: string
  proxyUser: string
  host: string
  ip: string
  port: string
  database: string
  table: string
  sql: string
  server: string
  program: string
}

export const blankEntry = (): Entry => ({
  time: undefined,
  timeText: '',
  name: '',
  command: '',
  recordId: '',
  connectionId: '',
  queryId: '',
  status: '',
  user: '',
  privilegedUser: '',
  osUser: '',
  proxyUser: '',
  host: '',
  ip: '',
  port: '',
  database: '',
  table: '',
  sql: '',
  server: '',
  program: '',
})

/** `2026-03-02T13:00:00 UTC` and `2026-03-02 13:00:00`, which is UTC too. */
export function setTime(entry: Entry, text: string): void {
  entry.timeText = text
  entry.time = isoTime(text.replace(/ UTC$/, 'Z'), 'utc')
}

/** `ada[ada] @ client.example.com [203.0.113.9]`: user, whose privileges it has, host and address. */
export function setAccount(entry: Entry, account: string): void {
  const parts = /^([^[]{0,256})\[([^\]]{0,256})\] @ {1,2}(\S{0,256}) ?\[([^\]]{0,64})\]$/.exec(account)
  entry.user = (parts?.[1] ?? account).trim()
  entry.privilegedUser ||= parts?.[2] ?? ''
  entry.host ||= parts?.[3] ?? ''
  entry.ip ||= parts?.[4] ?? ''
}
