import type { Target } from '@trailhouse/event'
import { addTarget } from '../src/fields/targets.ts'
import { email, firstText, list, object, text } from '../src/fields/text.ts'
import type { JsonRecord } from '../src/json-mapper.ts'
import type { Draft } from '../src/mapper.ts'

/**
 * Who called, by authenticationInfo. The address is missing where the caller may not be named, and for identities of
 * another provider, which have a subject alone.
 * https://cloud.google.com/logging/docs/reference/audit/auditlog/rest/Shared.Types/AuditLog#AuthenticationInfo
 */
export function actorOf(info: JsonRecord, isSystemEvent: boolean): Draft {
  const address = text(info['principalEmail'])
  const subject = text(info['principalSubject'])
  const name = firstText(address, subject, info['authoritySelector'])
  return {
    actor_type: typeOf(address, subject, isSystemEvent),
    actor_id: name,
    actor_name: name,
    actor_email: email(address),
    actor_credential_id: firstText(info['serviceAccountKeyName'], object(info['oauthInfo'])['oauthClientId']),
  }
}

function typeOf(address: string, subject: string, isSystemEvent: boolean): Draft['actor_type'] {
  if (isSystemEvent) return 'system'
  if (address.endsWith('gserviceaccount.com') || subject.startsWith('serviceAccount:')) return 'service'
  if (address.startsWith('system:serviceaccount:')) return 'service'
  if (address.startsWith('system:')) return address === 'system:anonymous' ? 'unknown' : 'system'
  if (subject.includes('/workloadIdentityPools/')) return 'service'
  return address !== '' || subject !== '' ? 'user' : 'unknown'
}

/** Whose authority was used on the way: the accounts that impersonated, and the subject where it names another. */
export function addDelegates(targets: Target[], info: JsonRecord): void {
  const address = text(info['principalEmail'])
  const subject = text(info['principalSubject'])
  if (subject !== '' && address !== '' && !subject.endsWith(address)) addTarget(targets, 'Principal', subject)
  addTarget(targets, 'Authority', text(info['authoritySelector']))
  for (const entry of list(info['serviceAccountDelegationInfo'])) {
    const delegation = object(entry)
    const account = text(object(delegation['firstPartyPrincipal'])['principalEmail'])
    addTarget(targets, 'Delegate', firstText(account, delegation['principalSubject']))
    const claims = object(object(delegation['thirdPartyPrincipal'])['thirdPartyClaims'])
    addTarget(targets, 'Delegate', firstText(claims['sub'], claims['email']))
  }
}
