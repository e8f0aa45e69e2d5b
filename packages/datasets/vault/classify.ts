import { authentication } from '../src/classes.ts'
import {
  accountActivity,
  apiActivity,
  type Classification,
  datastoreActivity,
  entityActivity,
  groupActivity,
  ocsfClass,
  otherActivity,
  severity,
} from '../src/ocsf.ts'

/** OIDC and SAML sign in by a callback. */
export const isLoginPath = (path: string): boolean =>
  path.startsWith('auth/') &&
  /^auth\/(?:.{1,200}\/)?(?:login|oidc\/callback|callback|saml\/callback|token)(?:\/[^/]*)?$/.test(path) &&
  !path.startsWith('auth/token/')

/** Class and activity by the path, which says what is acted on, and the operation. */
export function classify(path: string, operation: string, mountType: string): Classification {
  if (isLoginPath(path) && operation === 'update') return authentication.logon
  if (path.startsWith('auth/token/')) return tokens(path)
  if (path.startsWith('sys/leases/') || path.startsWith('sys/renew') || path.startsWith('sys/revoke')) return lease
  const writes = operation !== 'read' && operation !== 'list' && operation !== 'help'
  if (writes && accounts.test(path)) return account(operation)
  if (writes && groups.test(path)) return group(operation)
  if (system.test(path)) return entity(operation, writes)
  if (stores.has(mountType) || (mountType === '' && /^(?:secret|kv|cubbyhole)\//.test(path))) return data(operation)
  return { class_uid: ocsfClass.apiActivity, activity_id: apiOf.get(operation) ?? otherActivity }
}

const accounts =
  /^(?:auth\/[^/]{1,200}\/(?:users|user|role|roles|map\/users)\/[^/]+|identity\/(?:entity|entity-alias|alias)(?:\/|$))/
const groups = /^(?:auth\/[^/]{1,200}\/(?:groups|map\/teams)\/|identity\/group)/
const system =
  /^sys\/(?:policy|policies|auth|mounts|remount|audit|config|seal|unseal|rotate|rekey|generate-root|namespaces|plugins|init|step-down|quotas|raw|storage|replication|license|tools|control-group|wrapping)(?:\/|$)/
const stores = new Set(['kv', 'generic', 'cubbyhole', 'ns_cubbyhole'])

const lease: Classification = { class_uid: ocsfClass.apiActivity, activity_id: apiActivity.update }

function tokens(path: string): Classification {
  if (path.startsWith('auth/token/create')) return authentication.ticket
  if (path.startsWith('auth/token/renew')) return authentication.serviceTicketRenew
  if (path.startsWith('auth/token/revoke')) return authentication.logoff
  return { class_uid: ocsfClass.apiActivity, activity_id: apiActivity.read }
}

function account(operation: string): Classification {
  const activity_id =
    operation === 'create' ? accountActivity.create : operation === 'delete' ? accountActivity.delete : otherActivity
  return { class_uid: ocsfClass.accountChange, activity_id }
}

function group(operation: string): Classification {
  const activity_id =
    operation === 'create' ? groupActivity.create : operation === 'delete' ? groupActivity.delete : otherActivity
  return { class_uid: ocsfClass.groupManagement, activity_id }
}

/** What changes the server itself, or who may do what, deserves a look. */
function entity(operation: string, writes: boolean): Classification {
  return {
    class_uid: ocsfClass.entityManagement,
    activity_id: entityOf.get(operation) ?? otherActivity,
    severity_id: writes ? severity.medium : severity.informational,
  }
}

const data = (operation: string): Classification => ({
  class_uid: ocsfClass.datastoreActivity,
  activity_id: dataOf.get(operation) ?? otherActivity,
})

const entityOf = new Map<string, number>([
  ['create', entityActivity.create],
  ['read', entityActivity.read],
  ['list', entityActivity.read],
  ['scan', entityActivity.read],
  ['update', entityActivity.update],
  ['patch', entityActivity.update],
  ['delete', entityActivity.delete],
])
const dataOf = new Map<string, number>([
  ['create', datastoreActivity.create],
  ['read', datastoreActivity.read],
  ['list', datastoreActivity.list],
  ['scan', datastoreActivity.list],
  ['update', datastoreActivity.update],
  ['patch', datastoreActivity.update],
  ['delete', datastoreActivity.delete],
])
const apiOf = new Map<string, number>([
  ['create', apiActivity.create],
  ['read', apiActivity.read],
  ['list', apiActivity.read],
  ['scan', apiActivity.read],
  ['help', apiActivity.read],
  ['header', apiActivity.read],
  ['alias-lookahead', apiActivity.read],
  ['resolve-role', apiActivity.read],
  ['update', apiActivity.update],
  ['patch', apiActivity.update],
  ['renew', apiActivity.update],
  ['rollback', apiActivity.update],
  ['rotate', apiActivity.update],
  ['delete', apiActivity.delete],
  ['revoke', apiActivity.delete],
])

/** https://pkg.go.dev/github.com/hashicorp/vault/sdk/logical#Operation */
export const isKnownOperation = (operation: string): boolean => apiOf.has(operation)
