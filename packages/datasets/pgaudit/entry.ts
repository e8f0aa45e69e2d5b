import { isoTime, type Micros } from '../src/fields/time.ts'
import { namedZoneOffset } from '../src/fields/zone.ts'

/** An entry of PostgreSQL's log in any of its forms. Parts that the form or its settings leave out are empty. */
export type LogEntry = {
  readonly time: Micros
  readonly timeText: string
  /** LOG, ERROR, FATAL, ..., or of a line of its own DETAIL, HINT, STATEMENT, ... */
  readonly severity: string
  readonly message: string
  readonly user: string
  readonly database: string
  /** Address or host name of the client. */
  readonly client: string
  readonly clientPort: string
  readonly pid: string
  readonly sessionId: string
  readonly application: string
  readonly sqlState: string
  readonly commandTag: string
  readonly detail: string
  readonly hint: string
  readonly statement: string
  readonly context: string
  readonly queryId: string
  readonly backendType: string
  /** Host of the server, where syslog says it. */
  readonly server: string
}

export const blankEntry: LogEntry = {
  time: undefined,
  timeText: '',
  severity: '',
  message: '',
  user: '',
  database: '',
  client: '',
  clientPort: '',
  pid: '',
  sessionId: '',
  application: '',
  sqlState: '',
  commandTag: '',
  detail: '',
  hint: '',
  statement: '',
  context: '',
  queryId: '',
  backendType: '',
  server: '',
}

/** `2026-03-02 08:01:17.123 CET`: PostgreSQL writes log_timezone's abbreviation, or its offset where it has none. */
export function logTime(text: string): Micros {
  const parts = /^(\d{4}-\d\d-\d\d \d\d:\d\d:\d\d(?:\.\d{1,6})?) (\S{1,8})$/.exec(text)
  const local = isoTime(parts?.[1], 'utc')
  const offset = namedZoneOffset(parts?.[2] ?? '')
  return local === undefined || Number.isNaN(offset) ? undefined : local - offset * 1_000_000
}

/** PostgreSQL writes these where there is no value; `[local]` is a Unix socket. */
export const known = (value: string | undefined): string =>
  value === undefined || value === '[unknown]' || value === '[local]' ? '' : value
