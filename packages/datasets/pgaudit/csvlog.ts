import { csvFields } from '../src/parsers/csv.ts'
import { blankEntry, known, type LogEntry, logTime } from './entry.ts'

/**
 * A csvlog record: 23 columns since PostgreSQL 9.0, 24 with backend_type since 13, 26 with query_id since 14.
 * Undefined where the text is none.
 * https://www.postgresql.org/docs/current/runtime-config-logging.html#RUNTIME-CONFIG-LOGGING-CSVLOG
 */
export function readCsvlog(text: string): LogEntry | undefined {
  if (!/^\d{4}-\d\d-\d\d \d\d:\d\d:\d\d\.\d{3} [^,]{1,8},/.test(text)) return undefined
  const columns = csvFields(text)
  if (columns.length < 23) return undefined
  const column = (index: number): string => columns[index] ?? ''
  const { client, clientPort } = clientOf(column(4))
  return {
    ...blankEntry,
    time: logTime(column(0)),
    timeText: column(0),
    user: known(column(1)),
    database: known(column(2)),
    pid: column(3),
    client,
    clientPort,
    sessionId: column(5),
    commandTag: column(7),
    severity: column(11),
    sqlState: column(12),
    message: column(13),
    detail: column(14),
    hint: column(15),
    context: column(18),
    statement: column(19),
    application: known(column(22)),
    backendType: column(23),
    queryId: column(25),
  }
}

/** `203.0.113.9:50022`, `2001:db8::7:50022` or `[local]`: the port is what follows the last colon. */
function clientOf(from: string): { client: string; clientPort: string } {
  const colon = from.lastIndexOf(':')
  return colon < 0
    ? { client: known(from), clientPort: '' }
    : { client: from.slice(0, colon), clientPort: from.slice(colon + 1) }
}
