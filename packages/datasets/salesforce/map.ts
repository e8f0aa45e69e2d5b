import type { AuditEvent } from '@trailhouse/event'
import { rowOf } from '../src/fields/row.ts'
import { isObject, object, text } from '../src/fields/text.ts'
import { finish } from '../src/finish.ts'
import { type JsonRecord, jsonMapper } from '../src/json-mapper.ts'
import { type Draft, defaultLimits, type MapContext, type Mapper, MappingError } from '../src/mapper.ts'
import { decode } from '../src/parsers/json.ts'
import { csvRecords, isEventLogFile } from './csv.ts'
import { mapRow } from './event.ts'

const name = 'salesforce'
const version = 1

const json = jsonMapper({
  name,
  version,
  arrayMember: 'records',
  detects: isSalesforce,
  map: (record) => mapRow(rowOf(payloadOf(record)), typeIn(record)),
})

/** Salesforce event monitoring, login history and setup audit trail. README.md says which field comes from where. */
const mapper: Mapper = {
  name,
  version,
  detects: (sample) => (sample.json === undefined ? isEventLogFile(sample.text) : json.detects(sample)),
  map: (raw, context) => (startsAsJson(raw) ? json.map(raw, context) : mapCsv(raw, context)),
}
export default mapper

/** The rows of an event log file: each is an event, with the bytes of its line as `raw`. */
function mapCsv(raw: Uint8Array, context: MapContext): AuditEvent[] {
  const limits = context.limits ?? defaultLimits
  decode(raw, limits)
  const records = csvRecords(raw, limits.maxEvents)
  if (records.length === 0) throw new MappingError('EMPTY_RECORD', 'the event log file holds a header and no row')
  return records.map(({ row, line }, index) => {
    const draft: Draft = mapRow(row, '')
    return finish(draft, { dataset: name, mapper: `${name}@${version}`, raw: line, index }, context)
  })
}

/** An event as it is; in the payload of a platform event, which CometD puts into `data` and EventBridge into `detail`. */
function payloadOf(record: JsonRecord): JsonRecord {
  const message = messageOf(record)
  return isObject(message['payload']) ? message['payload'] : message
}

function messageOf(record: JsonRecord): JsonRecord {
  if (isObject(record['data']) && isObject(record['data']['payload'])) return record['data']
  return isObject(record['detail']) && isObject(record['detail']['payload']) ? record['detail'] : record
}

/** The type of an object where it stands beside the object's own fields. */
function typeIn(record: JsonRecord): string {
  const type = text(object(payloadOf(record)['attributes'])['type'])
  const channel = text(record['channel']) || text(record['detail-type'])
  return type || channel.slice(channel.lastIndexOf('/') + 1).replace(/Stream$/, '')
}

function isSalesforce(record: JsonRecord): boolean {
  const payload = payloadOf(record)
  if (typeof payload['EVENT_TYPE'] === 'string') return eventLogFields.some((field) => field in payload)
  return isObjectOf(payload)
}

const eventLogFields = [
  'ORGANIZATION_ID',
  'USER_ID',
  'USER_ID_DERIVED',
  'TIMESTAMP_DERIVED',
  'LOGIN_STATUS',
  'RECORD_OWNER',
]

/** A real-time event, a login of LoginHistory, or a row of SetupAuditTrail. */
function isObjectOf(payload: JsonRecord): boolean {
  if ('EventIdentifier' in payload && 'EventDate' in payload) return 'UserId' in payload || 'Username' in payload
  if ('LoginTime' in payload && 'LoginType' in payload) return 'UserId' in payload
  return 'Section' in payload && 'Display' in payload && 'Action' in payload && 'CreatedDate' in payload
}

function startsAsJson(raw: Uint8Array): boolean {
  let at = raw[0] === 0xef && raw[1] === 0xbb ? 3 : 0
  while (raw[at] === 0x20 || raw[at] === 0x0a || raw[at] === 0x0d || raw[at] === 0x09) at += 1
  return raw[at] === 0x7b || raw[at] === 0x5b
}
