import { access, account, authentication, group } from '../src/classes.ts'
import { type Classification, entityActivity, ocsfClass, otherActivity } from '../src/ocsf.ts'

/** Class and activity of an audit activity: its own where the table has it, else by what it says it does to what. */
export function classify(activity: string, operationType: string): Classification {
  const name = activity.toLowerCase()
  return named.get(name) ?? byWords(name) ?? entity(operationType, name)
}

/** https://learn.microsoft.com/entra/identity/monitoring-health/reference-audit-activities */
const activities: readonly (readonly [Classification, string])[] = [
  [
    account.create,
    'add user|invite external user|add service principal|bulk create users - finished (bulk)|redeem external user invite',
  ],
  [account.delete, 'delete user|hard delete user|remove service principal|hard delete service principal'],
  [account.enable, 'enable account|restore user|restore service principal'],
  [account.disable, 'disable account'],
  [account.unlock, 'unlock user account (self-service)'],
  [account.passwordChange, 'change user password|change password (self-service)'],
  [
    account.passwordReset,
    'reset user password|reset password|reset password (by admin)|reset password (self-service)|set force change user password|admin started password reset|self-service password reset flow activity progress',
  ],
  [
    account.mfaEnable,
    'user registered security info|user registered all required security info|admin registered security info|enable strong authentication|enable per-user multifactor authentication|add passkey (device-bound)|add windows hello for business credential',
  ],
  [
    account.mfaDisable,
    'user deleted security info|admin deleted security info|disable strong authentication|disable per-user multifactor authentication|delete windows hello for business credential',
  ],
  [
    account.other,
    'update user|update service principal|update stsrefreshtokenvalidfrom timestamp|user changed default security info|user started security info registration|user reviewed security info|user cancelled security info registration|admin updated security info|set user manager|remove user manager|change user license|assign license|add service principal credentials|remove service principal credentials',
  ],
  [group.create, 'add group|create group'],
  [group.delete, 'delete group|hard delete group'],
  [group.addUser, 'add member to group|bulk import group members - finished (bulk)'],
  [group.removeUser, 'remove member from group|bulk remove group members - finished (bulk)'],
  [group.assignPrivileges, 'add owner to group|add app role assignment to group|set group license'],
  [group.revokePrivileges, 'remove owner from group|remove app role assignment from group'],
  [
    group.other,
    'update group|restore group|set group to be managed by user|create group settings|update group settings|delete group settings',
  ],
  [
    access.assignPrivileges,
    'consent to application|add delegated permission grant|add owner to application|add owner to service principal|add app role assignment to service principal|add app role assignment grant to user|add member to administrative unit|add scoped member to role|elevate access',
  ],
  [
    access.revokePrivileges,
    'revoke consent|remove delegated permission grant|remove owner from application|remove owner from service principal|remove app role assignment from service principal|remove app role assignment from user|remove member from administrative unit|remove scoped member from role',
  ],
  [
    authentication.ticket,
    'issue an access token to the application|issue an authorization code to the application|issue an id_token to the application',
  ],
  [authentication.logoff, 'user signed out|revoke user sessions|revoke sign in sessions'],
  [
    authentication.logon,
    'validate local account credentials|validate user authentication|federate with an identity provider',
  ],
]

const named = new Map(
  activities.flatMap(([classification, names]) => names.split('|').map((name) => [name, classification] as const)),
)

/** Privileged Identity Management has a role's or a group's every step: requested, approved, completed, timed out. */
function byWords(name: string): Classification | undefined {
  if (name.includes('member to role') || name.includes('eligible member to')) return access.assignPrivileges
  if (name.includes('member from role') || name.includes('eligible member from')) {
    return access.revokePrivileges
  }
  if (name.includes('member to group')) return group.addUser
  return name.includes('member from group') ? group.removeUser : undefined
}

const verbs = new Map<string, number>([
  ...['add', 'create', 'register', 'assign', 'issue', 'import', 'invite', 'submit', 'send'].map(
    (verb) => [verb, entityActivity.create] as const,
  ),
  ...['get', 'list', 'read', 'recover', 'download', 'view', 'export', 'validate', 'evaluate'].map(
    (verb) => [verb, entityActivity.read] as const,
  ),
  ...['update', 'set', 'change', 'restore', 'approve', 'patch', 'renew', 'reset', 'rotate'].map(
    (verb) => [verb, entityActivity.update] as const,
  ),
  ...['delete', 'remove', 'hard', 'unassign', 'revoke', 'unregister', 'cancel', 'deny'].map(
    (verb) => [verb, entityActivity.delete] as const,
  ),
  ['enable', entityActivity.enable],
  ['disable', entityActivity.disable],
])

/** Applications, devices, policies and the rest: the operation's type says it, else the first word. */
function entity(operationType: string, name: string): Classification {
  const space = name.indexOf(' ')
  const activity_id =
    verbs.get(operationType.toLowerCase()) ?? verbs.get(space < 0 ? name : name.slice(0, space)) ?? otherActivity
  return { class_uid: ocsfClass.entityManagement, activity_id }
}
