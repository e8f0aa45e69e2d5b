import { access, account, authentication, group } from '../src/classes.ts'
import {
  apiActivity,
  applicationActivity,
  type Classification,
  datastoreActivity,
  entityActivity,
  ocsfClass,
  otherActivity,
  severity,
} from '../src/ocsf.ts'

const data = (activity_id: number, severity_id?: number): Classification =>
  severity_id === undefined
    ? { class_uid: ocsfClass.datastoreActivity, activity_id }
    : { class_uid: ocsfClass.datastoreActivity, activity_id, severity_id }
const entity = (activity_id: number, severity_id: number = severity.informational): Classification => ({
  class_uid: ocsfClass.entityManagement,
  activity_id,
  severity_id,
})

/** https://www.mongodb.com/docs/manual/reference/audit-message/mongo/#audit-event-actions--details--and-results */
const actions = new Map<string, Classification>([
  ['authenticate', authentication.logon],
  ['logout', authentication.logoff],
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
  ['directAuthMutation', account.other],
  ['createUser', account.create],
  ['updateUser', account.other],
  ['dropUser', account.delete],
  ['dropAllUsersFromDatabase', account.delete],
  ['grantRolesToUser', access.assignPrivileges],
  ['revokeRolesFromUser', access.revokePrivileges],
  ['createRole', group.create],
  ['updateRole', group.other],
  ['dropRole', group.delete],
  ['dropAllRolesFromDatabase', group.delete],
  ['grantRolesToRole', group.assignPrivileges],
  ['revokeRolesFromRole', group.revokePrivileges],
  ['grantPrivilegesToRole', group.assignPrivileges],
  ['revokePrivilegesFromRole', group.revokePrivileges],
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
  if (action === 'updateUser' && passwordChanged) return account.passwordChange
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
