import { access, account, application, authentication, finding, group } from '../src/classes.ts'
import { text } from '../src/fields/text.ts'
import type { JsonRecord } from '../src/json-mapper.ts'
import { type Classification, otherActivity, severity, unclassified } from '../src/ocsf.ts'
import { classifyByVerb, otherEntityEvent } from '../src/verb.ts'

/** Class and activity: by the table below, longest prefix first; else by the verb in the event type. */
export function classify(eventType: string): Classification {
  let prefix = eventType
  for (let depth = 0; depth < maxDepth && prefix !== ''; depth++) {
    const found = byPrefix.get(prefix)
    if (found !== undefined) return found
    prefix = prefix.slice(0, Math.max(prefix.lastIndexOf('.'), 0))
  }
  return classifyByVerb(eventType) ?? otherEntityEvent
}

/** Whether the catalog has types that begin so; a vendor's new family of events is told as drift. */
export function isKnownType(eventType: string): boolean {
  const dot = eventType.indexOf('.')
  return dot > 0 && families.has(eventType.slice(0, dot))
}

export function severityOf(event: JsonRecord, outcome: string): number {
  const given = severities.get(text(event['severity'])) ?? severity.informational
  const least = outcome === 'failure' ? severity.low : severity.informational
  return Math.max(given, least)
}

const severities = new Map<string, number>([
  ['DEBUG', severity.informational],
  ['INFO', severity.informational],
  ['WARN', severity.medium],
  ['ERROR', severity.high],
])

/** No event type has more parts than eight. */
const maxDepth = 9

const { logon, logoff, ticket, preauth } = authentication
const threat: Classification = { ...finding.create, severity_id: severity.medium }
/** Agents that connect directories and RADIUS clients to Okta. */
const agent: Classification = { ...application.start, activity_id: otherActivity }
/** Messages with links and codes by which a person signs in or recovers an account. */
const notification: Classification = { ...preauth, activity_id: otherActivity }

/** https://developer.okta.com/docs/reference/api/event-types/ */
const byPrefix = new Map<string, Classification>([
  ['user.session.start', logon],
  ['user.session.access_admin_app', logon],
  ['user.session.impersonation', authentication.switchAccount],
  ['user.session.end', logoff],
  ['user.session.clear', logoff],
  ['user.session.expire', logoff],
  ['user.authentication', logon],
  ['user.authentication.slo', logoff],
  ['user.authentication.universal_logout', logoff],
  ['user.mfa.attempt_bypass', preauth],
  ['user.mfa.okta_verify', preauth],
  ['user.mfa.factor.activate', account.mfaEnable],
  ['user.mfa.factor.unsuspend', account.mfaEnable],
  ['user.mfa.factor.deactivate', account.mfaDisable],
  ['user.mfa.factor.reset_all', account.mfaDisable],
  ['user.mfa.factor.suspend', account.mfaDisable],
  ['user.risk', preauth],
  ['policy.evaluate_sign_on', preauth],
  ['policy.auth_reevaluate', preauth],
  ['system.push.send_factor_verify_push', preauth],
  ['system.sms.send_factor_verify_message', preauth],
  ['system.voice.send_mfa_challenge_call', preauth],
  ['system.email.mfa_enroll_notification', preauth],
  ['system.email.challenge_factor_redeemed', preauth],
  ['app.oauth2', ticket],
  ['app.oauth2.signon', logon],
  ['app.ldap.password.change', account.passwordChange],
  ['app.generic.unauth_app_access_attempt', logon],
  ['app.access_request', access.assignPrivileges],
  ['app.radius.agent', agent],
  ['app.radius.info_access', logon],
  ['app.radius.info_logs', agent],
  ['app.rich_client', logon],
  ['app.ldap', logon],
  ['system.agent', agent],
  ['system.org.rate_limit', unclassified],
  ['system.operation.rate_limit', unclassified],
  ['system.client.rate_limit', unclassified],
  ['system.email', notification],
  ['system.sms', notification],
  ['system.voice', notification],
  ['system.push', preauth],
  ['security.threat', threat],
  ['security.attack', threat],
  ['security.breached_credential', threat],
  ['security.request.blocked', threat],
  ['security.events.provider.receive_event', threat],
  ['okta_attack_protection', threat],
  ['user.account.report_suspicious_activity_by_enduser', threat],
  ['user.behavior', threat],
  ['user.lifecycle.create', account.create],
  ['user.lifecycle.activate', account.enable],
  ['user.lifecycle.reactivate', account.enable],
  ['user.lifecycle.unsuspend', account.enable],
  ['user.lifecycle.deactivate', account.disable],
  ['user.lifecycle.suspend', account.disable],
  ['user.lifecycle.delete', account.delete],
  ['user.account.update_password', account.passwordChange],
  ['user.account.expire_password', account.passwordReset],
  ['user.account.reset_password', account.passwordReset],
  ['user.account.lock', account.lock],
  ['user.account.unlock', account.unlock],
  ['user.account.privilege.grant', access.assignPrivileges],
  ['user.account.privilege.revoke', access.revokePrivileges],
  ['user.credential.enroll', account.mfaEnable],
  ['user.credential.revoke', account.mfaDisable],
  ['application.user_membership.add', access.assignPrivileges],
  ['application.user_membership.provision', access.assignPrivileges],
  ['application.user_membership.remove', access.revokePrivileges],
  ['application.user_membership.deprovision', access.revokePrivileges],
  ['app.user_management.grant', access.assignPrivileges],
  ['iam.resourceset.bindings.add', access.assignPrivileges],
  ['iam.resourceset.bindings.delete', access.revokePrivileges],
  ['group.user_membership.add', group.addUser],
  ['group.user_membership.rule.add_exclusion', group.removeUser],
  ['group.user_membership.remove', group.removeUser],
  ['group.lifecycle.create', group.create],
  ['group.lifecycle.delete', group.delete],
  ['group.privilege.grant', group.assignPrivileges],
  ['group.privilege.revoke', group.revokePrivileges],
  ['group.application_assignment.add', group.assignPrivileges],
  ['group.application_assignment.remove', group.revokePrivileges],
])

const families = new Set(
  'access account ai_agent analytics api app application certification core credential delegation device directory discovered_app domain entitlement event_hook governance group iam identity_source inline_hook integration_package integration_service kms_key log_stream master_application mim network_zone oauth2 okta okta_attack_protection org pam plugin policy principal privileged resource_collection risk scheduled_action secrets_manager security self_service service support system task user workflows zone'.split(
    ' ',
  ),
)
