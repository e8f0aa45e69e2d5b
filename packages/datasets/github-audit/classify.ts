import { access, account, api, application, authentication, entity, file, finding, group } from '../src/classes.ts'
import { type Classification, severity } from '../src/ocsf.ts'
import { classifyByVerb, otherEntityEvent } from '../src/verb.ts'

/** Class and activity: the action's own, else its category's, else Entity Management by the verb in its name. */
export function classify(action: string): Classification {
  return byAction.get(action) ?? byCategory.get(categoryOf(action)) ?? classifyByVerb(action) ?? otherEntityEvent
}

/** Whether the vendor documents the category, the part of an action before its first dot. */
export const isKnownAction = (action: string): boolean => categories.has(categoryOf(action))

const categoryOf = (action: string): string => action.slice(0, Math.max(action.indexOf('.'), 0))

const medium = (classification: Classification): Classification => ({ ...classification, severity_id: severity.medium })

/**
 * https://docs.github.com/en/organizations/keeping-your-organization-secure/managing-security-settings-for-your-organization/audit-log-events-for-your-organization
 */
const byAction = new Map<string, Classification>([
  ['api.request', api.read],
  ['git.clone', file.download],
  ['git.fetch', file.download],
  ['git.push', file.upload],
  ['repo.download_zip', file.download],
  ['repo.access', medium(entity.update)],
  ['repo.add_member', access.assignPrivileges],
  ['repo.update_member', access.assignPrivileges],
  ['repo.remove_member', access.revokePrivileges],
  ['repo.add_topic', entity.update],
  ['repo.remove_topic', entity.update],
  ['repo.destroy', medium(entity.delete)],
  ['org.add_member', group.addUser],
  ['org.invite_member', group.addUser],
  ['org.remove_member', group.removeUser],
  ['org.remove_outside_collaborator', group.removeUser],
  ['org.add_outside_collaborator', group.addUser],
  ['org.update_member', access.assignPrivileges],
  ['org.block_user', account.disable],
  ['org.unblock_user', account.enable],
  ['org.sso_response', authentication.logon],
  ['org.disable_saml', medium(entity.disable)],
  ['org.disable_two_factor_requirement', medium(entity.disable)],
  ['org.oauth_app_access_approved', access.assignPrivileges],
  ['org.oauth_app_access_denied', access.revokePrivileges],
  ['org_credential_authorization.grant', access.assignPrivileges],
  ['org_credential_authorization.revoke', access.revokePrivileges],
  ['org_credential_authorization.deauthorized', access.revokePrivileges],
  ['organization_role.assign', access.assignPrivileges],
  ['organization_role.revoke', access.revokePrivileges],
  ['business.add_admin', access.assignPrivileges],
  ['business.remove_admin', access.revokePrivileges],
  ['business.remove_member', group.removeUser],
  ['business.sso_response', authentication.logon],
  ['business.disable_saml', medium(entity.disable)],
  ['business.disable_two_factor_requirement', medium(entity.disable)],
  ['enterprise_team.add_member', group.addUser],
  ['enterprise_team.remove_member', group.removeUser],
  ['enterprise_team.create', group.create],
  ['enterprise_team.destroy', group.delete],
  ['external_group.add_member', group.addUser],
  ['external_group.remove_member', group.removeUser],
  ['team.create', group.create],
  ['team.destroy', group.delete],
  ['team.add_member', group.addUser],
  ['team.remove_member', group.removeUser],
  ['team.add_repository', group.assignPrivileges],
  ['team.update_repository_permission', group.assignPrivileges],
  ['team.remove_repository', group.revokePrivileges],
  ['team.promote_maintainer', access.assignPrivileges],
  ['team.demote_maintainer', access.revokePrivileges],
  ['user.login', authentication.logon],
  ['user.failed_login', authentication.logon],
  ['user.logout', authentication.logoff],
  ['user.async_delete', account.delete],
  ['user.create', account.create],
  ['user.delete', account.delete],
  ['user.suspend', account.disable],
  ['user.unsuspend', account.enable],
  ['user.change_password', account.passwordChange],
  ['user.forgot_password', account.passwordReset],
  ['user.reset_password', account.passwordReset],
  ['user.password_reset', account.passwordReset],
  ['user.two_factor_challenge_failure', authentication.preauth],
  ['user.two_factor_challenge_success', authentication.preauth],
  ['user.two_factor_requested', authentication.preauth],
  ['user.two_factor_recover', authentication.preauth],
  ['user.sign_in_from_unrecognized_device', authentication.logon],
  ['user.sign_in_from_unrecognized_device_and_location', authentication.logon],
  ['user.promote', access.assignPrivileges],
  ['user.demote', access.revokePrivileges],
  ['two_factor_authentication.enabled', account.mfaEnable],
  ['two_factor_authentication.disabled', account.mfaDisable],
  ['two_factor_authentication.add_factor', account.mfaEnable],
  ['two_factor_authentication.remove_factor', account.mfaDisable],
  ['two_factor_authentication.update_fallback', account.mfaEnable],
  ['security_key.register', account.mfaEnable],
  ['security_key.remove', account.mfaDisable],
  ['passkey.register', account.mfaEnable],
  ['passkey.remove', account.mfaDisable],
  ['staff.fake_login', authentication.switchAccount],
  ['staff.exit_fake_login', authentication.switchAccount],
  ['oauth_authorization.create', authentication.ticket],
  ['oauth_access.create', authentication.ticket],
  ['personal_access_token.access_granted', access.assignPrivileges],
  ['personal_access_token.access_revoked', access.revokePrivileges],
  ['integration_installation.create', application.install],
  ['integration_installation.destroy', application.remove],
  ['integration_installation.suspend', application.disable],
  ['integration_installation.unsuspend', application.enable],
  ['project_collaborator.add', access.assignPrivileges],
  ['project_collaborator.remove', access.revokePrivileges],
  ['protected_branch.policy_override', medium(entity.update)],
  ['protected_branch.destroy', medium(entity.delete)],
  ['repository_vulnerability_alert.create', finding.create],
  ['repository_vulnerability_alert.dismiss', finding.close],
  ['repository_vulnerability_alert.resolve', finding.close],
  ['secret_scanning_alert.create', finding.create],
  ['secret_scanning_alert.resolve', finding.close],
  ['secret_scanning_alert.revoke', finding.update],
  ['secret_scanning_alert.reopen', finding.update],
])

