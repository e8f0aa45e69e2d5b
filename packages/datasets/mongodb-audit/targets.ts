import type { Target } from '@trailhouse/event'
import { addTarget } from '../src/fields/targets.ts'
import { isObject, list, object, text } from '../src/fields/text.ts'
import type { JsonRecord } from '../src/json-mapper.ts'

/** MongoDB names users and roles within a database: `admin.ada`. */
export const qualified = (database: string, name: string): string =>
  database === '' || name === '' ? name : `${database}.${name}`

/** What `param` names. A user or role goes before the roles that it is given. */
export function targetsOf(action: string, param: JsonRecord, actorId: string): Target[] {
  const targets: Target[] = []
  addAccount(targets, 'user', text(param['user']), text(param['db']), actorId)
  addAccount(targets, 'role', text(param['role']), text(param['db']), actorId)
  addNamespace(targets, text(param['ns']))
  addNamespace(targets, text(param['old']))
  addNamespace(targets, text(param['new']))
  addRest(targets, param)
  addRoles(targets, param['roles'])
  addPrivileges(targets, param['privileges'])
  if (action === 'directAuthMutation') addDocument(targets, object(param['document']))
  if (targets.length === 0 || param['user'] !== undefined) addTarget(targets, 'database', text(param['db']))
  return targets
}

function addAccount(targets: Target[], type: string, name: string, database: string, actorId: string): void {
  const id = qualified(database, name)
  if (name !== '' && id !== actorId) addTarget(targets, type, id, name)
}

/** `shop.orders` is a collection, `shop` a database. */
export function addNamespace(targets: Target[], namespace: string): void {
  if (namespace === '') return
  const dot = namespace.indexOf('.')
  if (dot < 0) addTarget(targets, 'database', namespace, namespace)
  else addTarget(targets, 'collection', namespace, namespace.slice(dot + 1))
}

const members: readonly (readonly [string, string])[] = [
  ['index', 'indexName'],
  ['shard', 'shard'],
  ['shard', 'connectionString'],
  ['collection', 'viewOn'],
  ['parameter', 'parameter'],
]

function addRest(targets: Target[], param: JsonRecord): void {
  for (const [type, member] of members) addTarget(targets, type, text(param[member]))
}

const maxNames = 100

export function addRoles(targets: Target[], roles: unknown): void {
  for (const entry of list(roles).slice(0, maxNames)) {
    const role = object(entry)
    const name = text(entry) || text(role['role'])
    addTarget(targets, 'role', qualified(text(role['db']), name), name)
  }
}

function addPrivileges(targets: Target[], privileges: unknown): void {
  for (const entry of list(privileges).slice(0, maxNames)) {
    const resource = object(entry)['resource']
    if (!isObject(resource)) continue
    const collection = text(resource['collection'])
    const database = text(resource['db'])
    addTarget(targets, collection === '' ? 'database' : 'collection', qualified(database, collection) || database)
  }
}

/** A user document that somebody wrote into admin.system.users by hand. */
function addDocument(targets: Target[], document: JsonRecord): void {
  addTarget(targets, 'user', text(document['_id']), text(document['user']))
}
