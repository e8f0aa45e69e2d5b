import {
  accessActivity,
  accountActivity,
  applicationActivity,
  authenticationActivity,
  type Classification,
  datastoreActivity,
  ocsfClass,
  otherActivity,
} from '../src/ocsf.ts'

const data = (activity_id: number): Classification => ({ class_uid: ocsfClass.datastoreActivity, activity_id })
const access = (activity_id: number): Classification => ({ class_uid: ocsfClass.userAccessManagement, activity_id })
const account = (activity_id: number): Classification => ({ class_uid: ocsfClass.accountChange, activity_id })
const session = (activity_id: number): Classification => ({ class_uid: ocsfClass.authentication, activity_id })

/** query_kind: https://clickhouse.com/docs/operations/system-tables/query_log. In lower case. */
const kinds = new Map<string, Classification>([
  ['select', data(datastoreActivity.query)],
  ['explain', data(datastoreActivity.query)],
  ['insert', data(datastoreActivity.write)],
  ['asyncinsertflush', data(datastoreActivity.write)],
  ['create', data(datastoreActivity.create)],
  ['backup', data(datastoreActivity.read)],
  ['restore', data(datastoreActivity.write)],
  ['alter', data(datastoreActivity.update)],
  ['update', data(datastoreActivity.update)],
  ['rename', data(datastoreActivity.update)],
  ['move', data(datastoreActivity.update)],
  ['optimize', data(datastoreActivity.update)],
  ['exchange', data(datastoreActivity.update)],
  ['attach', data(datastoreActivity.create)],
  ['undrop', data(datastoreActivity.create)],
  ['drop', data(datastoreActivity.delete)],
  ['detach', data(datastoreActivity.delete)],
  ['delete', data(datastoreActivity.delete)],
  ['truncate', data(datastoreActivity.delete)],
  ['show', data(datastoreActivity.list)],
  ['describe', data(datastoreActivity.list)],
  ['exists', data(datastoreActivity.list)],
  ['check', data(datastoreActivity.read)],
  ['grant', access(accessActivity.assignPrivileges)],
  ['revoke', access(accessActivity.revokePrivileges)],
  ['set', data(otherActivity)],
  ['use', data(otherActivity)],
  ['begin', data(otherActivity)],
  ['commit', data(otherActivity)],
  ['rollback', data(otherActivity)],
  ['settransactionsnapshot', data(otherActivity)],
  ['killquery', data(otherActivity)],
  ['kill', data(otherActivity)],
  ['parallelwithquery', data(otherActivity)],
  ['copy', data(otherActivity)],
  ['system', { class_uid: ocsfClass.applicationLifecycle, activity_id: applicationActivity.update }],
  ['externalddl', data(otherActivity)],
])

/** Statements on users and roles have the kind of any other CREATE, ALTER or DROP. */
const aboutAccounts = /^\s*(create|alter|drop)\s+(?:user|role)\b/i

export function classifyQuery(kind: string, query: string): Classification {
  const verb = aboutAccounts.exec(query.slice(0, 256))?.[1]?.toLowerCase()
  if (verb !== undefined) return account(accountActivityOf(verb, query))
  return kinds.get(kind.toLowerCase()) ?? data(datastoreActivity.query)
}

function accountActivityOf(verb: string, query: string): number {
  if (verb === 'create') return accountActivity.create
  if (verb === 'drop') return accountActivity.delete
  return /\bidentified\b/i.test(query.slice(0, 4096)) ? accountActivity.passwordChange : otherActivity
}

export const isKnownKind = (kind: string): boolean => kind === '' || kinds.has(kind.toLowerCase())

/** Types of system.session_log. */
export const sessionTypes = new Map<string, Classification>([
  ['LoginSuccess', session(authenticationActivity.logon)],
  ['LoginFailure', session(authenticationActivity.logon)],
  ['Logout', session(authenticationActivity.logoff)],
])
