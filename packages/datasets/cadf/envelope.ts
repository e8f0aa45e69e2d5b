import { isObject, object } from '../src/fields/text.ts'
import type { JsonRecord } from '../src/json-mapper.ts'
import { embeddedObject } from '../src/parsers/json.ts'

/** Whether a record is a CADF event, bare or in oslo.messaging's envelope. */
export function isCadf(event: JsonRecord): boolean {
  const { typeURI } = event
  if (typeof typeURI === 'string' && typeURI.startsWith('http://schemas.dmtf.org/cloud/audit/'))
    return 'action' in event
  return 'eventType' in event && 'eventTime' in event && 'outcome' in event && isObject(event['initiator'])
}

/**
 * The event in a record: it itself, the `payload` of a notification, or that of the notification whose JSON text is
 * `oslo.message`. Of the notification the ids that the event does not have are kept.
 * https://docs.openstack.org/oslo.messaging/latest/reference/notifier.html
 */
export function eventOf(record: JsonRecord): JsonRecord {
  if (isCadf(record)) return record
  const message = notificationOf(record)
  const payload = object(message['payload'])
  if (!isCadf(payload)) return record
  return {
    timestamp: message['timestamp'],
    _event_type: message['event_type'],
    _context_request_id: message['_context_request_id'] ?? object(message['ctxt'])['request_id'],
    _context_global_request_id: message['_context_global_request_id'],
    ...payload,
    id: payload['id'] ?? message['message_id'],
  }
}

function notificationOf(record: JsonRecord): JsonRecord {
  const inner = record['oslo.message']
  if (typeof inner === 'string') return embeddedObject(inner) ?? record
  return isObject(inner) ? inner : record
}
