import { object, text } from '../src/fields/text.ts'
import { isoTime } from '../src/fields/time.ts'
import { type JsonRecord, jsonMapper } from '../src/json-mapper.ts'
import { type Draft, MappingError } from '../src/mapper.ts'
import { embeddedObject } from '../src/parsers/json.ts'
import { lineTime } from '../src/parsers/line-time.ts'
import { textOrJson } from '../src/text-or-json.ts'
import { eventDraft } from './event.ts'
import { eventPairs, pairsStart } from './pairs.ts'

const name = 'keycloak'
const version = 1

const json = jsonMapper({ name, version, detects: isEvent, map: jsonDraft })

/** Keycloak's user events and admin events. README.md says which forms are known. */
export default textOrJson({ name, version, detects: (line) => textStart(line) >= 0, map: textDraft }, json)

/** Where the pairs of an event begin, or -1 where JSON begins before them: they are then in its message. */
function textStart(line: string): number {
  const start = pairsStart(line)
  const brace = line.indexOf('{')
  return brace >= 0 && brace < start ? -1 : start
}

function isEvent(record: JsonRecord): boolean {
  const line = lineOf(record)
  if (line !== '') return pairsStart(line) >= 0
  if (!('realmId' in record || 'realmId' in object(record['authDetails']))) return false
  return 'operationType' in record ? 'resourceType' in record : 'type' in record && 'time' in record
}

function textDraft(line: string, now: number): Draft {
  const { time, timeText } = lineTime(line.slice(0, Math.max(pairsStart(line), 0)), now)
  return { ...lineDraft(line), event_time: time, event_time_raw: timeText }
}

/** The line in a JSON log: Quarkus's own format and ECS have it in `message`, container runtimes in `log`. */
const lineOf = (record: JsonRecord): string =>
  'type' in record || 'operationType' in record ? '' : text(record['message']) || text(record['log'])

function jsonDraft(record: JsonRecord): Draft {
  const line = lineOf(record)
  if (line === '') return recordDraft(record)
  const inner = line.trimStart().startsWith('{') ? parsed(line) : undefined
  if (inner !== undefined) return { ...jsonLineDraft(record), ...jsonDraft(inner) }
  return { ...jsonLineDraft(record), ...lineDraft(line) }
}

function jsonLineDraft(record: JsonRecord): Draft {
  const time = text(record['@timestamp']) || text(record['timestamp']) || text(record['time'])
  return { event_time: isoTime(time, 'utc'), event_time_raw: time }
}

/** One level is enough for every shipper; more could be a record that was made to nest. */
function parsed(line: string): JsonRecord | undefined {
  const value = embeddedObject(line.trim())
  return value === undefined || text(value['message']).trimStart().startsWith('{') ? undefined : value
}

function lineDraft(line: string): Draft {
  const start = pairsStart(line)
  if (start < 0) throw new MappingError('MALFORMED', 'the line holds no event of Keycloak: no type= and realmId=')
  const pairs = eventPairs(line.slice(start))
  const attributes: Record<string, string> = {}
  for (const key in pairs) if (!mapped.has(key)) attributes[key] = pairs[key] ?? ''
  return { ...eventDraft(pairs, pairs), service: 'keycloak', attributes }
}

/** Pairs that a field of the event holds. */
const mapped = new Set([
  'type',
  'operationType',
  'realmId',
  'realmName',
  'clientId',
  'userId',
  'username',
  'ipAddress',
  'error',
  'sessionId',
  'resourceType',
  'resourcePath',
  'representation',
  'impersonator',
  'user_agent',
])

/** EventRepresentation and AdminEventRepresentation of the admin REST API, as most listeners write them too. */
const known = new Set([
  'id',
  'uid',
  'time',
  'type',
  'realmId',
  'realmName',
  'clientId',
  'userId',
  'username',
  'sessionId',
  'ipAddress',
  'error',
  'details',
  'authDetails',
  'operationType',
  'resourceType',
  'resourceTypeAsString',
  'resourcePath',
  'resourceId',
  'representation',
  'detailsJson',
  '@class',
])

function recordDraft(record: JsonRecord): Draft {
  const time = record['time']
  const micros = typeof time === 'number' ? Math.round(time * 1000) : isoTime(time)
  if (text(record['type']) === '' && text(record['operationType']) === '') {
    throw new MappingError('MISSING_FIELD', 'neither type nor operationType is there')
  }
  return {
    ...eventDraft(record, object(record['details'])),
    event_time: micros,
    event_time_raw: text(time),
    service: 'keycloak',
    source_event_id: text(record['id']) || text(record['uid']),
    unknown_fields: Object.keys(record).filter((key) => !known.has(key)),
  }
}
