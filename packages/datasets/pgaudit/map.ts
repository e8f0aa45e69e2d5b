import type { AuditEvent } from '@trailhouse/event'
import { attributesOf } from '../src/fields/attributes.ts'
import { email } from '../src/fields/text.ts'
import { finish } from '../src/finish.ts'
import { type JsonRecord, jsonMapper } from '../src/json-mapper.ts'
import { type Draft, defaultLimits, type MapContext, type Mapper, MappingError, type Sample } from '../src/mapper.ts'
import { decode } from '../src/parsers/json.ts'
import { auditDraft } from './audit.ts'
import { readRecord } from './carriers.ts'
import { readCsvlog } from './csvlog.ts'
import type { LogEntry } from './entry.ts'
import { databaseTarget } from './fields.ts'
import { isJsonlog, jsonlogMembers } from './jsonlog.ts'
import { serverDraft } from './server.ts'
import { readStderr } from './stderr.ts'

const name = 'pgaudit'
const version = 2

/** PostgreSQL's log with pgaudit: stderr, syslog, csvlog or jsonlog. README.md says what is mapped. */
const mapper: Mapper = { name, version, detects, map }
export default mapper

/** Pages of CloudWatch Logs and of Azure. */
const json = jsonMapper({
  name,
  version,
  arrayMember: ['logEvents', 'records'],
  detects: isSurely,
  map: (record) => {
    const entry = readRecord(record)
    if (entry === undefined) throw new MappingError('MALFORMED', 'the JSON object holds no entry of a PostgreSQL log')
    return { ...draftOf(entry), unknown_fields: unknownIn(record) }
  },
})

/** jsonlog is PostgreSQL's alone; of a line that something else carries only AUDIT is sure. */
function isSurely(record: JsonRecord): boolean {
  if (isJsonlog(record)) return true
  const entry = readRecord(record)
  return entry !== undefined && auditDraft(entry) !== undefined
}

function unknownIn(record: JsonRecord): string[] | undefined {
  if (!('error_severity' in record)) return undefined
  const unknown = Object.keys(record).filter((member) => !jsonlogMembers.has(member))
  return unknown.length === 0 ? undefined : unknown
}

function detects(sample: Sample): boolean {
  if (sample.json !== undefined) return json.detects(sample)
  if (readCsvlog(sample.text) !== undefined) return true
  const line = readStderr(sample.text, 0)
  return line !== undefined && auditDraft(line) !== undefined
}

function map(raw: Uint8Array, context: MapContext): AuditEvent[] {
  const text = decode(raw, context.limits ?? defaultLimits).trimEnd()
  if (/^\s*(?:\{|\[\s*[{\]])/.test(text)) return json.map(raw, context)
  const entry = readCsvlog(text) ?? readStderr(text, context.ingestTime)
  if (entry === undefined) {
    throw new MappingError('MALFORMED', 'not an entry of a PostgreSQL log: no csvlog, and no severity in the line')
  }
  return [finish(draftOf(entry), { dataset: name, mapper: `${name}@${version}`, raw, index: 0 }, context)]
}

function draftOf(entry: LogEntry): Draft {
  const found = auditDraft(entry) ?? serverDraft(entry)
  return { ...entryDraft(entry), ...found, attributes: { ...entryAttributes(entry), ...found.attributes } }
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
    context: entry.context,
    backend_type: entry.backendType === 'client backend' ? '' : entry.backendType,
    log_level: entry.severity === 'LOG' ? '' : entry.severity,
  })
}
