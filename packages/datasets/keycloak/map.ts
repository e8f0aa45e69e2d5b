import { object, text } from '../src/fields/text.ts'
import { isoTime } from '../src/fields/time.ts'
import { finish } from '../src/finish.ts'
import { type JsonRecord, jsonMapper } from '../src/json-mapper.ts'
import { type Draft, defaultLimits, type MapContext, type Mapper, MappingError, type Sample } from '../src/mapper.ts'
import { decode, embeddedObject } from '../src/parsers/json.ts'
import { lineTime } from '../src/parsers/line-time.ts'
import { eventDraft } from './event.ts'
import { eventPairs, pairsStart } from './pairs.ts'

const name = 'keycloak'
const version = 1

/** Keycloak's user events and admin events. README.md says which forms are known. */
const mapper: Mapper = { name, version, detects, map }
export default mapper

const json = jsonMapper({ name, version, detects: isEvent, map: (record) => jsonDraft(record) })

function detects(sample: Sample): boolean {
  if (sample.json !== undefined) return json.detects(sample)
  return pairsStart(sample.text) >= 0 || json.detects({ text: sample.text, json: headedJson(sample.text) })
}

/** The JSON object behind a syslog header. */
function headedJson(text: string): unknown {
  const start = text.indexOf('{')
  return start < 0 || !text.endsWith('}') ? undefined : embeddedObject(text.slice(start))
}

function isEvent(record: JsonRecord): boolean {
  const line = lineOf(record)
  if (line !== '') return pairsStart(line) >= 0
  if (!('realmId' in record || 'realmId' in object(record['authDetails']))) return false
  return 'operationType' in record ? 'resourceType' in record : 'type' in record && 'time' in record
}

function map(raw: Uint8Array, context: MapContext): ReturnType<Mapper['map']> {
  const line = decode(raw, context.limits ?? defaultLimits).trim()
  if (/^(?:\{|\[\s*[{\]])/.test(line)) return json.map(raw, context)
  const start = pairsStart(line)
  const braces = line.indexOf('{')
  if (braces >= 0 && (start < 0 || braces < start)) {
    return json.map(raw.subarray(raw.indexOf(0x7b)), context).map((event) => ({ ...event, raw }))
  }
  const { time, timeText } = lineTime(line.slice(0, Math.max(start, 0)), context.ingestTime)
  const draft = { ...lineDraft(line), event_time: time, event_time_raw: timeText }
  return [finish(draft, { dataset: name, mapper: `${name}@${version}`, raw, index: 0 }, context)]
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