const byCategory = new Map<string, Classification>([
  ['repository_secret_scanning_push_protection_bypass', medium(finding.update)],
  ['secret_scanning_push_protection', medium(finding.update)],
])

const categories = new Set(
  `account actions_cache advisory_credit api artifact audit_log_export audit_log_git_event_export audit_log_streaming auto_approve_personal_access_token_requests
  billing business business_advanced_security business_dependabot_alerts business_secret_scanning business_secret_scanning_automatic_validity_checks
  business_secret_scanning_custom_pattern business_secret_scanning_push_protection business_secret_scanning_push_protection_custom_message
  checks code code_scanning codespaces commit_comment config_entry copilot custom_hosted_runner custom_property_definition custom_property_value
  dependabot_alerts dependabot_alerts_new_repos dependabot_repository_access dependabot_security_updates dependabot_security_updates_new_repos
  dependency_graph dependency_graph_new_repos discussion discussion_comment discussion_post discussion_post_reply dotcom_connection enterprise
  enterprise_announcement enterprise_domain enterprise_installation enterprise_role enterprise_server_support enterprise_team environment exemption_request
  external_group external_identity gist git github_hosted_runner hook integration integration_installation integration_installation_request
  integration_manager ip_allow_list ip_allow_list_entry issue issue_comment issue_type issues marketplace_agreement_signature marketplace_listing
  members_can_create_pages members_can_create_private_pages members_can_create_public_pages members_can_delete_repos
  members_can_view_dependency_insights members_can_change_repo_visibility merge_queue metered_billing_configuration migration model_policy
  network_configuration oauth_access oauth_application oauth_authorization org org_credential_authorization org_secret_scanning_automatic_validity_checks
  org_secret_scanning_custom_pattern org_secret_scanning_push_protection_bypass_list organization_default_label organization_domain
  organization_moderators organization_projects_change organization_role organization_wide_project_base_role packages pages_protected_domain passkey
  payment_method personal_access_token prebuild_configuration premium_runner private_instance_registration private_repository_forking
  private_vulnerability_reporting profile_picture project project_base_role project_card project_collaborator project_column project_field project_view
  projects protected_branch public_key pull_request pull_request_review pull_request_review_comment reaction release repo
  repository_advisory repository_branch_protection_evaluation repository_code_security repository_content_analysis repository_dependency_graph
  repository_image repository_invitation repository_projects_change repository_ruleset repository_secret_scanning
  repository_secret_scanning_automatic_validity_checks repository_secret_scanning_custom_pattern repository_secret_scanning_custom_pattern_push_protection
  repository_secret_scanning_push_protection repository_secret_scanning_push_protection_bypass repository_security_configuration
  repository_visibility_change repository_vulnerability_alert repository_vulnerability_alerts repository_vulnerability_alerts_auto_dismissal
  required_status_check required_workflow restrict_notification_delivery role secret_scanning secret_scanning_alert secret_scanning_new_repos
  secret_scanning_push_protection security_configuration security_configuration_default security_key sponsors ssh_certificate_authority
  ssh_certificate_requirement sso_redirect staff successor_invitation team team_discussions team_group_mapping team_sync_tenant token_scanning
  trusted_device two_factor_authentication user user_email user_license user_programmatic_access user_status vulnerability_alert_rule
  web_commit_signoff workflows`.split(/\s+/),
)
