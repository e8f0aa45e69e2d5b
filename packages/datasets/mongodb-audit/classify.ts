import {
  accessActivity,
  accountActivity,
  apiActivity,
  applicationActivity,
  authenticationActivity,
  type Classification,
  datastoreActivity,
  entityActivity,
  groupActivity,
  ocsfClass,
  otherActivity,
  severity,
} from '../src/ocsf.ts'

const data = (activity_id: number, severity_id?: number): Classification =>
  severity_id === undefined
    ? { class_uid: ocsfClass.datastoreActivity, activity_id }
    : { class_uid: ocsfClass.datastoreActivity, activity_id, severity_id }
const account = (activity_id: number): Classification => ({ class_uid: ocsfClass.accountChange, activity_id })
const access = (activity_id: number): Classification => ({ class_uid: ocsfClass.userAccessManagement, activity_id })
const entity = (activity_id: number, severity_id: number = severity.informational): Classification => ({
  class_uid: ocsfClass.entityManagement,
  activity_id,
  severity_id,
})
const session = (activity_id: number): Classification => ({ class_uid: ocsfClass.authentication, activity_id })
const group = (activity_id: number): Classification => ({ class_uid: ocsfClass.groupManagement, activity_id })

/** https://www.mongodb.com/docs/manual/reference/audit-message/mongo/#audit-event-actions--details--and-results */
const actions = new Map<string, Classification>([
  ['authenticate', session(authenticationActivity.logon)],
  ['logout', session(authenticationActivity.logoff)],
  ['clientMetadata', data(datastoreActivity.connect)],
  ['authCheck', data(datastoreActivity.query)],
  ['createCollection', data(datastoreActivity.create)],
  ['createDatabase', data(datastoreActivity.create)],
  ['createIndex', data(datastoreActivity.create)],
  ['createView', data(datastoreActivity.create)],
  ['importCollection', data(datastoreActivity.create)],
  ['renameCollection', data(datastoreActivity.update)],
  ['dropCollection', data(datastoreActivity.delete)],
  ['dropDatabase', data(datastoreActivity.delete, severity.medium)],
  ['dropIndex', data(datastoreActivity.delete)],
  ['dropView', data(datastoreActivity.delete)],
  ['directAuthMutation', account(otherActivity)],
  ['createUser', account(accountActivity.create)],
  ['updateUser', account(otherActivity)],
  ['dropUser', account(accountActivity.delete)],
  ['dropAllUsersFromDatabase', account(accountActivity.delete)],
  ['grantRolesToUser', access(accessActivity.assignPrivileges)],
  ['revokeRolesFromUser', access(accessActivity.revokePrivileges)],
  ['createRole', group(groupActivity.create)],
  ['updateRole', group(otherActivity)],
  ['dropRole', group(groupActivity.delete)],
  ['dropAllRolesFromDatabase', group(groupActivity.delete)],
  ['grantRolesToRole', group(groupActivity.assignPrivileges)],
  ['revokeRolesFromRole', group(groupActivity.revokePrivileges)],
  ['grantPrivilegesToRole', group(groupActivity.assignPrivileges)],
  ['revokePrivilegesFromRole', group(groupActivity.revokePrivileges)],
  ['replSetReconfig', entity(entityActivity.update)],
  ['enableSharding', entity(entityActivity.update)],
  ['shardCollection', entity(entityActivity.update)],
  ['refineCollectionShardKey', entity(entityActivity.update)],
  ['addShard', entity(entityActivity.create)],
  ['removeShard', entity(entityActivity.delete)],
  ['auditConfigure', entity(entityActivity.update, severity.medium)],
  ['getClusterParameter', entity(entityActivity.read)],
  ['setClusterParameter', entity(entityActivity.update)],
  ['updateCachedClusterServerParameter', entity(entityActivity.update)],
  ['rotateLog', { class_uid: ocsfClass.applicationLifecycle, activity_id: otherActivity }],
  ['startup', { class_uid: ocsfClass.applicationLifecycle, activity_id: applicationActivity.start }],
  [
    'shutdown',
    { class_uid: ocsfClass.applicationLifecycle, activity_id: applicationActivity.stop, severity_id: severity.medium },
  ],
  ['applicationMessage', { class_uid: ocsfClass.apiActivity, activity_id: apiActivity.create }],
])

/** Undefined where the action is new. */
export function classify(action: string, command: string, passwordChanged: boolean): Classification | undefined {
  if (action === 'authCheck') return data(commands.get(command) ?? datastoreActivity.query)
  if (action === 'updateUser' && passwordChanged) return account(accountActivity.passwordChange)
  return actions.get(action)
}

/** Commands that authCheck is about: https://www.mongodb.com/docs/manual/reference/command/ */
const commands = new Map<string, number>([
  ['find', datastoreActivity.query],
  ['aggregate', datastoreActivity.query],
  ['count', datastoreActivity.query],
  ['distinct', datastoreActivity.query],
  ['mapReduce', datastoreActivity.query],
  ['getMore', datastoreActivity.read],
  ['insert', datastoreActivity.write],
  ['update', datastoreActivity.update],
  ['findAndModify', datastoreActivity.update],
  ['findandmodify', datastoreActivity.update],
  ['delete', datastoreActivity.delete],
  ['create', datastoreActivity.create],
  ['createIndexes', datastoreActivity.create],
  ['createUser', datastoreActivity.create],
  ['drop', datastoreActivity.delete],
  ['dropDatabase', datastoreActivity.delete],
  ['dropIndexes', datastoreActivity.delete],
  ['listCollections', datastoreActivity.list],
  ['listDatabases', datastoreActivity.list],
  ['listIndexes', datastoreActivity.list],
])
