import { ocsfClasses } from '@trailhouse/event'

export { ocsfClasses } from '@trailhouse/event'

/**
 * Short names for the OCSF classes and activities that mappers use most. The numbers are those of `ocsfClasses`, which
 * has every class: `ocsfClasses.scan_activity.uid`, `ocsfClasses.scan_activity.activities.started`.
 */
export const ocsfClass = {
  fileActivity: ocsfClasses.file_activity.uid,
  scheduledJobActivity: ocsfClasses.scheduled_job_activity.uid,
  processActivity: ocsfClasses.process_activity.uid,
  detectionFinding: ocsfClasses.detection_finding.uid,
  accountChange: ocsfClasses.account_change.uid,
  authentication: ocsfClasses.authentication.uid,
  authorizeSession: ocsfClasses.authorize_session.uid,
  entityManagement: ocsfClasses.entity_management.uid,
  userAccessManagement: ocsfClasses.user_access.uid,
  groupManagement: ocsfClasses.group_management.uid,
  networkActivity: ocsfClasses.network_activity.uid,
  httpActivity: ocsfClasses.http_activity.uid,
  sshActivity: ocsfClasses.ssh_activity.uid,
  webResourcesActivity: ocsfClasses.web_resources_activity.uid,
  applicationLifecycle: ocsfClasses.application_lifecycle.uid,
  apiActivity: ocsfClasses.api_activity.uid,
  datastoreActivity: ocsfClasses.datastore_activity.uid,
  fileHosting: ocsfClasses.file_hosting.uid,
} as const

/** Activity of every class for what its own activities do not name. */
export const otherActivity = 99

const account = ocsfClasses.account_change.activities
const authentication = ocsfClasses.authentication.activities

export const apiActivity = ocsfClasses.api_activity.activities
export const accountActivity = {
  create: account.create,
  enable: account.enable,
  passwordChange: account.password_change,
  passwordReset: account.password_reset,
  disable: account.disable,
  delete: account.delete,
  attachPolicy: account.attach_policy,
  detachPolicy: account.detach_policy,
  lock: account.lock,
  mfaEnable: account.mfa_factor_enable,
  mfaDisable: account.mfa_factor_disable,
  unlock: account.unlock,
} as const
export const authenticationActivity = {
  logon: authentication.logon,
  logoff: authentication.logoff,
  ticket: authentication.authentication_ticket,
  serviceTicket: authentication.service_ticket_request,
  serviceTicketRenew: authentication.service_ticket_renew,
  preauth: authentication.preauth,
  switchAccount: authentication.account_switch,
} as const
export const accessActivity = {
  assignPrivileges: ocsfClasses.user_access.activities.assign_privileges,
  revokePrivileges: ocsfClasses.user_access.activities.revoke_privileges,
} as const
export const groupActivity = {
  assignPrivileges: ocsfClasses.group_management.activities.assign_privileges,
  revokePrivileges: ocsfClasses.group_management.activities.revoke_privileges,
  addUser: ocsfClasses.group_management.activities.add_user,
  removeUser: ocsfClasses.group_management.activities.remove_user,
  delete: ocsfClasses.group_management.activities.delete,
  create: ocsfClasses.group_management.activities.create,
} as const
export const entityActivity = ocsfClasses.entity_management.activities
/** Network Activity (4001) and SSH Activity (4007) have the same. */
export const networkActivity = ocsfClasses.network_activity.activities
export const httpActivity = ocsfClasses.http_activity.activities
export const datastoreActivity = ocsfClasses.datastore_activity.activities
export const processActivity = ocsfClasses.process_activity.activities
export const fileActivity = ocsfClasses.file_activity.activities
export const applicationActivity = ocsfClasses.application_lifecycle.activities
export const webResourcesActivity = ocsfClasses.web_resources_activity.activities

/** `severity_id` of every class. */
export { ocsfSeverities as severity } from '@trailhouse/event'

/** What a mapper says about an action. */
export type Classification = { readonly class_uid: number; readonly activity_id: number; readonly severity_id?: number }

/** What cannot be classified is API Activity, Other. */
export const unclassified: Classification = { class_uid: ocsfClass.apiActivity, activity_id: otherActivity }
