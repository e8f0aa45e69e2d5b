import { text } from '../src/fields/text.ts'
import type { JsonRecord } from '../src/json-mapper.ts'
import {
  accessActivity,
  accountActivity,
  apiActivity,
  authenticationActivity,
  type Classification,
  datastoreActivity,
  entityActivity,
  httpActivity,
  networkActivity,
  ocsfClass,
  ocsfClasses,
  otherActivity,
  processActivity,
  severity,
} from '../src/ocsf.ts'

const of = (class_uid: number, activity_id: number, severity_id?: number): Classification =>
  severity_id === undefined ? { class_uid, activity_id } : { class_uid, activity_id, severity_id }
const authentication = (activity_id: number) => of(ocsfClass.authentication, activity_id)
const account = (activity_id: number) => of(ocsfClass.accountChange, activity_id)
const ssh = (activity_id: number) => of(ocsfClass.sshActivity, activity_id)
const data = (activity_id: number) => of(ocsfClass.datastoreActivity, activity_id)
const file = (activity_id: number) => of(ocsfClass.fileActivity, activity_id)
const entity = (activity_id: number) => of(ocsfClass.entityManagement, activity_id)
const rdp = ocsfClasses.rdp_activity
const { logon, logoff, ticket, preauth } = authenticationActivity

/**
 * Types of events whose name does not say it by itself.
 * https://goteleport.com/docs/reference/deployment/monitoring/audit/
 */
