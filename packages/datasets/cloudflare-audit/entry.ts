import { firstText, isObject, object, text } from '../src/fields/text.ts'
import type { JsonRecord } from '../src/json-mapper.ts'

/** An entry of any of the four forms by one set of names. */
export type Entry = {
  readonly id: string
  readonly time: unknown
  readonly action: string
  readonly result: unknown
  readonly description: string
  readonly actor: { readonly id: string; readonly email: string; readonly type: string; readonly ip: string }
  readonly token: { readonly id: string; readonly name: string }
  readonly resource: { readonly id: string; readonly type: string; readonly product: string }
  readonly zone: { readonly id: string; readonly name: string }
  readonly account: { readonly id: string; readonly name: string }
  readonly owner: string
  readonly metadata: JsonRecord
  /** The request to the API: cf_ray_id, method, status_code, uri, user_agent. */
  readonly request: JsonRecord
  readonly interface: string
  readonly before: unknown
  readonly after: unknown
}

export function entryOf(record: JsonRecord): Entry {
  return isObject(record['action']) ? fromApi(record, record['action']) : fromLogpush(record)
}

/** Version 1: https://developers.cloudflare.com/api/resources/audit_logs/; 2: .../accounts/subresources/logs/ */
function fromApi(record: JsonRecord, action: JsonRecord): Entry {
  const actor = object(record['actor'])
  const resource = object(record['resource'])
  const zone = object(record['zone'])
  const account = object(record['account'])
  const metadata = object(record['metadata'])
  return {
    id: text(record['id']),
    time: action['time'] ?? record['when'],
    action: text(action['type']),
    result: action['result'],
    description: text(action['description']),
    actor: {
      id: text(actor['id']),
      email: text(actor['email']),
      type: text(actor['type']),
      ip: firstText(actor['ip_address'], actor['ip']),
    },
    token: { id: text(actor['token_id']), name: text(actor['token_name']) },
    resource: { id: text(resource['id']), type: text(resource['type']), product: text(resource['product']) },
    zone: { id: firstText(zone['id'], metadata['zone_id']), name: firstText(zone['name'], metadata['zone_name']) },
    account: { id: text(account['id']), name: text(account['name']) },
    owner: text(object(record['owner'])['id']),
    metadata,
    request: object(record['raw']),
    interface: firstText(record['interface'], actor['context']),
    before: firstValue(record['oldValueJson'], record['oldValue']),
    after: firstValue(record['newValueJson'], record['newValue'], resource['response'], resource['request']),
  }
}

/**
 * https://developers.cloudflare.com/logs/logpush/logpush-job/datasets/account/audit_logs/
 * https://developers.cloudflare.com/logs/logpush/logpush-job/datasets/account/audit_logs_v2/
 */
function fromLogpush(record: JsonRecord): Entry {
  const metadata = object(record['Metadata'])
  const token = object(record['ActorTokenDetails'])
  return {
    id: firstText(record['AuditLogID'], record['ID']),
    time: record['ActionTimestamp'] ?? record['When'],
    action: text(record['ActionType']),
    result: record['ActionResult'],
    description: text(record['ActionDescription']),
    actor: {
      id: text(record['ActorID']),
      email: text(record['ActorEmail']),
      type: text(record['ActorType']),
      ip: firstText(record['ActorIPAddress'], record['ActorIP']),
    },
    token: {
      id: firstText(token['id'], token['token_id'], token['TokenID']),
      name: firstText(token['name'], token['token_name'], token['TokenName']),
    },
    resource: {
      id: text(record['ResourceID']),
      type: text(record['ResourceType']),
      product: text(record['ResourceProduct']),
    },
    zone: {
      id: firstText(record['ZoneID'], metadata['zone_id']),
      name: firstText(record['ZoneName'], metadata['zone_name']),
    },
    account: { id: text(record['AccountID']), name: text(record['AccountName']) },
    owner: text(record['OwnerID']),
    metadata,
    request: object(record['Raw']),
    interface: firstText(record['Interface'], record['ActorContext']),
    before: firstValue(record['OldValue']),
    after: firstValue(
      record['NewValue'],
      record['ResourceValue'],
      record['ResourceResponse'],
      record['ResourceRequest'],
    ),
  }
}

/** The first value that is not empty: an object without members is what the vendor writes for none. */
function firstValue(...values: readonly unknown[]): unknown {
  return values.find((value) =>
    isObject(value) ? Object.keys(value).length > 0 : value !== undefined && value !== null && value !== '',
  )
}
