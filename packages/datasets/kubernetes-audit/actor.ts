import { email, firstText, list, object, text } from '../src/fields/text.ts'
import type { JsonRecord } from '../src/json-mapper.ts'
import type { Draft } from '../src/mapper.ts'

/**
 * The authenticated user who made the request; whom it impersonates is a target.
 * https://kubernetes.io/docs/reference/access-authn-authz/authentication/
 */
export function actorOf(
  user: JsonRecord,
): Pick<Draft, 'actor_type' | 'actor_id' | 'actor_name' | 'actor_email' | 'actor_credential_id'> {
  const name = text(user['username'])
  const extra = object(user['extra'])
  return {
    actor_type: typeOf(name),
    actor_id: firstText(user['uid'], name),
    actor_name: name,
    actor_email: email(name),
    actor_credential_id: firstText(list(extra['authentication.kubernetes.io/credential-id'])[0]),
  }
}

/** Names with `system:` are reserved for Kubernetes: nodes, controllers, service accounts. */
function typeOf(name: string): 'unknown' | 'user' | 'service' | 'system' {
  if (name === '' || name === 'system:anonymous') return 'unknown'
  if (name.startsWith('system:serviceaccount:')) return 'service'
  return name.startsWith('system:') ? 'system' : 'user'
}
