import { access, account, authentication, group } from '../src/classes.ts'
import { text } from '../src/fields/text.ts'
import type { JsonRecord } from '../src/json-mapper.ts'
import { apiActivity, type Classification, datastoreActivity, ocsfClass, otherActivity, severity } from '../src/ocsf.ts'

/** Class and activity of an event: the action's own where the table has it, else its first word's. */
export function classify(event: JsonRecord, action: string): Classification {
  if ('insightDetails' in event) return anomaly
  const service = text(event['eventSource'])
  return (
    named.get(`${service}/${action}`) ??
    (text(event['eventCategory']) === 'Data' && datastores.has(service) ? data(action) : api(event, action))
  )
}

/** An Insights event tells of an unusual rate of calls or errors. */
const anomaly: Classification = {
  class_uid: ocsfClass.apiActivity,
  activity_id: otherActivity,
  severity_id: severity.medium,
}

const attach = account.attachPolicy
const detach = account.detachPolicy
const logon = authentication.logon
const logoff = authentication.logoff
const ticket = authentication.ticket
const preauth = authentication.preauth
const switchRole = authentication.switchAccount

const actions: Readonly<Record<string, Readonly<Record<string, Classification>>>> = {
  'signin.amazonaws.com': {
    ConsoleLogin: logon,
    UserAuthentication: logon,
    CredentialChallenge: preauth,
    CredentialVerification: preauth,
    CheckMfa: preauth,
    PasswordRecoveryRequested: account.passwordReset,
    PasswordRecoveryCompleted: account.passwordReset,
    GetSigninToken: ticket,
    SwitchRole: switchRole,
    ExitRole: switchRole,
    RenewRole: switchRole,
    Logout: logoff,
  },
  'sso.amazonaws.com': { Authenticate: logon, Federate: ticket, Logout: logoff, CreateToken: ticket },
  'sts.amazonaws.com': {
    AssumeRole: ticket,
    AssumeRoleWithSAML: ticket,
    AssumeRoleWithWebIdentity: ticket,
    AssumeRoot: ticket,
    GetFederationToken: ticket,
    GetSessionToken: ticket,
  },
  'iam.amazonaws.com': {
    CreateUser: account.create,
    CreateRole: account.create,
    CreateServiceLinkedRole: account.create,
    DeleteUser: account.delete,
    DeleteRole: account.delete,
    DeleteServiceLinkedRole: account.delete,
    CreateLoginProfile: account.enable,
    DeleteLoginProfile: account.disable,
    UpdateLoginProfile: account.passwordReset,
    ChangePassword: account.passwordChange,
    EnableMFADevice: account.mfaEnable,
    DeactivateMFADevice: account.mfaDisable,
    AttachUserPolicy: attach,
    AttachRolePolicy: attach,
    PutUserPolicy: attach,
    PutRolePolicy: attach,
    PutUserPermissionsBoundary: attach,
    PutRolePermissionsBoundary: attach,
    DetachUserPolicy: detach,
    DetachRolePolicy: detach,
    DeleteUserPolicy: detach,
    DeleteRolePolicy: detach,
    DeleteUserPermissionsBoundary: detach,
    DeleteRolePermissionsBoundary: detach,
    CreateGroup: group.create,
    DeleteGroup: group.delete,
    AddUserToGroup: group.addUser,
    RemoveUserFromGroup: group.removeUser,
    AttachGroupPolicy: group.assignPrivileges,
    PutGroupPolicy: group.assignPrivileges,
    DetachGroupPolicy: group.revokePrivileges,
    DeleteGroupPolicy: group.revokePrivileges,
    UpdateAssumeRolePolicy: access.assignPrivileges,
  },
  'sso-directory.amazonaws.com': {
    CreateUser: account.create,
    DeleteUser: account.delete,
    EnableUser: account.enable,
    DisableUser: account.disable,
    UpdatePassword: account.passwordReset,
    CreateGroup: group.create,
    DeleteGroup: group.delete,
    AddMemberToGroup: group.addUser,
    RemoveMemberFromGroup: group.removeUser,
  },
}

/** By `service/action`; a Map, because an action is the vendor's word and could be `constructor`. */
const named = new Map(
  Object.entries(actions).flatMap(([service, byAction]) =>
    Object.entries(byAction).map(([action, classification]) => [`${service}/${action}`, classification] as const),
  ),
)

/** Services whose data events read and write records: Datastore Activity. */
const datastores = new Set([
  's3.amazonaws.com',
  'dynamodb.amazonaws.com',
  's3express.amazonaws.com',
  'rds-data.amazonaws.com',
])

type Verb = 'create' | 'read' | 'update' | 'delete'

const verbs: Readonly<Record<Verb, string>> = {
  create:
    'Allocate Clone Copy Create Generate Import Initiate Invite Issue Launch Provision Publish Purchase Register Request Restore Run Send Submit Upload',
  read: 'Check Count Decode Describe Detect Download Estimate Evaluate Export Filter Get Head List Lookup Monitor Poll Preview Query Read Receive Resolve Retrieve Scan Search Select Simulate Test Validate Verify View',
  update:
    'Accept Activate Add Apply Assign Associate Attach Authorize Change Complete Configure Confirm Deactivate Detach Disable Disassociate Enable Grant Increase Lock Merge Modify Move Promote Put Reboot Rename Replace Reset Resume Resize Rotate Set Start Stop Suspend Swap Switch Tag Transfer Unassign Unlock Untag Update Upgrade',
  delete: 'Abort Cancel Delete Deregister Destroy Drop Purge Reject Release Remove Revoke Schedule Terminate',
}

const verbOf = new Map(
  Object.entries(verbs).flatMap(([verb, words]) => words.split(' ').map((word) => [word, verb as Verb] as const)),
)

function api(event: JsonRecord, action: string): Classification {
  return { class_uid: ocsfClass.apiActivity, activity_id: apiActivityOf(event, action) }
}

function apiActivityOf(event: JsonRecord, action: string): number {
  const verb = firstVerb(action)
  if (verb !== undefined) return apiActivity[verb]
  return event['readOnly'] === true || event['readOnly'] === 'true' ? apiActivity.read : otherActivity
}

function data(action: string): Classification {
  const verb = firstVerb(action)
  const listing = action.startsWith('List')
  const activity_id = listing
    ? datastoreActivity.list
    : verb === undefined
      ? otherActivity
      : dataActivityOf(action, verb)
  return { class_uid: ocsfClass.datastoreActivity, activity_id }
}

function dataActivityOf(action: string, verb: Verb): number {
  if (action.startsWith('Query') || action.startsWith('Scan') || action.startsWith('Select'))
    return datastoreActivity.query
  return action.startsWith('Put') ? datastoreActivity.write : datastoreActivity[verb]
}

/** The first word of an action says what it does; of `BatchGetItem` and its like the second. */
function firstVerb(action: string): Verb | undefined {
  let end = 1
  while (end < action.length && isLower(action.charCodeAt(end))) end += 1
  const word = action.slice(0, end)
  if (word !== 'Batch') return verbOf.get(word)
  return action.startsWith('BatchGet') ? 'read' : action.startsWith('BatchDelete') ? 'delete' : 'update'
}

const isLower = (code: number): boolean => code >= 97 && code <= 122
