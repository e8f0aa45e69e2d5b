import { isoTime } from '../src/fields/time.ts'
import { csvFields } from '../src/parsers/csv.ts'
import { parseSyslog } from '../src/parsers/syslog.ts'
import { blankEntry, type Entry, setAccount, setTime } from './entry.ts'

/**
 * MariaDB's server_audit, which Amazon RDS uses too: `20260302 13:00:00,server,user,host,connection,query,QUERY,db,'sql',0`.
 * Aurora writes microseconds since 1970 in front. To syslog it goes without a time.
 * https://mariadb.com/kb/en/mariadb-audit-plugin-log-format/
 */
const mariadb =
  /^(?:(\d{8} {1,2}\d{1,2}:\d\d:\d\d|\d{13,16}),)?([^,]{0,255}),([^,]{0,320}),([^,]{0,255}),(\d{1,20}),(\d{1,20}),([A-Z][A-Z_]{2,31}),([^,]{0,255}),/

export function isMariadb(line: string): boolean {
  const found = mariadb.exec(line.slice(0, maxHead))
  return found !== null && found[1] !== undefined
}

const maxHead = 1600

/** Undefined where the line is none. */
export function readMariadb(line: string, now: number): Entry | undefined {
  if (isMariadb(line)) return fromFields(line)
  if (!/server_audit/.test(line.slice(0, 256))) return undefined
  const { time, timeText, message } = parseSyslog(line, now)
  const entry = fromFields(message.replace(/^.{0,64}server_audit(?:ing)?: ?/, '').trimStart())
  return entry === undefined ? undefined : { ...entry, time: entry.time ?? time, timeText: entry.timeText || timeText }
}

function fromFields(line: string): Entry | undefined {
  const found = mariadb.exec(line.slice(0, maxHead))
  if (found === null) return undefined
  const entry = blankEntry()
  setLineTime(entry, found[1] ?? '')
  entry.server = found[2] ?? ''
  entry.user = found[3] ?? ''
  entry.host = found[4] ?? ''
  entry.connectionId = found[5] ?? ''
  entry.queryId = found[6] ?? ''
  entry.name = found[7] ?? ''
  entry.database = found[8] ?? ''
  readObject(entry, line.slice(found[0].length))
  return entry
}

function setLineTime(entry: Entry, text: string): void {
  entry.timeText = text
  if (/^\d+$/.test(text)) {
    entry.time = text.length >= 16 ? Number(text) : Number(text) * 1000
    return
  }
  const parts = /^(\d{4})(\d\d)(\d\d) +(\d{1,2}):(\d\d:\d\d)$/.exec(text)
  if (parts === null) return
  const [, year, month, day, hour = '', rest] = parts
  entry.time = isoTime(`${year}-${month}-${day} ${hour.padStart(2, '0')}:${rest}`, 'utc')
}

/** The statement is in single quotes and can hold commas; a table is bare; the error number is last. */
function readObject(entry: Entry, rest: string): void {
  if (!rest.startsWith("'")) {
    const [object = '', status = ''] = rest.split(',', 3)
    if (entry.name !== 'CONNECT' && entry.name !== 'DISCONNECT') entry.table = object.trim()
    entry.status = /^\d+/.exec(status)?.[0] ?? ''
    return
  }
  const end = rest.lastIndexOf("'")
  entry.sql = (end > 0 ? rest.slice(1, end) : rest.slice(1)).replace(/\\(['\\])/g, '$1').toWellFormed()
  entry.status = /^,(\d+)/.exec(rest.slice(end + 1))?.[1] ?? ''
}

/** Percona's CSV: every event has its own columns, of which the first three are the same. */
const csv =
  /^"?(Audit|NoAudit|Connect|Quit|Change user|Query|Execute|Prepare|[A-Z][A-Za-z ]{2,30})"?,"?\d{1,20}_\d{4}-\d\d-\d\dT/

export const isCsv = (line: string): boolean => csv.test(line.slice(0, 128))

const sessionEvents = new Set(['Connect', 'Quit', 'Change user'])

export function readCsv(line: string): Entry {
  const entry = blankEntry()
  const fields = csvFields(line.trimEnd())
  const field = (at: number): string => (fields[at] ?? '').toWellFormed()
  entry.name = field(0)
  entry.recordId = field(1)
  setTime(entry, field(2))
  if (sessionEvents.has(entry.name)) readSession(entry, field)
  else if (fields.length >= 10) readStatement(entry, field)
  else entry.server = field(5)
  return entry
}

function readSession(entry: Entry, field: (at: number) => string): void {
  entry.connectionId = field(3)
  entry.status = field(4)
  entry.user = field(5)
  entry.privilegedUser = field(6)
  entry.osUser = field(7)
  entry.proxyUser = field(8)
  entry.host = field(9)
  entry.ip = field(10)
  entry.database = field(11)
}

function readStatement(entry: Entry, field: (at: number) => string): void {
  entry.command = field(3)
  entry.connectionId = field(4)
  entry.status = field(5)
  entry.sql = field(6)
  setAccount(entry, field(7))
  entry.host ||= field(8)
  entry.osUser = field(9)
  entry.ip ||= field(10)
  entry.database = field(11)
}
