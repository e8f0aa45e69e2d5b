import { access, authentication, datastore } from '../src/classes.ts'
import { accountActivity, applicationActivity, type Classification, ocsfClass, otherActivity } from '../src/ocsf.ts'

const account = (activity_id: number): Classification => ({ class_uid: ocsfClass.accountChange, activity_id })

/** query_kind: https://clickhouse.com/docs/operations/system-tables/query_log. In lower case. */
const kinds = new Map<string, Classification>([
  ['select', datastore.query],
  ['explain', datastore.query],
  ['insert', datastore.write],
  ['asyncinsertflush', datastore.write],
  ['create', datastore.create],
  ['backup', datastore.read],
  ['restore', datastore.write],
  ['alter', datastore.update],
  ['update', datastore.update],
  ['rename', datastore.update],
  ['move', datastore.update],
  ['optimize', datastore.update],
  ['exchange', datastore.update],
  ['attach', datastore.create],
  ['undrop', datastore.create],
  ['drop', datastore.delete],
  ['detach', datastore.delete],
  ['delete', datastore.delete],
  ['truncate', datastore.delete],
  ['show', datastore.list],
  ['describe', datastore.list],
  ['exists', datastore.list],
  ['check', datastore.read],
  ['grant', access.assignPrivileges],
  ['revoke', access.revokePrivileges],
  ['set', datastore.other],
  ['use', datastore.other],
  ['begin', datastore.other],
  ['commit', datastore.other],
  ['rollback', datastore.other],
  ['settransactionsnapshot', datastore.other],
  ['killquery', datastore.other],
  ['kill', datastore.other],
  ['parallelwithquery', datastore.other],
  ['copy', datastore.other],
  ['system', { class_uid: ocsfClass.applicationLifecycle, activity_id: applicationActivity.update }],
  ['externalddl', datastore.other],
])

/** Statements on users and roles have the kind of any other CREATE, ALTER or DROP. */
const aboutAccounts = /^\s*(create|alter|drop)\s+(?:user|role)\b/i

export function classifyQuery(kind: string, query: string): Classification {
  const verb = aboutAccounts.exec(query.slice(0, 256))?.[1]?.toLowerCase()
  if (verb !== undefined) return account(accountActivityOf(verb, query))
  return kinds.get(kind.toLowerCase()) ?? datastore.query
}

function accountActivityOf(verb: string, query: string): number {
  if (verb === 'create') return accountActivity.create
  if (verb === 'drop') return accountActivity.delete
  return /\bidentified\b/i.test(query.slice(0, 4096)) ? accountActivity.passwordChange : otherActivity
}

export const isKnownKind = (kind: string): boolean => kind === '' || kinds.has(kind.toLowerCase())

/** Types of system.session_log. */
export const sessionTypes = new Map<string, Classification>([
  ['LoginSuccess', authentication.logon],
  ['LoginFailure', authentication.logon],
  ['Logout', authentication.logoff],
])
