import type { AuditEvent } from '@trailhouse/event'
import { isObject } from '../src/fields/text.ts'
import { finish } from '../src/finish.ts'
import { type JsonRecord, jsonMapper } from '../src/json-mapper.ts'
import { type Draft, defaultLimits, type MapContext, type Mapper, MappingError, type Sample } from '../src/mapper.ts'
import { parseAuditd } from '../src/parsers/auditd.ts'
import { decode } from '../src/parsers/json.ts'
import { auditbeatDraft, isAuditbeat, isOfAuditbeat } from './auditbeat.ts'
import { draftOf } from './draft.ts'
import type { AuditdEvent } from './event.ts'
import { eventsOf, isFilebeat, isGoAudit, isJournal, isLaurel } from './json.ts'
import { isAuditLine, joinLines, linesOf } from './lines.ts'

const name = 'linux-auditd'
const version = 1

/** The Linux audit system. README.md says in which forms. */
const mapper: Mapper = { name, version, detects, map }
export default mapper

const json = (now: number): Mapper =>
  jsonMapper({
    name,
    version,
    unwrap: (record) => (isObject(record['_source']) ? record['_source'] : record),
    detects: isOwn,
    map: (record) =>
      isAuditbeat(record) || isOfAuditbeat(record) ? auditbeatDraft(record) : draftsOf(eventsOf(record, now)),
  })

function isOwn(record: JsonRecord): boolean {
  if (isAuditbeat(record) || isFilebeat(record) || isJournal(record) || (isLaurel(record) && 'NODE' in record))
    return true
  if (isLaurel(record) && ('SYSCALL' in record || 'PROCTITLE' in record)) return true
  if (isGoAudit(record)) return 'uid_map' in record
  const message = record['message'] ?? record['MESSAGE'] ?? record['log']
  return typeof message === 'string' && parseAuditd(message.slice(0, 4096)) !== undefined
}

function detects({ text, json: root }: Sample): boolean {
  if (root !== undefined) return json(0).detects({ text, json: root })
  return isAuditLine(text.slice(0, 4096))
}

function draftsOf(events: readonly AuditdEvent[]): Draft[] {
  if (events.length === 0) throw new MappingError('MALFORMED', 'the record holds no audit record')
  return events.map(draftOf)
}

function map(raw: Uint8Array, context: MapContext): AuditEvent[] {
  const limits = context.limits ?? defaultLimits
  const text = decode(raw, limits).trim()
  if (text.startsWith('{') || text.startsWith('[{')) return json(context.ingestTime).map(raw, context)
  const oneLine = [{ text, start: 0, end: raw.length }]
  const events = joinLines(text.includes('\n') ? linesOf(raw) : oneLine, context.ingestTime)
  if (events.length === 0) throw new MappingError('MALFORMED', 'the record holds no audit record')
  if (events.length > limits.maxEvents) {
    throw new MappingError('TOO_MANY_EVENTS', `the record holds ${events.length} events, more than ${limits.maxEvents}`)
  }
  return events.map((event, index) => {
    const part = events.length === 1 ? raw : raw.subarray(event.start, event.end)
    return finish(draftOf(event), { dataset: name, mapper: `${name}@${version}`, raw: part, index }, context)
  })
}
