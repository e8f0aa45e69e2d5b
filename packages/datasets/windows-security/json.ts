import { isObject, object, text } from '../src/fields/text.ts'
import type { JsonRecord } from '../src/json-mapper.ts'
import { type Draft, defaultLimits } from '../src/mapper.ts'
import { embeddedObject } from '../src/parsers/json.ts'
import { draftOf } from './draft.ts'
import { readEventJson } from './event-json.ts'
import { readEventXml } from './event-xml.ts'

/** A record of a shipper: the event in its own fields, or its XML in one of them. */
export function mapJsonEvent(record: JsonRecord): Draft {
  const xml = xmlIn(record)
  return draftOf(xml === undefined ? readEventJson(record) : readEventXml(xml, defaultLimits))
}

/**
 * Takes the event out of what is around it: Elasticsearch's hit, a diagnostics record of Azure, the body of an
 * OpenTelemetry record, and a line that a shipper kept as text.
 */
export function unwrap(record: JsonRecord): JsonRecord {
  if (isOwn(record)) return record
  for (const name of wrappers) {
    const value = record[name]
    const inner = typeof value === 'string' && value.startsWith('{') ? embeddedObject(value) : value
    if (isObject(inner) && isOwn(inner)) return inner
  }
  return record
}

const wrappers = ['_source', 'properties', 'body', 'Body', 'event', 'message', 'log', 'data', 'result', '_raw'] as const

/** Marks of each shipper that no other format has. */
export function detectsJson(record: JsonRecord): boolean {
  return isOwn(record) || xmlIn(record) !== undefined
}

function isOwn(record: JsonRecord): boolean {
  const winlog = record['winlog']
  if (isObject(winlog)) return 'event_id' in winlog || 'channel' in winlog || 'provider_name' in winlog
  if (isTree(record['Event']) || isTree(record) || isTree(record['win']) || isTree(object(record['data'])['win']))
    return true
  if (record['SourceModuleType'] === 'im_msvistalog' || record['Type'] === 'SecurityEvent') return true
  return hasId(record) && hasLog(record)
}

/** `System` with an event id, as converters of event XML give it. */
function isTree(value: unknown): boolean {
  const system = isObject(value) ? (value['System'] ?? value['system']) : undefined
  return isObject(system) && ('EventID' in system || 'eventID' in system)
}

const hasId = (record: JsonRecord): boolean =>
  'EventID' in record || 'EventId' in record || 'event_id' in record || 'EventCode' in record || 'Id' in record

/** A channel or a source beside the id tells a Windows event from other records that number their events. */
function hasLog(record: JsonRecord): boolean {
  const channel =
    record['Channel'] ??
    record['channel'] ??
    record['LogName'] ??
    record['log_name'] ??
    record['EventLog'] ??
    record['Logfile']
  const source =
    record['SourceName'] ??
    record['ProviderName'] ??
    record['source_name'] ??
    record['provider_name'] ??
    record['Provider'] ??
    record['provider'] ??
    record['EventSourceName'] ??
    record['Source']
  return typeof channel === 'string' && (typeof source === 'string' || isObject(source))
}

const xmlMembers = [
  'RawXml',
  'rawXml',
  'Xml',
  'xml',
  'EventXml',
  '_raw',
  'message',
  '@message',
  'body',
  'Body',
  'log',
  'event',
] as const

/** The event's XML where a shipper sends it whole; Winlogbeat keeps it in `event.original`. */
function xmlIn(record: JsonRecord): string | undefined {
  for (const name of xmlMembers) {
    const value = record[name]
    if (typeof value === 'string' && isEventXml(value)) return value
  }
  const properties = text(object(record['properties'])['RawXml'])
  if (isEventXml(properties)) return properties
  const original = isObject(record['winlog']) ? '' : text(object(record['event'])['original'])
  return isEventXml(original) ? original : undefined
}

const isEventXml = (value: string): boolean => /^\s*(?:<\?xml[^>]{0,200}\?>\s*)?<(?:\w{1,16}:)?Event[\s>]/.test(value)
