import {
  accessActivity,
  accountActivity,
  apiActivity,
  authenticationActivity,
  type Classification,
  entityActivity,
  groupActivity,
  ocsfClass,
  otherActivity,
  severity,
} from '../src/ocsf.ts'

const authentication = (activity_id: number, severity_id?: number): Classification => ({
  class_uid: ocsfClass.authentication,
  activity_id,
  ...(severity_id !== undefined && { severity_id }),
})
const account = (activity_id: number): Classification => ({ class_uid: ocsfClass.accountChange, activity_id })
const access = (activity_id: number): Classification => ({ class_uid: ocsfClass.userAccessManagement, activity_id })
const entity = (activity_id: number): Classification => ({ class_uid: ocsfClass.entityManagement, activity_id })
const group = (activity_id: number): Classification => ({ class_uid: ocsfClass.groupManagement, activity_id })
const api = (activity_id: number): Classification => ({ class_uid: ocsfClass.apiActivity, activity_id })

const { logon, logoff, ticket, preauth, switchAccount } = authenticationActivity

/**
 * Types of user events, each of which also ends in _ERROR.
 * https://www.keycloak.org/docs-api/latest/javadocs/org/keycloak/events/EventType.html
 */
const userEvents = new Map<string, Classification>([
  ['LOGIN', authentication(logon)],
  ['CLIENT_LOGIN', authentication(logon)],
  ['IDENTITY_PROVIDER_LOGIN', authentication(logon)],
  ['IDENTITY_PROVIDER_FIRST_LOGIN', authentication(logon)],
  ['IDENTITY_PROVIDER_POST_LOGIN', authentication(logon)],
  ['LOGOUT', authentication(logoff)],
  ['USER_SESSION_DELETED', authentication(logoff)],
  ['IMPERSONATE', authentication(switchAccount, severity.medium)],
  ['CODE_TO_TOKEN', authentication(ticket)],
  ['REFRESH_TOKEN', authentication(ticket)],
  ['TOKEN_EXCHANGE', authentication(ticket)],
  ['OAUTH2_DEVICE_CODE_TO_TOKEN', authentication(ticket)],
  ['AUTHREQID_TO_TOKEN', authentication(ticket)],
  ['PERMISSION_TOKEN', authentication(ticket)],
  ['OAUTH2_EXTENSION_GRANT', authentication(ticket)],
  ['JWT_BEARER', authentication(ticket)],
  ['IDENTITY_PROVIDER_RETRIEVE_TOKEN', authentication(ticket)],
  ['VALIDATE_ACCESS_TOKEN', authentication(preauth)],
  ['INTROSPECT_TOKEN', authentication(preauth)],
  ['INVALID_SIGNATURE', authentication(preauth)],
  ['IDENTITY_PROVIDER_RESPONSE', authentication(preauth)],
  ['RESTART_AUTHENTICATION', authentication(preauth)],
  ['OAUTH2_DEVICE_AUTH', authentication(preauth)],
  ['OAUTH2_DEVICE_VERIFY_USER_CODE', authentication(preauth)],
  ['PUSHED_AUTHORIZATION_REQUEST', authentication(preauth)],
  ['EXECUTE_ACTIONS', authentication(preauth)],
  ['EXECUTE_ACTION_TOKEN', authentication(preauth)],
  ['CUSTOM_REQUIRED_ACTION', authentication(preauth)],
  ['REGISTER', account(accountActivity.create)],
  ['DELETE_ACCOUNT', account(accountActivity.delete)],
  ['UPDATE_PASSWORD', account(accountActivity.passwordChange)],
  ['RESET_PASSWORD', account(accountActivity.passwordReset)],
  ['SEND_RESET_PASSWORD', account(accountActivity.passwordReset)],
  ['UPDATE_TOTP', account(accountActivity.mfaEnable)],
  ['REMOVE_TOTP', account(accountActivity.mfaDisable)],
  ['UPDATE_CREDENTIAL', account(otherActivity)],
  ['REMOVE_CREDENTIAL', account(otherActivity)],
  ['USER_DISABLED_BY_PERMANENT_LOCKOUT', account(accountActivity.lock)],
  ['USER_DISABLED_BY_TEMPORARY_LOCKOUT', account(accountActivity.lock)],
  ['FEDERATED_IDENTITY_LINK', account(otherActivity)],
  ['FEDERATED_IDENTITY_OVERRIDE_LINK', account(otherActivity)],
  ['REMOVE_FEDERATED_IDENTITY', account(otherActivity)],
  ['SEND_IDENTITY_PROVIDER_LINK', account(otherActivity)],
  ['IDENTITY_PROVIDER_LINK_ACCOUNT', account(otherActivity)],
  ['CLIENT_INITIATED_ACCOUNT_LINKING', account(otherActivity)],
  ['UPDATE_EMAIL', account(otherActivity)],
  ['UPDATE_PROFILE', account(otherActivity)],
  ['VERIFY_EMAIL', account(otherActivity)],
  ['VERIFY_PROFILE', account(otherActivity)],
  ['SEND_VERIFY_EMAIL', account(otherActivity)],
  ['GRANT_CONSENT', access(accessActivity.assignPrivileges)],
  ['UPDATE_CONSENT', access(accessActivity.assignPrivileges)],
  ['REVOKE_GRANT', access(accessActivity.revokePrivileges)],
  ['INVITE_ORG', group(groupActivity.addUser)],
  ['CLIENT_REGISTER', entity(entityActivity.create)],
  ['CLIENT_UPDATE', entity(entityActivity.update)],
  ['CLIENT_DELETE', entity(entityActivity.delete)],
  ['CLIENT_INFO', entity(entityActivity.read)],
  ['REGISTER_NODE', entity(entityActivity.enroll)],
  ['UNREGISTER_NODE', entity(entityActivity.unenroll)],
  ['USER_INFO_REQUEST', api(apiActivity.read)],
  ['VERIFIABLE_CREDENTIAL_REQUEST', authentication(ticket)],
  ['VERIFIABLE_CREDENTIAL_PRE_AUTHORIZED_GRANT', authentication(ticket)],
  ['VERIFIABLE_CREDENTIAL_CREATE_OFFER', authentication(preauth)],
  ['VERIFIABLE_CREDENTIAL_NONCE_REQUEST', authentication(preauth)],
])

