import { isObject } from '../fields/text.ts'
import type { JsonRecord } from '../json-mapper.ts'
import { embeddedObject } from './json.ts'

/** Where log shippers put the line that they carry: Fluent Bit, Docker, Filebeat, journald, Splunk's collector, Cloud Logging. */
const carriers = ['message', 'log', 'MESSAGE', 'event', 'jsonPayload', 'textPayload', 'line', 'body'] as const

/** The JSON object that a shipper's record carries, as text or as it is; the record itself where it carries none. */
export function carriedJson(record: JsonRecord, isOwn: (record: JsonRecord) => boolean): JsonRecord {
  if (isOwn(record)) return record
  for (const name of carriers) {
    const value = record[name]
    const carried = typeof value === 'string' ? objectIn(value) : value
    if (isObject(carried) && isOwn(carried)) return carried
  }
  return record
}

/** A header may stand in front of the JSON. */
function objectIn(line: string): unknown {
  const start = line.indexOf('{')
  return start < 0 ? undefined : embeddedObject(line.slice(start).trimEnd())
}
