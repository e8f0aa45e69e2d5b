import { access, account, application, authentication, file, finding, group } from '../src/classes.ts'
import { type Classification, severity } from '../src/ocsf.ts'
import { classifyByVerb, otherEntityEvent } from '../src/verb.ts'

/** Class and activity: the action's own, else Entity Management by the verb in its name. */
export function classify(action: string): Classification {
  return byAction.get(action) ?? classifyByVerb(action) ?? otherEntityEvent
}

/** Whether the vendor documents actions that begin so. */
export const isKnownAction = (action: string): boolean =>
  byAction.has(action) || families.has(/^[a-z]*/.exec(action)?.[0] ?? '')

/** https://docs.slack.dev/reference/audit-logs-api/methods-actions-reference */
const byAction = new Map<string, Classification>([
  ['user_login', authentication.logon],
  ['user_login_failed', authentication.logon],
  ['user_logout', authentication.logoff],
  ['user_logout_compromised', { ...authentication.logoff, severity_id: severity.medium }],
  ['user_session_invalidated', authentication.logoff],
  ['user_session_reset_by_admin', authentication.logoff],
  ['user_created', account.create],
  ['user_deactivated', account.disable],
  ['user_reactivated', account.enable],
  ['guest_created', account.create],
  ['guest_deactivated', account.disable],
  ['guest_reactivated', account.enable],
  ['guest_expired', account.disable],
  ['user_password_reset', account.passwordReset],
  ['user_password_changed', account.passwordChange],
  ['bulk_password_reset', account.passwordReset],
  ['bulk_password_reset_by_admin', account.passwordReset],
  ['owner_transferred', access.assignPrivileges],
  ['role_change_to_admin', access.assignPrivileges],
  ['role_change_to_owner', access.assignPrivileges],
  ['role_change_to_user', access.revokePrivileges],
  ['role_change_to_guest', access.revokePrivileges],
  ['role_assigned', access.assignPrivileges],
  ['role_removed', access.revokePrivileges],
  ['role_modified_on_user', access.assignPrivileges],
  ['permissions_assigned', access.assignPrivileges],
  ['permissions_removed', access.revokePrivileges],
  ['user_added_to_usergroup', group.addUser],
  ['user_removed_from_usergroup', group.removeUser],
  ['user_added_to_team_usergroup', group.addUser],
  ['default_channel_added_to_usergroup', group.assignPrivileges],
  ['default_channel_removed_from_usergroup', group.revokePrivileges],
  ['user_channel_join', group.addUser],
  ['guest_channel_join', group.addUser],
  ['user_channel_leave', group.removeUser],
  ['guest_channel_leave', group.removeUser],
  ['user_added_to_workspace', group.addUser],
  ['user_removed_from_workspace', group.removeUser],
  ['app_installed', application.install],
  ['app_uninstalled', application.remove],
  ['org_app_installed', application.install],
  ['org_app_uninstalled', application.remove],
  ['app_scopes_expanded', access.assignPrivileges],
  ['file_downloaded', file.download],
  ['file_downloaded_blocked', file.download],
  ['file_uploaded', file.upload],
  ['file_deleted', file.delete],
  ['file_shared', file.share],
  ['file_public_link_created', file.share],
  ['file_public_link_revoked', file.unshare],
  ['file_malicious_content_detected', { ...finding.create, severity_id: severity.high }],
  ['anomaly', { ...finding.create, severity_id: severity.medium }],
])

const families = new Set(
  `account ai anomaly app approval approved apps audit authorized bot bots barrier billing bulk canvas channel channels cli connected connection
  content corporate custom data default device disallow discovery dlp dm domain ekm email emoji enterprise export external file flag function group guest
  huddle idp information integration intelligence invite key legal lists lobby managed manual member message messages migration mpim native notes org
  organization owner permissions ping pref private proxy public record retention role saml sandbox scheduled scim service session shared sign slack sso
  sudo team template token trigger usergroup user workflow workspace`.split(/\s+/),
)
