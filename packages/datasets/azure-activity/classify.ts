import { type Classification, ocsfClass, ocsfClasses, otherActivity } from '../src/ocsf.ts'
import { type Entry, localizable } from './forms.ts'

/** By category of the activity log or of the service's log; then by what the operation's name says. */
export function classify(entry: Entry, failed: boolean): Classification {
  const { category, action } = entry
  const lower = action.toLowerCase()
  if (lower.includes('microsoft.authorization/roleassignments/')) return access(lower)
  const found = byCategory.get(category.toLowerCase())
  if (found !== undefined) return typeof found === 'function' ? found(entry, failed) : found
  if (lower === 'authentication' || lower.includes('authentication ') || lower.startsWith('login')) return logon
  return { class_uid: ocsfClass.apiActivity, activity_id: api[verbOf(action)] }
}

const logon: Classification = {
  class_uid: ocsfClass.authentication,
  activity_id: ocsfClasses.authentication.activities.logon,
}

function access(operation: string): Classification {
  const activities = ocsfClasses.user_access.activities
  const activity_id = operation.endsWith('/delete') ? activities.revoke_privileges : activities.assign_privileges
  return { class_uid: ocsfClass.userAccessManagement, activity_id }
}

type ByEntry = (entry: Entry, failed: boolean) => Classification

const finding =
  (class_uid: number): ByEntry =>
  ({ record, action }) => {
    const said = `${localizable(record.status ?? record.resultType)} ${action}`.toLowerCase()
    const activities = ocsfClasses.detection_finding.activities
    const activity_id = said.includes('resolved')
      ? activities.close
      : said.includes('updated')
        ? activities.update
        : activities.create
    return { class_uid, activity_id }
  }

const traffic: ByEntry = (_entry, failed) => {
  const activities = ocsfClasses.network_activity.activities
  return { class_uid: ocsfClass.networkActivity, activity_id: failed ? activities.refuse : activities.traffic }
}

const methods = ocsfClasses.http_activity.activities

const http: ByEntry = ({ properties }) => {
  const method = String(properties.httpMethod ?? properties.CsMethod ?? '').toLowerCase()
  const activity_id = Object.hasOwn(methods, method) ? methods[method as keyof typeof methods] : otherActivity
  return { class_uid: ocsfClass.httpActivity, activity_id }
}

const data = (activity_id: number): Classification => ({ class_uid: ocsfClass.datastoreActivity, activity_id })
const datastore = ocsfClasses.datastore_activity.activities

const sql: ByEntry = ({ action }) => {
  const name = action.toUpperCase()
  if (name.includes('AUTHENTICATION') || name.includes('LOGIN')) return logon
  if (/GRANT|REVOKE|DENY|ROLE MEMBER|PERMISSION/.test(name)) {
    const { assign_privileges, revoke_privileges } = ocsfClasses.user_access.activities
    return {
      class_uid: ocsfClass.userAccessManagement,
      activity_id: /REVOKE|DENY|DROP/.test(name) ? revoke_privileges : assign_privileges,
    }
  }
  return data(datastore.query)
}

const mysql: ByEntry = ({ action }) => {
  const name = action.toUpperCase()
  if (name === 'CONNECT' || name === 'CHANGE_USER') return logon
  if (name !== 'DISCONNECT') return data(datastore.query)
  return { class_uid: ocsfClass.authentication, activity_id: ocsfClasses.authentication.activities.logoff }
}

const byCategory = new Map<string, Classification | ByEntry>([
  ['security', finding(ocsfClasses.detection_finding.uid)],
  ['alert', finding(ocsfClasses.detection_finding.uid)],
  ['servicehealth', finding(ocsfClasses.incident_finding.uid)],
  ['resourcehealth', finding(ocsfClasses.incident_finding.uid)],
  ['policy', finding(ocsfClasses.compliance_finding.uid)],
  ['recommendation', finding(ocsfClasses.compliance_finding.uid)],
  [
    'autoscale',
    { class_uid: ocsfClass.applicationLifecycle, activity_id: ocsfClasses.application_lifecycle.activities.update },
  ],
  ['storageread', data(datastore.read)],
  ['storagewrite', data(datastore.write)],
  ['storagedelete', data(datastore.delete)],
  ['sqlsecurityauditevents', sql],
  ['devopsoperationsaudit', sql],
  ['mysqlauditlogs', mysql],
  ['postgresqllogs', data(datastore.query)],
  ['dataplanerequests', data(datastore.query)],
  ['containerregistryloginevents', logon],
  ['appserviceauditlogs', logon],
  ['applicationgatewayaccesslog', http],
  ['applicationgatewayfirewalllog', http],
  ['frontdooraccesslog', http],
  ['frontdoorwebapplicationfirewalllog', http],
  ['appservicehttplogs', http],
  ...[
    'azurefirewallapplicationrule azurefirewallnetworkrule azfwapplicationrule azfwnetworkrule azfwnatrule azfwdnsquery',
    'azurefirewalldnsproxy azfwidpssignature azfwthreatintel networksecuritygroupevent networksecuritygrouprulecounter',
  ].flatMap((names) => names.split(' ').map((name) => [name, traffic] as const)),
])

const activities = ocsfClasses.api_activity.activities
const api = {
  create: activities.create,
  read: activities.read,
  update: activities.update,
  delete: activities.delete,
  other: otherActivity,
}

const ends = new Map<string, keyof typeof api>([
  ['read', 'read'],
  ['write', 'update'],
  ['delete', 'delete'],
])

const words: readonly (readonly [keyof typeof api, RegExp])[] = [
  ['delete', /delete|purge|remove|drop|revoke/i],
  ['create', /create|import|restore|register|generate|recover|insert|^put|copy/i],
  ['read', /get|list|read|backup|verify|decrypt|encrypt|sign|wrap|query|select|export|download|validate/i],
  ['update', /update|set|rotate|write|modify|change|regenerate|start|stop|restart|deallocate|approve|move/i],
]

/** `Microsoft.Compute/virtualMachines/restart/action` ends with its kind; `SecretGet` and `PutBlob` have it in the name. */
function verbOf(action: string): keyof typeof api {
  const parts = action.slice(0, 500).split('/')
  const last = parts.at(-1)?.toLowerCase() ?? ''
  const found = ends.get(last)
  if (found !== undefined) return found
  const name = last === 'action' ? (parts.at(-2) ?? '') : (parts.at(-1) ?? '')
  return words.find(([, word]) => word.test(name))?.[0] ?? 'other'
}
