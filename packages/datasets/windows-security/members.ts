import { firstText, isObject, object, text } from '../src/fields/text.ts'
import type { JsonRecord } from '../src/json-mapper.ts'
import { insertedFields } from './inserts.ts'
import { dataOf } from './json-data.ts'
import { numberOf, outcomeWord, withMessage } from './json-parts.ts'
import { auditResult, levelOf } from './keywords.ts'
import { messageFields } from './message.ts'
import type { Fields, WindowsEvent } from './record.ts'
import { windowsTime } from './time.ts'

/** NXLog, Azure Monitor, Fluent Bit, fluentd, Vector, OpenTelemetry, Logstash, Winlogbeat 6, PowerShell, Kinesis Agent. */
export function ofMembers(record: JsonRecord): WindowsEvent {
  const timeText = textOf(record, timeMembers)
  const message = messageOf(record)
  const [own, around] = dataAndAround(record)
  return {
    provider: providerOf(record),
    id: numberOf(firstOf(record, idMembers)),
    channel: textOf(record, channelMembers),
    computer: textOf(record, computerMembers),
    time: windowsTime(firstOf(record, timeMembers)) ?? windowsTime(timeText),
    timeText,
    recordId: textOf(record, recordIdMembers),
    audit: auditOf(record),
    level: levelOf(...levelMembers.map((name) => record[name])),
    writer: writerOf(record),
    activityId: firstText(record['ActivityID'], record['activity_id'], record['ActivityId']),
    message,
    ...withMessage(own, around, message),
  }
}

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

function textOf(record: JsonRecord, names: readonly string[]): string {
  for (const name of names) {
    const found = text(record[name])
    if (found !== '') return found
  }
  return ''
}

function firstOf(record: JsonRecord, names: readonly string[]): unknown {
  for (const name of names) if (record[name] !== undefined && record[name] !== null) return record[name]
  return undefined
}

function providerOf(record: JsonRecord): string {
  const provider = object(record['provider'])
  return firstText(
    record['SourceName'],
    record['ProviderName'],
    record['EventSourceName'],
    record['provider_name'],
    record['source_name'],
    provider['name'],
    record['Provider'],
    record['Source'],
    record['provider'],
    provider['event_source'],
  )
}

/** .NET's EventLogEntryType has 8 for a success audit and 16 for a failure audit; Azure gives it as Level. */
function auditOf(record: JsonRecord): 'success' | 'failure' | '' {
  const level = record['Level']
  if (level === '8' || level === 8) return 'success'
  if (level === '16' || level === 16) return 'failure'
  return auditResult(...auditMembers.map((name) => record[name]), outcomeWord(object(record['event'])['outcome']))
}

function writerOf(record: JsonRecord) {
  const user = object(record['user'])
  const security = object(record['security'])
  const id = record['UserId'] ?? record['UserID']
  return {
    sid: firstText(
      isObject(id) ? id['Value'] : id,
      user['identifier'],
      record['user_id'],
      security['user_id'],
      record['Sid'],
      record['SystemUserId'],
    ),
    name: firstText(
      'UserID' in record ? record['AccountName'] : undefined,
      user['name'],
      record['user'],
      record['user_name'],
    ),
    domain: firstText('UserID' in record ? record['Domain'] : undefined, user['domain']),
  }
}

function messageOf(record: JsonRecord): string {
  return firstText(
    record['Message'],
    record['message'],
    record['Description'],
    record['description'],
    record['RenderedDescription'],
  )
}

/** The event's data, and the record where its fields stand beside those of the system (NXLog, Azure's SecurityEvent). */
function dataAndAround(record: JsonRecord): [Fields | undefined, Fields] {
  const own =
    record['EventData'] ?? record['event_data'] ?? record['ParameterXml'] ?? record['UserData'] ?? record['user_data']
  const parsed = isObject(record['message']) ? record['message'] : object(record['details'])
  const described = 'DescriptionTitle' in record || 'subject.account_name' in record
  const said = described ? record : Object.keys(parsed).length > 0 ? parsed : undefined
  if (said !== undefined) return [{ ...messageFields(said), ...dataOf(own) }, record]
  const inserts = insertedFields(numberOf(firstOf(record, idMembers)), own ?? firstOf(record, insertMembers))
  return [inserts ?? dataOf(own), record]
}

const insertMembers = ['StringInserts', 'string_inserts', 'InsertionStrings', 'Properties'] as const
