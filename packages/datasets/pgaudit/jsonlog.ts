import { isObject, text } from '../src/fields/text.ts'
import { blankEntry, known, type LogEntry, logTime } from './entry.ts'

/**
 * A jsonlog record, of PostgreSQL 15 and later. Undefined where the value is none.
 * https://www.postgresql.org/docs/current/runtime-config-logging.html#RUNTIME-CONFIG-LOGGING-JSONLOG
 */
export function readJsonlog(json: unknown): LogEntry | undefined {
  if (!isJsonlog(json)) return undefined
  return {
    ...blankEntry,
    time: logTime(text(json['timestamp'])),
    timeText: text(json['timestamp']),
    user: text(json['user']),
    database: text(json['dbname']),
    pid: text(json['pid']),
    client: known(text(json['remote_host'])),
    clientPort: text(json['remote_port']),
    sessionId: text(json['session_id']),
    commandTag: text(json['ps']),
    severity: text(json['error_severity']),
    sqlState: text(json['state_code']),
    message: text(json['message']),
    detail: text(json['detail']),
    hint: text(json['hint']),
    context: text(json['context']),
    statement: text(json['statement']),
    application: text(json['application_name']),
    backendType: text(json['backend_type']),
    queryId: text(json['query_id']),
  }
}

export const isJsonlog = (json: unknown): json is Record<string, unknown> =>
  isObject(json) && 'error_severity' in json && 'timestamp' in json

/** Members of a jsonlog record. */
export const jsonlogMembers: ReadonlySet<string> = new Set([
  'timestamp',
  'user',
  'dbname',
  'pid',
  'remote_host',
  'remote_port',
  'session_id',
  'line_num',
  'ps',
  'session_start',
  'vxid',
  'txid',
  'error_severity',
  'state_code',
  'message',
  'detail',
  'hint',
  'internal_query',
  'internal_position',
  'context',
  'statement',
  'cursor_position',
  'func_name',
  'file_name',
  'file_line_num',
  'application_name',
  'backend_type',
  'leader_pid',
  'query_id',
])
