import type { AuditEvent } from '@trailhouse/event'
import { attributesOf } from '../src/fields/attributes.ts'
import { text } from '../src/fields/text.ts'
import { isoTime } from '../src/fields/time.ts'
import { finish } from '../src/finish.ts'
import { type JsonRecord, jsonMapper } from '../src/json-mapper.ts'
import { type Draft, defaultLimits, type MapContext, type Mapper, MappingError, type Sample } from '../src/mapper.ts'
import { carriedJson } from '../src/parsers/carried-json.ts'
import { decode, embeddedObject } from '../src/parsers/json.ts'
import { textOrJson } from '../src/text-or-json.ts'
import { entryDraft } from './draft.ts'
import type { Entry } from './entry.ts'
import { isEnterprise, isPercona, readEnterprise, readPercona } from './json.ts'
import { isCsv, isMariadb, readCsv, readMariadb } from './lines.ts'
import { readXml, recordsIn } from './xml.ts'

const name = 'mysql-audit'
const version = 1

const isRecord = (record: JsonRecord): boolean => isPercona(record) || isEnterprise(record)

const json = jsonMapper({
  name,
  version,
  // Of a CloudWatch Logs subscription.
  arrayMember: ['logEvents'],
  unwrap: (record) => carriedJson(record, isRecord),
  detects: (record) => isRecord(record) || isLine(lineOf(record)),
  map: recordDraft,
})

const lines = textOrJson({ name, version, detects: isLine, map: textDraft }, json)

/** Audit logs of MySQL, Percona Server and MariaDB. README.md says which formats are known. */
const mapper: Mapper = { name, version, detects, map }
export default mapper

function detects(sample: Sample): boolean {
  if (sample.json !== undefined) return lines.detects(sample)
  if (isXml(sample.text)) return true
  if (!isElement(sample.text)) return lines.detects(sample)
  const json = embeddedObject(sample.text.replace(/,\s*$/, ''))
  return json !== undefined && lines.detects({ text: sample.text, json })
}

/** The file is an array that is written element by element: a line of it ends in a comma. */
const isElement = (text: string): boolean => /^\s*\{/.test(text.slice(0, 64)) && /\},\s*$/.test(text.slice(-64))

const isXml = (whole: string): boolean =>
  /^\s*(?:<\?xml[^>]{0,128}\?>\s*)?(?:<AUDIT>\s*)?<AUDIT_RECORD[\s>]/.test(whole.slice(0, 512))

function isLine(line: string): boolean {
  if (line === '') return false
  return isMariadb(line) || isCsv(line) || readMariadb(line, 0) !== undefined
}

function map(raw: Uint8Array, context: MapContext): AuditEvent[] {
  const limits = context.limits ?? defaultLimits
  const whole = decode(raw, limits)
  if (isXml(whole)) return mapXml(raw, context)
  const end = isElement(whole) ? raw.lastIndexOf(0x2c) : raw.length
  return lines.map(raw.subarray(0, end), context)
}

function mapXml(raw: Uint8Array, context: MapContext): AuditEvent[] {
  const limits = context.limits ?? defaultLimits
  const records = recordsIn(raw)
  if (records.length > limits.maxEvents) {
    throw new MappingError(
      'TOO_MANY_EVENTS',
      `the record holds ${records.length} events, more than ${limits.maxEvents}`,
    )
  }
  return records.map((bytes, index) => {
    const draft = withText(readXml(decode(bytes, limits), limits))
    const origin = { dataset: name, mapper: `${name}@${version}`, raw: records.length === 1 ? raw : bytes, index }
    return finish(draft, origin, context)
  })
}

function textDraft(line: string, now: number): Draft {
  const entry = isCsv(line) ? readCsv(line) : readMariadb(line, now)
  if (entry !== undefined) return withText(entry)
  throw new MappingError('MALFORMED', 'the line is of no audit log that is known')
}

/** Of text formats: what no field of the event holds. */
const withText = (entry: Entry): Draft => ({
  ...entryDraft(entry),
  attributes: attributesOf({
    statement: entry.sql,
    query_id: entry.queryId === '0' ? '' : entry.queryId,
    event: entry.command === '' ? '' : entry.name,
  }),
})

const lineOf = (record: JsonRecord): string => (text(record['message']) || text(record['log'])).trimEnd()

function recordDraft(record: JsonRecord): Draft {
  if (isPercona(record)) return entryDraft(readPercona(record))
  const line = lineOf(record)
  if (line !== '' && isLine(line)) return shipped(textDraft(line, 0), record)
  if (isEnterprise(record) || 'event' in record) return entryDraft(readEnterprise(record))
  throw new MappingError('MISSING_FIELD', 'the record has neither audit_record nor event')
}

/** CloudWatch's timestamp is in milliseconds. */
function shipped(draft: Draft, record: JsonRecord): Draft {
  const time = record['timestamp'] ?? record['@timestamp']
  const event_time = draft.event_time ?? (typeof time === 'number' ? Math.round(time * 1000) : isoTime(time))
  return { ...draft, event_time, source_event_id: text(record['id']) }
}
