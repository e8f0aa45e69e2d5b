import { access, account, authentication, entity, file, group } from '../src/classes.ts'
import { text } from '../src/fields/text.ts'
import type { JsonRecord } from '../src/json-mapper.ts'
import { type Classification, severity } from '../src/ocsf.ts'
import { classifyByVerb, otherEntityEvent } from '../src/verb.ts'

/** Class and activity: by type, else by how it begins, else Entity Management by the verb in it. */
export function classify(action: string, details: JsonRecord): Classification {
  const known = byType.get(action)
  if (known !== undefined) return known
  if (text(details['failed_login']) !== '' || isLogin.test(action.slice(0, 100))) return authentication.logon
  if (/impersonat/i.test(action.slice(0, 100))) return authentication.switchAccount
  return classifyByVerb(action) ?? otherEntityEvent
}

const isLogin =
  /^(?:login|signed_in|sign_in|failed_login|authenticated?_with|login_failed|user_authenticated|omniauth_login)/i

/** https://docs.gitlab.com/user/compliance/audit_event_types/ */
const byType = new Map<string, Classification>([
  ['repository_git_operation', file.access_check],
  ['repository_download_operation', file.download],
  ['git-upload-pack', file.download],
  ['git-receive-pack', file.upload],
  ['package_registry_package_downloaded', file.download],
  ['add_user_access', group.addUser],
  ['remove_user_access', group.removeUser],
  ['change_access_level', access.assignPrivileges],
  ['member_created', group.addUser],
  ['member_updated', access.assignPrivileges],
  ['member_destroyed', group.removeUser],
  ['member_role_created', entity.create],
  ['user_add_to_group', group.addUser],
  ['user_create_failed', account.create],
  ['user_created', account.create],
  ['user_destroyed', account.delete],
  ['user_blocked', account.disable],
  ['user_unblocked', account.enable],
  ['user_banned', account.disable],
  ['user_unbanned', account.enable],
  ['user_deactivated', account.disable],
  ['user_activated', account.enable],
  ['user_locked', account.lock],
  ['user_unlocked', account.unlock],
  ['user_access_locked', account.lock],
  ['user_access_unlocked', account.unlock],
  ['user_approved', account.enable],
  ['user_rejected', account.delete],
  ['user_password_updated', account.passwordChange],
  ['password_reset_failed', account.passwordReset],
  ['password_reset_requested', account.passwordReset],
  ['change_password', account.passwordChange],
  ['user_enable_two_factor', account.mfaEnable],
  ['user_enabled_two_factor', account.mfaEnable],
  ['user_disable_two_factor', account.mfaDisable],
  ['user_disabled_two_factor', account.mfaDisable],
  ['user_enable_admin_mode', access.assignPrivileges],
  ['change_admin_access', access.assignPrivileges],
  ['user_admin_status_updated', access.assignPrivileges],
  ['user_impersonation', authentication.switchAccount],
  ['user_impersonation_started', authentication.switchAccount],
  ['user_impersonation_stopped', authentication.switchAccount],
  ['unban_user', account.enable],
  ['ban_user', account.disable],
  ['authenticated_with_group_saml', authentication.logon],
  ['group_created', group.create],
  ['group_destroyed', group.delete],
  ['add_group', group.create],
  ['remove_group', group.delete],
  ['project_group_link_created', group.assignPrivileges],
  ['project_group_link_deleted', group.revokePrivileges],
  ['personal_access_token_issued', authentication.ticket],
  ['personal_access_token_created', authentication.ticket],
  ['project_visibility_level_updated', { ...entity.update, severity_id: severity.medium }],
  ['group_visibility_level_updated', { ...entity.update, severity_id: severity.medium }],
])
