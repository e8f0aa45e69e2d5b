import { email, firstText, text } from '../src/fields/text.ts'
import type { JsonRecord } from '../src/json-mapper.ts'
import type { Draft } from '../src/mapper.ts'
import type { AuditRecord } from './forms.ts'

/** UserId by name, UserKey by id: the PUID or SID of the user, who may be an application or the service itself. */
export function actorOf(record: AuditRecord, access: JsonRecord, extended: ReadonlyMap<string, string>): Draft {
  const key = known(text(record.UserKey))
  const name = known(text(record.UserId))
  return {
    actor_type: typeOf(text(record.UserType), name),
    actor_id: firstText(key, name, record.LogonUserSid),
    actor_name: firstText(name, record.LogonUserDisplayName, key),
    actor_email: email(name) || email(key),
    actor_session_id: firstText(
      record.SessionId,
      access['AADSessionId'],
      extended.get('SessionId'),
      record.DeviceSessionId,
    ),
    actor_credential_id: firstText(
      access['UniqueTokenId'],
      record.ClientAppId,
      access['ClientAppId'],
      record.ApplicationId,
      record.AppId,
    ),
  }
}

const known = (name: string): string => (name === 'Not Available' || name === 'Unknown' ? '' : name)

/** https://learn.microsoft.com/office/office-365-management-api/office-365-management-activity-api-schema#user-type */
const types = new Map<string, 'user' | 'service' | 'system'>([
  ['0', 'user'],
  ['1', 'user'],
  ['2', 'user'],
  ['3', 'user'],
  ['4', 'system'],
  ['5', 'service'],
  ['6', 'service'],
  ['7', 'system'],
  ['8', 'system'],
  ['9', 'user'],
  ['10', 'user'],
  ['Regular', 'user'],
  ['Reserved', 'user'],
  ['Admin', 'user'],
  ['DcAdmin', 'user'],
  ['System', 'system'],
  ['Application', 'service'],
  ['ServicePrincipal', 'service'],
  ['CustomPolicy', 'system'],
  ['SystemPolicy', 'system'],
  ['PartnerTechnician', 'user'],
  ['Guest', 'user'],
])

function typeOf(type: string, name: string): 'unknown' | 'user' | 'service' | 'system' {
  if (name.startsWith('ServicePrincipal_') || name === 'app@sharepoint') return 'service'
  if (/^(?:NT AUTHORITY|SHAREPOINT)\\/i.test(name)) return 'system'
  return types.get(type) ?? 'unknown'
}
