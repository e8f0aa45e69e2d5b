import type { Target } from '@trailhouse/event'
import { addTarget } from '../src/fields/targets.ts'
import { list, object, text } from '../src/fields/text.ts'
import type { JsonRecord } from '../src/json-mapper.ts'

/** What an event can be about, the most telling first: [type, member with the id, member with the name]. */
const things: readonly (readonly [string, string, string])[] = [
  ['database', 'db_service', 'db_service'],
  ['app', 'app_name', 'app_name'],
  ['kubernetes_cluster', 'kubernetes_cluster', 'kubernetes_cluster'],
  ['desktop', 'desktop_addr', 'desktop_name'],
  ['server', 'server_id', 'server_hostname'],
  ['server', 'host_id', 'node_name'],
  ['database_name', 'db_name', ''],
  ['database_user', 'db_user', ''],
  ['login', 'login', ''],
  ['windows_user', 'windows_user', ''],
  ['windows_domain', 'windows_domain', ''],
  ['pod', 'kubernetes_pod_name', ''],
  ['kubernetes_resource', 'resource_name', ''],
  ['url', 'request_path', ''],
  ['file', 'path', ''],
  ['directory', 'directory_name', ''],
  ['access_list', 'access_list_name', 'access_list_title'],
  ['access_request', 'id', ''],
  ['bot', 'bot_name', ''],
  ['token', 'token_name', ''],
  ['connector', 'connector', ''],
  ['role', 'role', ''],
  ['aws_role', 'aws_role_arn', ''],
  ['azure_identity', 'azure_identity', ''],
  ['gcp_service_account', 'gcp_service_account', ''],
  ['service_provider', 'service_provider_entity_id', ''],
  ['spiffe_id', 'spiffe_id', ''],
  ['host_user', 'host_user', ''],
  ['git_user', 'github_user_id', ''],
]

/** Everything that an event names besides its actor. */
export function targetsOf(event: JsonRecord, type: string, actor: string): Target[] {
  const targets: Target[] = []
  addResource(targets, event, type)
  for (const [kind, id, name] of things) {
    const value = event[id]
    const label = name === '' ? undefined : event[name]
    if (value !== undefined || label !== undefined) addTarget(targets, kind, text(value), text(label))
  }
  addPeople(targets, event, actor)
  addLists(targets, event)
  addLists(targets, object(event['identity']))
  addTarget(targets, 'cluster', text(event['cluster_name']))
  return targets
}

/** `name` is the resource that the type begins with: `role.created`, `user.create`. */
function addResource(targets: Target[], event: JsonRecord, type: string): void {
  addTarget(targets, type.slice(0, type.lastIndexOf('.')) || 'resource', text(event['name']))
  const device = object(event['device'])
  addTarget(targets, 'device', text(device['device_id']), text(device['asset_tag']))
  const mfa = object(event['mfa_device'])
  addTarget(targets, 'mfa_device', text(mfa['mfa_device_uuid']), text(mfa['mfa_device_name']))
  const locked = object(event['target'])
  for (const kind in locked) addTarget(targets, kind, text(locked[kind]))
}

const people = ['reviewer', 'impersonator', 'updated_by', 'owner', 'headless_user', 'username'] as const

function addPeople(targets: Target[], event: JsonRecord, actor: string): void {
  for (const member of people) {
    const name = text(event[member])
    if (name !== actor) addTarget(targets, 'user', name)
  }
  const identity = object(event['identity'])
  const user = text(identity['user'])
  if (user !== actor) addTarget(targets, 'user', user)
  addTarget(targets, 'user', text(identity['impersonator']))
}

/** A list longer than this is cut. */
const maxNames = 100

/** Lists of names; of objects the member that names them. */
const lists: readonly (readonly [string, string, string])[] = [
  ['role', 'roles', 'name'],
  ['role', 'db_roles', 'name'],
  ['login', 'logins', 'name'],
  ['user', 'participants', 'name'],
  ['access_request', 'access_requests', 'name'],
  ['member', 'members', 'member_name'],
  ['resource', 'resource_ids', 'name'],
  ['kubernetes_user', 'kubernetes_users', 'name'],
  ['kubernetes_group', 'kubernetes_groups', 'name'],
]

function addLists(targets: Target[], event: JsonRecord): void {
  for (const [kind, member, name] of lists) {
    const entries = event[member]
    if (entries === undefined) continue
    for (const entry of list(entries).slice(0, maxNames)) {
      addTarget(targets, kind, text(entry) || text(object(entry)[name]))
    }
  }
}
