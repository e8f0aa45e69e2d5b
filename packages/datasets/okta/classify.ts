import { text } from '../src/fields/text.ts'
import type { JsonRecord } from '../src/json-mapper.ts'
import {
  accessActivity,
  accountActivity,
  authenticationActivity,
  type Classification,
  groupActivity,
  ocsfClass,
  severity,
  unclassified,
} from '../src/ocsf.ts'
import { classifyByVerb } from '../src/verb.ts'

/** Class and activity: by the table below, longest prefix first; else by the verb in the event type. */
export function classify(eventType: string): Classification {
  let prefix = eventType
  for (let depth = 0; depth < maxDepth && prefix !== ''; depth++) {
    const found = byPrefix.get(prefix)
    if (found !== undefined) return found
    prefix = prefix.slice(0, Math.max(prefix.lastIndexOf('.'), 0))
  }
  return classifyByVerb(eventType) ?? unclassified
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

const account = (activity_id: number): Classification => ({ class_uid: ocsfClass.accountChange, activity_id })
const group = (activity_id: number): Classification => ({ class_uid: ocsfClass.groupManagement, activity_id })
const access = (activity_id: number): Classification => ({ class_uid: ocsfClass.userAccessManagement, activity_id })
const authentication = (activity_id: number): Classification => ({ class_uid: ocsfClass.authentication, activity_id })

const logon = authentication(authenticationActivity.logon)
const ticket = authentication(authenticationActivity.ticket)
const preauth = authentication(authenticationActivity.preauth)
const grant = access(accessActivity.assignPrivileges)
const revoke = access(accessActivity.revokePrivileges)

/** https://developer.okta.com/docs/reference/api/event-types/ */
const byPrefix = new Map<string, Classification>([
  ['user.session.start', logon],
  ['user.session.access_admin_app', logon],
  ['user.session.impersonation', authentication(authenticationActivity.switchAccount)],
  ['user.session.end', authentication(authenticationActivity.logoff)],
  ['user.session.clear', authentication(authenticationActivity.logoff)],
  ['user.session.expire', authentication(authenticationActivity.logoff)],
  ['user.authentication', logon],
  ['user.authentication.slo', authentication(authenticationActivity.logoff)],
  ['user.authentication.universal_logout', authentication(authenticationActivity.logoff)],
  ['user.mfa.attempt_bypass', preauth],
  ['user.mfa.okta_verify', preauth],
  ['user.mfa.factor.activate', account(accountActivity.mfaEnable)],
  ['user.mfa.factor.unsuspend', account(accountActivity.mfaEnable)],
  ['user.mfa.factor.deactivate', account(accountActivity.mfaDisable)],
  ['user.mfa.factor.reset_all', account(accountActivity.mfaDisable)],
  ['user.mfa.factor.suspend', account(accountActivity.mfaDisable)],
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
  ['app.ldap.password.change', account(accountActivity.passwordChange)],
  ['app.generic.unauth_app_access_attempt', logon],
  ['app.radius.agent.listener', unclassified],
  ['user.lifecycle.create', account(accountActivity.create)],
  ['user.lifecycle.activate', account(accountActivity.enable)],
  ['user.lifecycle.reactivate', account(accountActivity.enable)],
  ['user.lifecycle.unsuspend', account(accountActivity.enable)],
  ['user.lifecycle.deactivate', account(accountActivity.disable)],
  ['user.lifecycle.suspend', account(accountActivity.disable)],
  ['user.lifecycle.delete', account(accountActivity.delete)],
  ['user.account.update_password', account(accountActivity.passwordChange)],
  ['user.account.expire_password', account(accountActivity.passwordReset)],
  ['user.account.reset_password', account(accountActivity.passwordReset)],
  ['user.account.lock', account(accountActivity.lock)],
  ['user.account.unlock', account(accountActivity.enable)],
  ['user.account.privilege.grant', grant],
  ['user.account.privilege.revoke', revoke],
  ['user.credential.enroll', account(accountActivity.mfaEnable)],
  ['user.credential.revoke', account(accountActivity.mfaDisable)],
  ['application.user_membership.add', grant],
  ['application.user_membership.provision', grant],
  ['application.user_membership.remove', revoke],
  ['application.user_membership.deprovision', revoke],
  ['app.user_management.grant', grant],
  ['iam.role.create', access(99)],
  ['iam.resourceset.bindings.add', grant],
  ['iam.resourceset.bindings.delete', revoke],
  ['group.user_membership.add', group(groupActivity.addUser)],
  ['group.user_membership.rule.add_exclusion', group(groupActivity.removeUser)],
  ['group.user_membership.remove', group(groupActivity.removeUser)],
  ['group.lifecycle.create', group(groupActivity.create)],
  ['group.lifecycle.delete', group(groupActivity.delete)],
  ['group.privilege.grant', group(groupActivity.assignPrivileges)],
  ['group.privilege.revoke', group(groupActivity.revokePrivileges)],
  ['group.application_assignment.add', group(groupActivity.assignPrivileges)],
  ['group.application_assignment.remove', group(groupActivity.revokePrivileges)],
])

const families = new Set(
  'access account ai_agent analytics api app application certification core credential delegation device directory discovered_app domain entitlement event_hook governance group iam identity_source inline_hook integration_package integration_service kms_key log_stream master_application mim network_zone oauth2 okta okta_attack_protection org pam plugin policy principal privileged resource_collection risk scheduled_action secrets_manager security self_service service support system task user workflows zone'.split(
    ' ',
  ),
)
