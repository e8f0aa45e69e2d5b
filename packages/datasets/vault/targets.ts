import type { Target } from '@trailhouse/event'
import { addTarget } from '../src/fields/targets.ts'
import { firstText, object, text } from '../src/fields/text.ts'
import type { JsonRecord } from '../src/json-mapper.ts'
import { isHmac } from './actor.ts'

/** The path first; then what the response made (a token, a lease, a wrapping token), the mount and the namespace. */
export function targetsOf(entry: JsonRecord, request: JsonRecord): Target[] {
  const targets: Target[] = []
  const path = text(request['path'])
  const mountType = text(request['mount_type'])
  addTarget(targets, mountType || 'path', path, path.slice(path.lastIndexOf('/') + 1))
  addResponse(targets, object(entry['response']))
  addIdentities(targets, object(entry['auth']))
  addTarget(targets, 'mount', firstText(request['mount_accessor']), text(request['mount_point']))
  const namespace = object(request['namespace'])
  addTarget(targets, 'namespace', text(namespace['id']), text(namespace['path']))
  const data = object(request['data'])
  for (const key of named) {
    const value = text(data[key])
    if (value !== '' && !isHmac(value)) addTarget(targets, key, value)
  }
  return targets
}

/** Names in the data of a request, where the mount leaves them unhashed (audit_non_hmac_request_keys). */
const named = [
  'username',
  'role',
  'role_name',
  'name',
  'policy',
  'entity_id',
  'group',
  'common_name',
  'accessor',
] as const

function addResponse(targets: Target[], response: JsonRecord): void {
  const issued = object(response['auth'])
  addTarget(targets, 'token', firstText(issued['accessor'], issued['client_token']), text(issued['display_name']))
  addIdentities(targets, issued)
  const secret = object(response['secret'])
  addTarget(targets, 'lease', text(secret['lease_id']))
  const wrapping = object(response['wrap_info'])
  addTarget(targets, 'wrapping_token', firstText(wrapping['accessor'], wrapping['token']))
}

/** Metadata of a token that says whose it is: each auth method has its own names. */
const owners = [
  'username',
  'user',
  'email',
  'account_name',
  'role_name',
  'service_account_name',
  'service_account_email',
  'canonical_arn',
  'common_name',
] as const

function addIdentities(targets: Target[], auth: JsonRecord): void {
  const entity = text(auth['entity_id'])
  const metadata = object(auth['metadata'])
  addTarget(targets, 'entity', entity)
  for (const key of owners) addTarget(targets, key, text(metadata[key]))
}
