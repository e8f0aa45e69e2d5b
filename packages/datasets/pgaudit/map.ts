import type { AuditEvent } from '@trailhouse/event'
import { email } from '../src/fields/text.ts'
import { finish } from '../src/finish.ts'
import { type Draft, defaultLimits, type MapContext, type Mapper, MappingError, type Sample } from '../src/mapper.ts'
import { decode, mapJson } from '../src/parsers/json.ts'
import { auditDraft } from './audit.ts'
import { readCsvlog } from './csvlog.ts'
import type { LogEntry } from './entry.ts'
import { attributesOf, databaseTarget } from './fields.ts'
import { readJsonlog } from './jsonlog.ts'
import { serverDraft } from './server.ts'
import { readStderr } from './stderr.ts'

const name = 'pgaudit'
const version = 1

/** PostgreSQL's log with pgaudit: stderr, syslog, csvlog or jsonlog. README.md says what is mapped. */
const mapper: Mapper = { name, version, detects, map }
export default mapper

function detects({ text, json }: Sample): boolean {
  if (json !== undefined) return readJsonlog(json) !== undefined
  if (readCsvlog(text) !== undefined) return true
  const line = readStderr(text, 0)
  return line !== undefined && auditDraft(line) !== undefined
}

function map(raw: Uint8Array, context: MapContext): AuditEvent[] {
  const entry = readEntry(raw, context)
  const found = auditDraft(entry) ?? serverDraft(entry)
  const draft = { ...entryDraft(entry), ...found, attributes: { ...entryAttributes(entry), ...found.attributes } }
  return [finish(draft, { dataset: name, mapper: `${name}@${version}`, raw, index: 0 }, context)]
}

function readEntry(raw: Uint8Array, context: MapContext): LogEntry {
  const limits = context.limits ?? defaultLimits
  const text = decode(raw, limits).trimEnd()
  const entry = text.startsWith('{')
    ? mapJson(text, raw, limits, readJsonlog)
    : (readCsvlog(text) ?? readStderr(text, context.ingestTime))
  if (entry !== undefined) return entry
  throw new MappingError(
    'MALFORMED',
    'not an entry of a PostgreSQL log: no csvlog, no jsonlog, and no severity in the line',
  )
}

function entryDraft(entry: LogEntry): Draft {
  const isFailure = entry.severity === 'ERROR' || entry.severity === 'FATAL' || entry.severity === 'PANIC'
  return {
    event_time: entry.time,
    event_time_raw: entry.timeText,
    service: 'postgresql',
    status_code: entry.sqlState,
    status_detail: isFailure ? entry.message : '',
    actor_type: entry.user !== '' ? 'user' : entry.client === '' ? 'system' : 'unknown',
    actor_id: entry.user,
    actor_name: entry.user,
    actor_email: email(entry.user),
    actor_session_id: entry.sessionId || entry.pid,
    source: entry.client,
    source_port: Number(entry.clientPort),
    destination_host: entry.server,
    user_agent: entry.application,
    targets: databaseTarget(entry.database),
  }
}

function entryAttributes(entry: LogEntry): Record<string, string> {
  return attributesOf({
    detail: entry.detail,
    hint: entry.hint,
    backend_type: entry.backendType === 'client backend' ? '' : entry.backendType,
    log_level: entry.severity === 'LOG' ? '' : entry.severity,
  })
}
