import { email, firstText, object, text } from '../src/fields/text.ts'
import type { JsonRecord } from '../src/json-mapper.ts'
import type { Draft } from '../src/mapper.ts'

/** HMAC-SHA256 of a value: the same value has the same text in one device, and tells nothing else. */
export const isHmac = (value: string): boolean => value.startsWith('hmac-sha256:')

/**
 * Who asked: the token of the request. A login has none; its response has the token that it made, and before that only
 * the path says a name (`auth/userpass/login/ada`).
 */
export function actorOf(entry: JsonRecord, request: JsonRecord, isLogin: boolean): Draft {
  const issued = object(object(entry['response'])['auth'])
  const given = object(entry['auth'])
  const auth = isLogin && text(given['display_name']) === '' && text(given['entity_id']) === '' ? issued : given
  const metadata = object(auth['metadata'])
  const display = text(auth['display_name'])
  const name = display || (isLogin ? loginName(text(request['path'])) : '')
  const id = firstText(auth['entity_id'], name)
  return {
    actor_type: actorType(id, display, text(request['mount_type']), isLogin),
    actor_id: id,
    actor_name: name,
    actor_email: email(text(metadata['email'])) || email(text(metadata['username'])) || email(name),
    actor_credential_id: firstText(auth['accessor'], request['client_token_accessor'], request['client_token']),
  }
}

function loginName(path: string): string {
  const name = /\/login\/([^/]+)$/.exec(path.slice(-256))?.[1] ?? ''
  return name.toWellFormed()
}

/** Auth methods by which machines sign in; their name is what a token's display name begins with. */
const machines = new Set(['approle', 'kubernetes', 'aws', 'azure', 'gcp', 'alicloud', 'cf', 'oci', 'cert', 'spiffe'])

function actorType(id: string, display: string, mountType: string, isLogin: boolean): 'user' | 'service' | 'unknown' {
  const method = display.split('-', 1)[0] ?? ''
  if (machines.has(method) || (isLogin && machines.has(mountType))) return 'service'
  return id === '' ? 'unknown' : 'user'
}
