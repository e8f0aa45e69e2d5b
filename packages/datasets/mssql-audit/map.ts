import { attributesOf } from '../src/fields/attributes.ts'
import { isObject, text } from '../src/fields/text.ts'
import { isoTime } from '../src/fields/time.ts'
import { type JsonRecord, jsonMapper } from '../src/json-mapper.ts'
import { type Draft, MappingError } from '../src/mapper.ts'
import { child, parseXml } from '../src/parsers/xml.ts'
import { textOrJson } from '../src/text-or-json.ts'
import { isAuditText, textColumns } from './columns.ts'
import { auditDraft, type Column } from './draft.ts'

const name = 'mssql-audit'
const version = 1

const json = jsonMapper({
  name,
  version,
  arrayMember: ['records', 'value'],
  detects: (record) => isRow(rowOf(record)) || isAuditText(textOf(record)),
  map: recordDraft,
})

/** Audit records of SQL Server and Azure SQL. README.md says which forms are known. */
export default textOrJson({ name, version, detects: (whole) => isAuditText(unwrapped(whole)), map: textDraft }, json)

/** A row of sys.fn_get_audit_file, of Azure in `properties` or with Log Analytics' suffixes. */
function rowOf(record: JsonRecord): JsonRecord {
  const properties = record['properties']
  return isObject(properties) && 'action_id' in properties ? properties : record
}

const isRow = (row: JsonRecord): boolean =>
  ('action_id' in row && 'succeeded' in row && ('server_principal_name' in row || 'event_time' in row)) ||
  ('action_id_s' in row && 'succeeded_s' in row)

/** The text of event 33205, wherever a shipper of Windows events puts it: its message, its data by name or by place, XML. */
function textOf(record: JsonRecord): string {
  return auditTextIn(record, maxLevels) ?? ''
}

/** Shippers nest no deeper, e.g. `data.win.eventdata.data`. */
const maxLevels = 6
/** Members of a record that are looked into. */
const maxMembers = 200

function auditTextIn(value: unknown, levels: number): string | undefined {
  if (typeof value === 'string') return isAuditText(value) ? value.toWellFormed() : undefined
  if (typeof value !== 'object' || value === null || levels === 0) return undefined
  for (const each of Object.values(value).slice(0, maxMembers)) {
    const found = auditTextIn(each, levels - 1)
    if (found !== undefined) return found
  }
  return undefined
}

function recordDraft(record: JsonRecord): Draft {
  const row = rowOf(record)
  if (isRow(row) || 'action_id' in row) return rowDraft(record, row)
  const whole = textOf(record)
  if (!isAuditText(whole))
    throw new MappingError('MISSING_FIELD', 'the record has neither action_id nor the text of an audit event')
  return textDraft(whole)
}

function rowDraft(record: JsonRecord, row: JsonRecord): Draft {
  const draft = auditDraft('action_id_s' in row ? suffixed(row) : (column) => text(row[column]).trim())
  const time = text(record['originalEventTimestamp']) || text(record['time']) || text(record['TimeGenerated'])
  const isAzure = row !== record || 'action_id_s' in row
  return {
    ...draft,
    event_time: draft.event_time ?? isoTime(time, 'utc'),
    ...(isAzure && {
      cloud_provider: 'azure',
      cloud_account:
        text(record['SubscriptionId']) || /^\/subscriptions\/([^/]+)/i.exec(text(record['resourceId']))?.[1],
      cloud_region: text(record['location']),
    }),
  }
}

/** Log Analytics' custom columns: `_s` is text, `_t` a time, `_d` a number. */
const suffixed =
  (row: JsonRecord): Column =>
  (column) =>
    (text(row[`${column}_s`]) || text(row[`${column}_t`]) || text(row[`${column}_d`])).trim()

/** Event XML, behind a header perhaps, has the text in its data; else what stands before the first column is a header. */
function unwrapped(whole: string): string {
  const start = /<Event[\s>]/.exec(whole.slice(0, maxHead))?.index
  const end = start === undefined ? -1 : whole.lastIndexOf(endTag)
  if (end < 0) return whole
  try {
    const data = child(parseXml(whole.slice(start, end + endTag.length)), 'EventData')
    return data?.children.find((each) => isAuditText(each.text))?.text ?? ''
  } catch (error) {
    if (error instanceof MappingError) return ''
    throw error
  }
}

const endTag = '</Event>'
/** A syslog header is shorter. */
const maxHead = 1024

/** Columns that no field of the event holds. */
const kept = [
  'statement',
  'additional_information',
  'class_type',
  'permission_bitmask',
  'object_id',
  'transaction_id',
  'affected_rows',
  'response_rows',
  'duration_milliseconds',
  'user_defined_information',
] as const

function textDraft(whole: string): Draft {
  const columns = textColumns(unwrapped(whole))
  if (!columns.has('action_id')) throw new MappingError('MALFORMED', 'the text has no action_id')
  const attributes = attributesOf(Object.fromEntries(kept.map((column) => [column, columns.get(column)])))
  return { ...auditDraft((column) => columns.get(column) ?? ''), attributes }
}