const byType = new Map<string, Classification>([
  ['user.login', authentication(logon)],
  ['auth', authentication(logon)],
  ['user.logout', authentication(logoff)],
  ['user.headless_login', authentication(preauth)],
  ['user.headless.login', authentication(preauth)],
  ['user_login.invalid_access_list', authentication(preauth)],
  ['mfa_auth_challenge.create', authentication(preauth)],
  ['mfa_auth_challenge.validate', authentication(preauth)],
  ['recovery_code.used', authentication(logon)],
  ['saml.idp.auth', authentication(logon)],
  ['device.authenticate', authentication(preauth)],
  ['device.authenticate.confirm', authentication(preauth)],
  ['cert.create', authentication(ticket)],
  ['cert.generation_mismatch', authentication(ticket)],
  ['spiffe.svid.issued', authentication(ticket)],
  ['workload_identity.generate', authentication(ticket)],
  ['reset_password_token.create', account(accountActivity.passwordReset)],
  ['recovery_token.create', account(accountActivity.passwordReset)],
  ['recovery_code.generated', account(otherActivity)],
  ['privilege_token.create', authentication(ticket)],
  ['user.create', account(accountActivity.create)],
  ['user.update', account(otherActivity)],
  ['user.delete', account(accountActivity.delete)],
  ['user.password_change', account(accountActivity.passwordChange)],
  ['mfa.add', account(accountActivity.mfaEnable)],
  ['mfa.delete', account(accountActivity.mfaDisable)],
  ['lock.created', account(accountActivity.lock)],
  ['lock.deleted', account(accountActivity.unlock)],
  ['bot.create', account(accountActivity.create)],
  ['bot.update', account(otherActivity)],
  ['bot.delete', account(accountActivity.delete)],
  ['db.session.user.create', account(accountActivity.create)],
  ['db.session.user.deactivate', account(accountActivity.disable)],
  ['stable_unix_user.create', account(accountActivity.create)],
  ['access_request.create', entity(entityActivity.create)],
  ['access_request.update', of(ocsfClass.userAccessManagement, accessActivity.assignPrivileges)],
  ['access_request.review', of(ocsfClass.userAccessManagement, accessActivity.assignPrivileges)],
  ['access_request.delete', entity(entityActivity.delete)],
  ['access_request.expire', of(ocsfClass.userAccessManagement, accessActivity.revokePrivileges)],
  ['access_request.search', entity(entityActivity.read)],
  ['access_list.review', entity(entityActivity.update)],
  ['access_list.member.delete_all_members', entity(entityActivity.delete)],
  ['session.start', ssh(networkActivity.open)],
  ['session.join', ssh(networkActivity.open)],
  ['session.connect', ssh(networkActivity.open)],
  ['session.leave', ssh(networkActivity.close)],
  ['session.end', ssh(networkActivity.close)],
  ['session.rejected', ssh(networkActivity.refuse)],
  ['session.data', ssh(networkActivity.traffic)],
  ['session.upload', of(ocsfClass.fileHosting, ocsfClasses.file_hosting.activities.upload)],
  ['session.recording.access', of(ocsfClass.fileHosting, ocsfClasses.file_hosting.activities.preview, severity.low)],
  ['session.command', of(ocsfClass.processActivity, processActivity.launch)],
  ['session.process_exit', of(ocsfClass.processActivity, ocsfClasses.process_activity.activities.terminate)],
  ['session.disk', file(ocsfClasses.file_activity.activities.open)],
  ['session.network', of(ocsfClass.networkActivity, networkActivity.open)],
  ['resize', ssh(otherActivity)],
  ['print', ssh(networkActivity.traffic)],
  ['client.disconnect', ssh(networkActivity.close)],
  ['exec', of(ocsfClass.processActivity, processActivity.launch)],
  ['subsystem', ssh(networkActivity.open)],
  ['x11-forward', ssh(networkActivity.open)],
  ['port', ssh(networkActivity.open)],
  ['port.local', ssh(networkActivity.open)],
  ['port.remote', ssh(networkActivity.open)],
  ['port.remote_conn', ssh(networkActivity.open)],
  ['scp', of(ocsfClass.fileHosting, otherActivity)],
  ['sftp', file(otherActivity)],
  ['sftp_summary', file(otherActivity)],
  ['kube.request', of(ocsfClass.apiActivity, otherActivity)],
  ['app.session.start', of(ocsfClass.networkActivity, networkActivity.open)],
  ['app.session.end', of(ocsfClass.networkActivity, networkActivity.close)],
  ['app.session.chunk', of(ocsfClass.networkActivity, networkActivity.traffic)],
  ['app.session.request', of(ocsfClass.httpActivity, otherActivity)],
  ['app.session.dynamodb.request', data(datastoreActivity.query)],
  ['db.session.start', data(datastoreActivity.connect)],
  ['db.session.end', data(otherActivity)],
  ['db.session.query', data(datastoreActivity.query)],
  ['db.session.query.failed', data(datastoreActivity.query)],
  ['db.session.result', data(datastoreActivity.query)],
  ['db.session.malformed_packet', data(otherActivity)],
  ['db.session.permissions.update', of(ocsfClass.userAccessManagement, accessActivity.assignPrivileges)],
  ['windows.desktop.session.start', of(rdp.uid, rdp.activities.connect_request)],
  ['windows.desktop.session.end', of(rdp.uid, rdp.activities.disconnect)],
  ['desktop.recording', of(rdp.uid, rdp.activities.traffic)],
  ['desktop.clipboard.send', of(rdp.uid, rdp.activities.traffic)],
  ['desktop.clipboard.receive', of(rdp.uid, rdp.activities.traffic)],
  ['desktop.directory.share', file(ocsfClasses.file_activity.activities.mount)],
  ['desktop.directory.read', file(ocsfClasses.file_activity.activities.read)],
  ['desktop.directory.write', file(ocsfClasses.file_activity.activities.update)],
  ['bot.join', entity(entityActivity.enroll)],
  ['instance.join', entity(entityActivity.enroll)],
  ['device.enroll', entity(entityActivity.enroll)],
  ['device.token.spent', entity(entityActivity.enroll)],
  ['upgradewindow.update', entity(entityActivity.update)],
  ['upgradewindowstart.update', entity(entityActivity.update)],
  ['ssm.run', of(ocsfClass.processActivity, processActivity.launch)],
  ['okta.sync.failure', entity(entityActivity.update)],
  ['okta.assignment.process', of(ocsfClass.userAccessManagement, accessActivity.assignPrivileges)],
  ['okta.assignment.cleanup', of(ocsfClass.userAccessManagement, accessActivity.revokePrivileges)],
  ['okta.access_list.sync', entity(entityActivity.update)],
  ['okta.user.sync', entity(entityActivity.update)],
  ['aws_identity_center.resource_sync', entity(entityActivity.update)],
  ['aws_identity_center.resource_sync.success', entity(entityActivity.update)],
  ['aws_identity_center.resource_sync.failed', entity(entityActivity.update)],
  ['secreports.audit.query.run', data(datastoreActivity.query)],
  ['secreports.report.run', data(datastoreActivity.query)],
  ['external_audit_storage.enable', entity(entityActivity.enable)],
  ['external_audit_storage.disable', of(ocsfClass.entityManagement, entityActivity.disable, severity.medium)],
  ['access_graph.path.changed', entity(entityActivity.update)],
  ['access_graph.access_path_changed', entity(entityActivity.update)],
  ['git.command', of(ocsfClass.processActivity, processActivity.launch)],
  ['scim.get', entity(entityActivity.read)],
  ['scim.list', entity(entityActivity.read)],
  ['scim.patch', entity(entityActivity.update)],
  ['client_ip_restrictions.update', of(ocsfClass.entityManagement, entityActivity.update, severity.medium)],
  ['mcp.session.start', of(ocsfClass.networkActivity, networkActivity.open)],
  ['mcp.session.end', of(ocsfClass.networkActivity, networkActivity.close)],
  ['auto_update_agent_rollout.trigger', entity(entityActivity.update)],
  ['auto_update_agent_rollout.force_done', entity(entityActivity.update)],
  ['auto_update_agent_rollout.rollback', entity(entityActivity.update)],
  ['join_token.bound_keypair.recovery', authentication(ticket)],
  ['join_token.bound_keypair.rotation', authentication(ticket)],
  ['join_token.bound_keypair.join_state_verification_failed', authentication(preauth)],
])

