import { isObject, object, text } from '../src/fields/text.ts'
import type { JsonRecord } from '../src/json-mapper.ts'
import { embeddedObject } from '../src/parsers/json.ts'

/**
 * The LogEntry out of what else carries it: a push or pull message of Pub/Sub (its data in base64), or the CloudEvent
 * of Eventarc.
 */
export function logEntryOf(record: JsonRecord): JsonRecord {
  if (isLogEntry(record)) return record
  const message = isObject(record['message']) ? record['message'] : record
  const data = message['data']
  if (typeof data === 'string' && ('messageId' in message || 'message_id' in message || 'attributes' in message)) {
    const entry = embeddedObject(Buffer.from(data, 'base64').toString('utf8'))
    return entry !== undefined && isLogEntry(entry) ? entry : record
  }
  return isObject(data) && isLogEntry(data) ? data : record
}

const isLogEntry = (record: JsonRecord): boolean =>
  'logName' in record || 'protoPayload' in record || ('insertId' in record && 'resource' in record)

/** Whether a LogEntry is an audit log's, or an event of a GKE cluster: other logs carry other vendors' records. */
export function isAudit(entry: JsonRecord): boolean {
  if (!isLogEntry(entry)) return false
  if (text(object(entry['protoPayload'])['@type']) === 'type.googleapis.com/google.cloud.audit.AuditLog') return true
  const log = text(entry['logName'])
  if (/\/logs\/(?:cloudaudit\.googleapis\.com|externalaudit\.googleapis\.com)(?:%2F|\/)/.test(log)) return true
  return /^projects\/[^/]+\/logs\/events$/.test(log) && text(object(entry['resource'])['type']).startsWith('k8s_')
}

/** https://cloud.google.com/logging/docs/reference/v2/rest/v2/LogEntry */
export const logEntryFields: readonly string[] =
  `logName resource timestamp receiveTimestamp severity insertId httpRequest labels metadata operation trace spanId
  traceSampled sourceLocation split errorGroups apphub apphubDestination apphubSource protoPayload textPayload
  jsonPayload otel`.split(/\s+/)
