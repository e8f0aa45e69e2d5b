import { firstText, list, object, text } from '../fields/text.ts'
import { isoTime, type Micros } from '../fields/time.ts'
import { defaultLimits, type MapContext, MappingError } from '../mapper.ts'
import { decode, mapJson } from './json.ts'
import { parseSyslog } from './syslog.ts'

/** An entry of a host's log, whichever way it travelled. */
export type HostLogEntry = {
  readonly time: Micros
  readonly timeText: string
  readonly host: string
  readonly app: string
  readonly pid: string
  readonly message: string
  /** The journal's own id of the entry. */
  readonly cursor: string
  readonly attributes: Readonly<Record<string, string>>
}

/**
 * Reads an entry from a syslog line, from journald's JSON, or from a shipper's JSON object with the line in `message`,
 * `MESSAGE` or `log`.
 * @throws MappingError MALFORMED, MISSING_FIELD, EMPTY_RECORD, TOO_LARGE, TOO_DEEP
 */
export function readHostLog(raw: Uint8Array, context: MapContext): HostLogEntry {
  const limits = context.limits ?? defaultLimits
  const line = decode(raw, limits).trim()
  if (!line.startsWith('{')) return fromSyslog(line, context.ingestTime)
  return mapJson(line, raw, limits, (json) => fromJson(object(json), context.ingestTime))
}

function fromSyslog(line: string, now: number): HostLogEntry {
  const { structuredData, messageId, severity: _severity, facility: _facility, ...entry } = parseSyslog(line, now)
  const attributes = messageId === '' ? structuredData : { ...structuredData, message_id: messageId }
  return { ...entry, cursor: '', attributes }
}

function fromJson(entry: Record<string, unknown>, now: number): HostLogEntry {
  const message = messageOf(firstPresent(entry['MESSAGE'], entry['message'], entry['log']))
  if (message === '') throw new MappingError('MISSING_FIELD', 'the JSON object has no MESSAGE, message or log')
  if (!isJournal(entry)) return fromShipper(message, entry, now)
  return {
    time: microsOf(firstText(entry['_SOURCE_REALTIME_TIMESTAMP'], entry['__REALTIME_TIMESTAMP'])),
    timeText: firstText(entry['_SOURCE_REALTIME_TIMESTAMP'], entry['__REALTIME_TIMESTAMP']),
    host: firstText(entry['_HOSTNAME'], entry['host']),
    app: firstText(entry['SYSLOG_IDENTIFIER'], entry['_COMM']),
    pid: firstText(entry['_PID'], entry['SYSLOG_PID']),
    message,
    cursor: text(entry['__CURSOR']),
    attributes: {},
  }
}

/** Vector writes the journal's MESSAGE as `message`, and keeps its other fields. */
const isJournal = (entry: Record<string, unknown>): boolean =>
  'MESSAGE' in entry || '__REALTIME_TIMESTAMP' in entry || '_SOURCE_REALTIME_TIMESTAMP' in entry

/** What the line itself does not say, the shipper's fields do. */
function fromShipper(message: string, entry: Record<string, unknown>, now: number): HostLogEntry {
  const line = fromSyslog(message.trim(), now)
  const timeText = firstText(entry['@timestamp'], entry['timestamp'], entry['time'])
  return {
    ...line,
    time: line.time ?? isoTime(timeText),
    timeText: line.timeText || timeText,
    host: line.host || firstText(entry['host'], entry['hostname']),
    app: line.app || firstText(entry['appname'], entry['ident'], entry['program']),
    pid: line.pid || firstText(entry['procid'], entry['pid']),
  }
}

const firstPresent = (...values: readonly unknown[]): unknown => values.find((value) => value !== undefined)

/** journald writes a field that is not UTF-8, or holds control characters, as an array of its bytes. */
function messageOf(value: unknown): string {
  if (!Array.isArray(value)) return text(value)
  return Buffer.from(list(value).filter((byte) => typeof byte === 'number')).toString('utf8')
}

const microsOf = (digits: string): Micros => (/^\d{1,16}$/.test(digits) ? Number(digits) : undefined)
