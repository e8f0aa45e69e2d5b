import { access, authentication, datastore } from '../src/classes.ts'
import {
  accountActivity,
  applicationActivity,
  type Classification,
  entityActivity,
  groupActivity,
  ocsfClass,
  otherActivity,
  severity,
} from '../src/ocsf.ts'

const account = (activity_id: number): Classification => ({ class_uid: ocsfClass.accountChange, activity_id })
const group = (activity_id: number): Classification => ({ class_uid: ocsfClass.groupManagement, activity_id })
const lifecycle = (activity_id: number, severity_id: number): Classification => ({
  class_uid: ocsfClass.applicationLifecycle,
  activity_id,
  severity_id,
})
const audit = (activity_id: number): Classification => ({
  class_uid: ocsfClass.entityManagement,
  activity_id,
  severity_id: severity.medium,
})

/**
 * action_id of sys.dm_audit_actions.
 * https://learn.microsoft.com/sql/relational-databases/system-dynamic-management-views/sys-dm-audit-actions-transact-sql
 */
const actions: readonly (readonly [string, Classification])[] = [
  ['LGIS LGIF LGB LGM DBAS DBAF LGSD LGFL DAGS DAGF', authentication.logon],
  ['LGO DBL LO DAGL', authentication.logoff],
  ['AUTH CO', authentication.preauth],
  ['IMP', authentication.switchAccount],
  ['SL', datastore.query],
  ['EX BCM BST RCM RST', datastore.query],
  ['VW VDST VSST SPLN RF OP VWCT AS', datastore.read],
  ['IN SN', datastore.write],
  ['UP AL ALST ALRS ALCN ALSS ALTR TRO FT', datastore.update],
  ['DL DR', datastore.delete],
  ['CR', datastore.create],
  ['RC BA BAL', datastore.read],
  ['RS RSDB ADBO', datastore.write],
  ['CP DBCC SUQN UDAU TXBG TXCM TXRB TXST TXBB TXBC TXBS TXSC TXSS XA XU', datastore.other],
  ['G GWG', access.assignPrivileges],
  ['R RWG RWC D DWC', access.revokePrivileges],
  ['TO', access.assignPrivileges],
  ['APRL', group(groupActivity.addUser)],
  ['DPRL', group(groupActivity.removeUser)],
  ['PWC PWCS USTC CCLG', account(accountActivity.passwordChange)],
  ['PWR PWRS', account(accountActivity.passwordReset)],
  ['PWU', account(accountActivity.unlock)],
  ['PWEX PWMC PWPL LGNM CMLG NMLG USAF USLG', account(otherActivity)],
  ['LGDA', account(accountActivity.disable)],
  ['LGEA', account(accountActivity.enable)],
  ['SVSR', lifecycle(applicationActivity.start, severity.informational)],
  ['SVCN', lifecycle(applicationActivity.restart, severity.informational)],
  ['SVPD SVSD', lifecycle(applicationActivity.stop, severity.medium)],
  ['AUSC AUSF CNAU C2ON C2OF TASA TASP', audit(entityActivity.update)],
]

const byAction = new Map<string, Classification>(
  actions.flatMap(([ids, classification]) => ids.split(' ').map((id) => [id, classification] as const)),
)

export const isKnownAction = (action: string): boolean => byAction.has(action) || groups.test(action)

/** Ids of groups of actions, which stand in the specification of an audit, and in few records. */
const groups = /^(?:AC|AD|BR|CN|DA|DB|GR|IM|LG|MN|OP|PW|ST|TO|TR|UC|UD|FT|BC)[A-Z]{1,2}$/

/** Kinds of what is acted on. https://learn.microsoft.com/sql/relational-databases/system-catalog-views/sys-dm-audit-class-type-map-transact-sql */
const classTypes = new Map<string, string>([
  ['U', 'table'],
  ['S', 'system_table'],
  ['V', 'view'],
  ['P', 'stored_procedure'],
  ['X', 'extended_stored_procedure'],
  ['PC', 'stored_procedure'],
  ['FN', 'function'],
  ['IF', 'function'],
  ['TF', 'function'],
  ['TR', 'trigger'],
  ['TA', 'trigger'],
  ['SN', 'synonym'],
  ['DB', 'database'],
  ['SR', 'server'],
  ['SC', 'schema'],
  ['LX', 'login'],
  ['SL', 'login'],
  ['WL', 'login'],
  ['CL', 'login'],
  ['AL', 'login'],
  ['WG', 'login'],
  ['US', 'user'],
  ['SU', 'user'],
  ['WU', 'user'],
  ['CU', 'user'],
  ['RL', 'role'],
  ['SG', 'server_role'],
  ['AR', 'application_role'],
  ['CD', 'credential'],
  ['A', 'server_audit'],
  ['SA', 'server_audit_specification'],
  ['DA', 'database_audit_specification'],
  ['AU', 'audit'],
  ['EP', 'endpoint'],
  ['LS', 'linked_server'],
])

export const classTypeName = (type: string): string => classTypes.get(type) ?? (type.toLowerCase() || 'object')

const accountTypes = new Set(['login', 'user'])
const roleTypes = new Set(['role', 'server_role', 'application_role'])
const auditTypes = new Set(['server_audit', 'server_audit_specification', 'database_audit_specification', 'audit'])

/** CREATE, ALTER and DROP are of data, an account, a role or the audit itself by what they act on. */
export function classify(action: string, classType: string): Classification {
  const found = byAction.get(action) ?? datastore.other
  const verb = verbs.get(action)
  if (verb === undefined) return found
  const type = classTypeName(classType)
  if (accountTypes.has(type)) return account(verb.account)
  if (roleTypes.has(type)) return group(verb.group)
  return auditTypes.has(type) ? audit(verb.entity) : found
}

const verbs = new Map([
  ['CR', { account: accountActivity.create, group: groupActivity.create, entity: entityActivity.create }],
  ['AL', { account: otherActivity, group: otherActivity, entity: entityActivity.update }],
  ['DR', { account: accountActivity.delete, group: groupActivity.delete, entity: entityActivity.delete }],
])