/** The rest of the types end in what was done to the resource that they begin with: `role.created`, `lock.deleted`. */
const bySuffix = new Map<string, number>([
  ['create', entityActivity.create],
  ['created', entityActivity.create],
  ['update', entityActivity.update],
  ['updated', entityActivity.update],
  ['upsert', entityActivity.update],
  ['delete', entityActivity.delete],
  ['deleted', entityActivity.delete],
  ['delete_all', entityActivity.delete],
])

/** Undefined where the type is new. */
export function classify(type: string, event: JsonRecord): Classification | undefined {
  const found = byType.get(type)
  if (found !== undefined) return refined(type, found, event)
  if (type.startsWith('db.session.')) return data(datastoreActivity.query)
  if (type.startsWith('mcp.session.')) return of(ocsfClass.apiActivity, otherActivity)
  const activity = bySuffix.get(type.slice(type.lastIndexOf('.') + 1))
  return activity === undefined || !type.includes('.') ? undefined : entity(activity)
}

/** A few types tell by a member what was done. */
function refined(type: string, found: Classification, event: JsonRecord): Classification {
  if (type === 'kube.request') return of(found.class_uid, apiOf.get(text(event['verb'])) ?? otherActivity)
  if (type === 'app.session.request') return of(found.class_uid, httpOf(text(event['method'])))
  if (type === 'scp') {
    const { upload, download } = ocsfClasses.file_hosting.activities
    return of(found.class_uid, event['action'] === 'download' ? download : upload)
  }
  return found
}

const apiOf = new Map<string, number>([
  ['GET', apiActivity.read],
  ['HEAD', apiActivity.read],
  ['POST', apiActivity.create],
  ['PUT', apiActivity.update],
  ['PATCH', apiActivity.update],
  ['DELETE', apiActivity.delete],
])

function httpOf(method: string): number {
  const name = method.toLowerCase()
  return Object.hasOwn(httpActivity, name) ? httpActivity[name as keyof typeof httpActivity] : otherActivity
}