/** Undefined where the type is new. */
export const classifyUserEvent = (type: string): Classification | undefined =>
  userEvents.get(type.endsWith('_ERROR') ? type.slice(0, -'_ERROR'.length) : type)

const operations = new Map<string, number>([
  ['CREATE', entityActivity.create],
  ['UPDATE', entityActivity.update],
  ['DELETE', entityActivity.delete],
  ['ACTION', otherActivity],
])

/** Types of resources: https://www.keycloak.org/docs-api/latest/javadocs/org/keycloak/events/admin/ResourceType.html */
export function classifyAdminEvent(operation: string, resourceType: string, path: string): Classification {
  const activity = operations.get(operation) ?? otherActivity
  const removes = operation === 'DELETE'
  if (resourceType.endsWith('ROLE_MAPPING') || resourceType.endsWith('SCOPE_MAPPING')) {
    return access(removes ? accessActivity.revokePrivileges : accessActivity.assignPrivileges)
  }
  if (resourceType.endsWith('_MEMBERSHIP')) return group(removes ? groupActivity.removeUser : groupActivity.addUser)
  if (resourceType === 'USER') return account(userActivity(operation, path))
  if (resourceType === 'GROUP' || resourceType === 'ORGANIZATION') {
    return group(operation === 'CREATE' ? groupActivity.create : removes ? groupActivity.delete : otherActivity)
  }
  return entity(activity)
}

function userActivity(operation: string, path: string): number {
  if (path.endsWith('/reset-password')) return accountActivity.passwordReset
  if (operation === 'CREATE') return accountActivity.create
  return operation === 'DELETE' && !path.includes('/', path.indexOf('/') + 1) ? accountActivity.delete : otherActivity
}

export const isKnownOperation = (operation: string): boolean => operations.has(operation)
