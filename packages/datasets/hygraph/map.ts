import { isObject, text } from '../src/fields/text.ts'
import { type JsonRecord, jsonMapper } from '../src/json-mapper.ts'
import { carriedJson } from '../src/parsers/carried-json.ts'
import { isEntry, mapEntry } from './audit-log.ts'
import { isWebhook, mapWebhook } from './webhook.ts'

/** Hygraph's audit log, and its webhooks. README.md says which field comes from where. */
export default jsonMapper({
  name: 'hygraph',
  version: 1,
  arrayMember: ['auditLogs', 'data.auditLogs', 'data.project.auditLogs', 'data.viewer.project.auditLogs'],
  unwrap: (record) => carriedJson(record, isOwn),
  detects: isOwn,
  map: (record, source) =>
    isObject(record['data']) && text(record['operation']) !== '' ? mapWebhook(record, source) : mapEntry(record),
})

function isOwn(record: JsonRecord): boolean {
  return isEntry(record) || isWebhook(record)
}
