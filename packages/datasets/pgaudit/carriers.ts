import { isObject, object, text } from '../src/fields/text.ts'
import { isoTime } from '../src/fields/time.ts'
import type { JsonRecord } from '../src/json-mapper.ts'
import { readCsvlog } from './csvlog.ts'
import { blankEntry, known, type LogEntry, logTime } from './entry.ts'
import { readJsonlog } from './jsonlog.ts'
import { readStderr } from './stderr.ts'

/** An entry in a JSON object: jsonlog's own, CloudNativePG's, or a line that a shipper or a cloud carries. */
export const readRecord = (record: JsonRecord): LogEntry | undefined =>
  readJsonlog(record) ?? readCloudNative(record) ?? readCarried(record)

/** https://cloudnative-pg.io/documentation/current/logging/ */
function readCloudNative(record: JsonRecord): LogEntry | undefined {
  const entry = record['record']
  if (!isObject(entry) || !('error_severity' in entry)) return undefined
  const from = text(entry['connection_from'])
  const colon = from.lastIndexOf(':')
  return {
    ...blankEntry,
    time: logTime(text(entry['log_time'])) ?? isoTime(record['ts']),
    timeText: text(entry['log_time']),
    user: text(entry['user_name']),
    database: text(entry['database_name']),
    pid: text(entry['process_id']),
    client: known(colon < 0 ? from : from.slice(0, colon)),
    clientPort: colon < 0 ? '' : from.slice(colon + 1),
    sessionId: text(entry['session_id']),
    commandTag: text(entry['command_tag']),
    severity: text(entry['error_severity']),
    sqlState: text(entry['sql_state_code']),
    message: isObject(entry['audit']) ? auditLine(entry['audit']) : text(entry['message']),
    detail: text(entry['detail']),
    hint: text(entry['hint']),
    context: text(entry['context']),
    statement: text(entry['query']),
    application: text(entry['application_name']),
    backendType: text(entry['backend_type']),
    queryId: text(entry['query_id']),
    server: text(record['logging_pod']),
  }
}

/** The operator takes an AUDIT message apart: it is put together again, so that one function reads all. */
function auditLine(audit: JsonRecord): string {
  const columns = [
    'audit_type',
    'statement_id',
    'substatement_id',
    'class',
    'command',
    'object_type',
    'object_name',
    'statement',
    'parameter',
  ]
  return `AUDIT: ${columns.map((column) => `"${text(audit[column]).replaceAll('"', '""')}"`).join(',')}`
}

/** Azure puts the line into properties.message, Google Cloud into textPayload, CloudWatch and shippers into message or log. */
function readCarried(record: JsonRecord): LogEntry | undefined {
  const properties = object(record['properties'])
  const line = [
    properties['message'],
    properties['Message'],
    record['textPayload'],
    record['message'],
    record['log'],
    record['MESSAGE'],
  ]
    .map(text)
    .find(Boolean)
  const entry = line === undefined ? undefined : (readCsvlog(line) ?? readStderr(line.trimEnd(), 0))
  if (entry === undefined) return undefined
  return {
    ...entry,
    time: entry.time ?? carriedTime(record, properties),
    user: entry.user || text(properties['user']),
    sqlState: entry.sqlState || text(properties['sqlerrcode']),
    detail: entry.detail || text(properties['detail']),
  }
}

/** CloudWatch's timestamp is in milliseconds. */
function carriedTime(record: JsonRecord, properties: JsonRecord): number | undefined {
  const millis = record['timestamp']
  if (typeof millis === 'number') return Math.round(millis * 1000)
  return (
    logTime(text(properties['timestamp'])) ??
    isoTime(text(record['@timestamp']) || text(record['timestamp']) || text(record['time']))
  )
}
