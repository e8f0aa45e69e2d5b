import { firstText, isObject, object, text } from '../src/fields/text.ts'
import type { JsonRecord } from '../src/json-mapper.ts'
import { insertedFields } from './inserts.ts'
import { dataOf } from './json-data.ts'
import { numberOf, outcomeWord, withMessage } from './json-parts.ts'
import { auditResult, levelOf } from './keywords.ts'
import { messageFields } from './message.ts'
import { fieldMap, type WindowsEvent } from './record.ts'
import { windowsTime } from './time.ts'

/** NXLog, Azure Monitor, Fluent Bit, fluentd, Vector, OpenTelemetry, Logstash, Winlogbeat 6, PowerShell, Kinesis Agent. */
export function ofMembers(json: JsonRecord): WindowsEvent {
  const record = fieldMap(json)
  const timeText = textOf(record, timeMembers)
  const message = messageOf(record)
  return {
    provider: providerOf(record),
    id: numberOf(firstOf(record, idMembers)),
    channel: textOf(record, channelMembers),
    computer: textOf(record, computerMembers),
    time: windowsTime(firstOf(record, timeMembers)) ?? windowsTime(timeText),
    timeText,
    recordId: textOf(record, recordIdMembers),
    audit: auditOf(record),
    level: levelIn(record),
    writer: writerOf(record),
    activityId: firstText(record.get('ActivityID'), record.get('activity_id'), record.get('ActivityId')),
    message,
    // Last, because it puts the event's data among the members.
    fields: fieldsOf(json, record, message),
  }
}

/** The members of a record: a hundred names are looked for in it, and a map misses faster than an object. */
type Members = ReadonlyMap<string, unknown>

const idMembers = ['EventID', 'EventId', 'event_id', 'EventCode', 'eventId', 'eventID', 'Id'] as const
const timeMembers = [
  'TimeCreated',
  'time_created',
  'EventTime',
  'TimeGenerated',
  'time_generated',
  'system_time',
  'SystemTime',
  'TimeCollected',
  '@timestamp',
  'timestamp',
  'time',
] as const
const channelMembers = ['Channel', 'channel', 'LogName', 'log_name', 'EventLog', 'Logfile', 'LogFile'] as const
const computerMembers = [
  'Hostname',
  'HOSTNAME',
  'Computer',
  'computer',
  'ComputerName',
  'computer_name',
  'MachineName',
  'host',
] as const
const recordIdMembers = [
  'RecordNumber',
  'EventRecordID',
  'EventRecordId',
  'record_id',
  'RecordId',
  'record_number',
  'Index',
] as const
const levelMembers = [
  'Level',
  'level',
  'EventLevel',
  'EventLevelName',
  'LevelDisplayName',
  'EventType',
  'level_value',
] as const
const auditMembers = [
  'EventType',
  'event_type',
  'Keywords',
  'keywords',
  'KeywordsDisplayNames',
  'Type',
  'EntryType',
  'type',
  'Level',
] as const

function textOf(record: Members, names: readonly string[]): string {
  for (const name of names) {
    const value = record.get(name)
    const found = value === undefined ? '' : text(value)
    if (found !== '') return found
  }
  return ''
}

function firstOf(record: Members, names: readonly string[]): unknown {
  for (const name of names) {
    const found = record.get(name)
    if (found !== undefined && found !== null) return found
  }
  return undefined
}

function providerOf(record: Members): string {
  const provider = object(record.get('provider'))
  return firstText(
    record.get('SourceName'),
    record.get('ProviderName'),
    record.get('EventSourceName'),
    record.get('provider_name'),
    record.get('source_name'),
    provider['name'],
    record.get('Provider'),
    record.get('Source'),
    record.get('provider'),
    provider['event_source'],
  )
}

function levelIn(record: Members): number {
  for (const name of levelMembers) {
    const level = levelOf(record.get(name))
    if (level !== 0) return level
  }
  return 0
}

/** .NET's EventLogEntryType has 8 for a success audit and 16 for a failure audit; Azure gives it as Level. */
function auditOf(record: Members): 'success' | 'failure' | '' {
  const level = record.get('Level')
  if (level === '8' || level === 8) return 'success'
  if (level === '16' || level === 16) return 'failure'
  for (const name of auditMembers) {
    const said = record.get(name)
    const result = said === undefined ? '' : auditResult(said)
    if (result !== '') return result
  }
  return auditResult(outcomeWord(object(record.get('event'))['outcome']))
}

function writerOf(record: Members) {
  const user = object(record.get('user'))
  const security = object(record.get('security'))
  const id = record.get('UserId') ?? record.get('UserID')
  return {
    sid: firstText(
      isObject(id) ? id['Value'] : id,
      user['identifier'],
      record.get('user_id'),
      security['user_id'],
      record.get('Sid'),
      record.get('SystemUserId'),
    ),
    name: firstText(
      record.has('UserID') ? record.get('AccountName') : undefined,
      user['name'],
      record.get('user'),
      record.get('user_name'),
    ),
    domain: firstText(record.has('UserID') ? record.get('Domain') : undefined, user['domain']),
  }
}

function messageOf(record: Members): string {
  return firstText(
    record.get('Message'),
    record.get('message'),
    record.get('Description'),
    record.get('description'),
    record.get('RenderedDescription'),
  )
}

/** The event's data, and the record where its fields stand beside those of the system (NXLog, Azure's SecurityEvent). */
function fieldsOf(record: JsonRecord, members: Map<string, unknown>, message: string): ReadonlyMap<string, unknown> {
  const own =
    record['EventData'] ?? record['event_data'] ?? record['ParameterXml'] ?? record['UserData'] ?? record['user_data']
  const parsed = isObject(record['message']) ? record['message'] : object(record['details'])
  const described = 'DescriptionTitle' in record || 'subject.account_name' in record
  const said = described ? record : Object.keys(parsed).length > 0 ? parsed : undefined
  if (said !== undefined) {
    for (const [name, value] of messageFields(said)) members.set(name, value)
    return withMessage(dataOf(own), members, message)
  }
  const inserts = insertedFields(numberOf(firstOf(members, idMembers)), own ?? firstOf(members, insertMembers))
  return withMessage(inserts ?? dataOf(own), members, message)
}

const insertMembers = ['StringInserts', 'string_inserts', 'InsertionStrings', 'Properties'] as const
