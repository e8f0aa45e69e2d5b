import { firstText, isObject, object, text } from '../src/fields/text.ts'
import type { JsonRecord } from '../src/json-mapper.ts'
import { attribute, dataOf, scalar } from './json-data.ts'
import { numberOf, outcomeWord, withMessage } from './json-parts.ts'
import { auditResult, levelOf } from './keywords.ts'
import { ofMembers } from './members.ts'
import { type Fields, nobody, type WindowsEvent } from './record.ts'
import { windowsTime } from './time.ts'

/** Reads an event from the JSON of any shipper. README.md lists them. */
export function readEventJson(record: JsonRecord): WindowsEvent {
  if (isObject(record['winlog'])) return ofWinlogbeat(record, record['winlog'])
  const tree = treeIn(record)
  return tree === undefined ? ofMembers(record) : ofTree(tree, record)
}

/** Winlogbeat 7 and 8, Elastic Agent. https://www.elastic.co/docs/reference/beats/winlogbeat/exported-fields-winlog */
function ofWinlogbeat(record: JsonRecord, winlog: JsonRecord): WindowsEvent {
  const event = object(record['event'])
  const user = object(winlog['user'])
  const timeText = firstText(winlog['time_created'], record['@timestamp'], event['created'])
  const message = text(record['message'])
  return {
    provider: firstText(winlog['provider_name'], event['provider']),
    id: numberOf(winlog['event_id'] ?? event['code']),
    channel: text(winlog['channel']),
    computer: firstText(winlog['computer_name'], object(record['host'])['name']),
    time: windowsTime(record['@timestamp']) ?? windowsTime(timeText),
    timeText,
    recordId: text(winlog['record_id']),
    audit: auditResult(winlog['keywords'], outcomeWord(event['outcome'])),
    level: levelOf(object(record['log'])['level'], winlog['level']),
    writer: { sid: text(user['identifier']), name: text(user['name']), domain: text(user['domain']) },
    activityId: text(winlog['activity_id']),
    message,
    fields: withMessage(dataOf(winlog['event_data']) ?? dataOf(winlog['user_data']), ecsFields(record), message),
  }
}

/** What Elastic's module has moved out of the event's data, under the names that Windows gave it. */
function ecsFields(record: JsonRecord): Map<string, unknown> {
  const source = object(record['source'])
  const destination = object(record['destination'])
  const user = object(record['user'])
  return new Map([
    ['IpAddress', source['ip']],
    ['IpPort', source['port']],
    ['SourceIp', source['ip']],
    ['SourcePort', source['port']],
    ['DestinationIp', destination['ip']],
    ['DestinationPort', destination['port']],
    ['User', user['name']],
  ])
}

/** `System` and its siblings, wherever a converter or shipper (evtx_dump, Velociraptor, Wazuh) puts them. */
function treeIn(record: JsonRecord): JsonRecord | undefined {
  const wazuh = object(record['win'] ?? object(record['data'])['win'])
  for (const each of [record['Event'], record, object(record['Events'])['Event'], wazuh]) {
    if (isObject(each) && (isObject(each['System']) || isObject(each['system']))) return each
  }
  return undefined
}

function ofTree(tree: JsonRecord, record: JsonRecord): WindowsEvent {
  const system = object(tree['System'] ?? tree['system'])
  const rendered = object(tree['RenderingInfo'])
  const timeText = firstText(attribute(system['TimeCreated'], 'SystemTime'), system['systemTime'])
  const message = firstText(rendered['Message'], tree['Message'], record['message'], system['message'])
  const keywords = [system['Keywords'], object(rendered['Keywords'])['Keyword'], rendered['Keywords']]
  const data = tree['EventData'] ?? tree['UserData'] ?? upperFirst(tree['eventdata']) ?? upperFirst(tree['userdata'])
  return {
    provider: firstText(attribute(system['Provider'], 'Name'), system['providerName'], system['Provider']),
    id: numberOf(system['EventID'] ?? system['eventID']),
    channel: firstText(scalar(system['Channel']), system['channel']),
    computer: firstText(scalar(system['Computer']), system['computer']),
    time: windowsTime(attribute(system['TimeCreated'], 'SystemTime')) ?? windowsTime(timeText),
    timeText,
    recordId: firstText(scalar(system['EventRecordID']), system['eventRecordID']),
    audit: auditResult(...keywords.map(scalarOrList), system['severityValue'], system['keywords']),
    level: levelOf(scalar(system['Level']), system['level']),
    writer: { ...nobody, sid: firstText(attribute(system['Security'], 'UserID'), system['userID']) },
    activityId: firstText(attribute(system['Correlation'], 'ActivityID'), system['activityID']),
    message,
    fields: withMessage(dataOf(data), new Map(), message),
  }
}

const scalarOrList = (value: unknown): unknown => (Array.isArray(value) ? value : scalar(value))

/** Wazuh writes the names of fields with a small first letter. */
function upperFirst(value: unknown): Fields | undefined {
  if (!isObject(value)) return undefined
  return Object.fromEntries(
    Object.entries(value).map(([name, each]) => [`${name.charAt(0).toUpperCase()}${name.slice(1)}`, each]),
  )
}
