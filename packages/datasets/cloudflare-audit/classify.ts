import { access, account, api, authentication, entity } from '../src/classes.ts'
import type { Classification } from '../src/ocsf.ts'
import { classifyByVerb, otherEntityEvent } from '../src/verb.ts'
import type { Entry } from './entry.ts'

/** Class and activity by the action; members of an account are User Access Management. */
export function classify({ action, resource, request }: Entry): Classification {
  const known = byAction.get(action.toLowerCase())
  if (known !== undefined) return known
  const verb = classifyByVerb(action)
  if (/member|role|permission/i.test(resource.type.slice(0, 100))) {
    if (verb?.activity_id === entity.create.activity_id) return access.assignPrivileges
    if (verb?.activity_id === entity.delete.activity_id) return access.revokePrivileges
  }
  return verb ?? byMethod.get(String(request['method'])) ?? otherEntityEvent
}

const byAction = new Map<string, Classification>([
  ['login', authentication.logon],
  ['login_failed', authentication.logon],
  ['logout', authentication.logoff],
  ['sso_login', authentication.logon],
  ['two_factor_enabled', account.mfaEnable],
  ['two_factor_disabled', account.mfaDisable],
  ['2fa_enabled', account.mfaEnable],
  ['2fa_disabled', account.mfaDisable],
  ['password_change', account.passwordChange],
  ['change_password', account.passwordChange],
  ['password_reset', account.passwordReset],
  ['api_key_view', entity.read],
  ['api_key_created', entity.create],
  ['token_roll', entity.update],
  ['rec_add', entity.create],
  ['rec_set', entity.update],
  ['rec_del', entity.delete],
])

const byMethod = new Map<string, Classification>([
  ['GET', api.read],
  ['POST', api.create],
  ['PUT', api.update],
  ['PATCH', api.update],
  ['DELETE', api.delete],
])
