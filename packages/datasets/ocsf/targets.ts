import type { Target } from '@trailhouse/event'
import { addTarget } from '../src/fields/targets.ts'
import { firstText, isObject, list, object, text } from '../src/fields/text.ts'
import type { JsonRecord } from '../src/json-mapper.ts'
import { present, userOf } from './actor.ts'

/** What was acted on, in the order in which the members below stand: a class has few of them. */
export function targetsOf(event: JsonRecord, actor: JsonRecord, classUid: number): Target[] {
  const targets: Target[] = []
  const actorUser = userOf(event, actor, classUid)
  if (classUid === groupManagement) addMember(targets, event, 'group', 'Group', actorUser)
  for (const rank of ranksIn(event)) {
    const [member, type] = members[rank] ?? noMember
    addMember(targets, event, member, type, actorUser)
  }
  const { url } = object(event['http_request'])
  if (isObject(url)) addTarget(targets, 'URL', firstText(url['url_string'], url['path']))
  addOwners(targets, event, actorUser)
  addTarget(targets, 'API operation', '', otherOperation(event))
  return targets
}

const groupManagement = 3006

/** Where the event's members stand in the list: an event has some twenty members, the list more than fifty. */
function ranksIn(event: JsonRecord): number[] {
  const ranks: number[] = []
  for (const key in event) {
    const rank = rankOf.get(key)
    if (rank !== undefined) ranks.push(rank)
  }
  return ranks.length < 2 ? ranks : ranks.sort((one, other) => one - other)
}

/** Members of the classes that hold the thing acted on, with the type that its target gets where it has none. */
const members: readonly (readonly [string, string])[] = [
  ['entity', 'Entity'],
  ['entity_result', 'Entity'],
  ['user', 'User'],
  ['user_result', 'User'],
  ['users', 'User'],
  ['group', 'Group'],
  ['groups', 'Group'],
  ['subgroup', 'Group'],
  ['role', 'Role'],
  ['roles', 'Role'],
  ['privileges', 'Privilege'],
  ['policy', 'Policy'],
  ['policies', 'Policy'],
  ['resource', 'Resource'],
  ['resources', 'Resource'],
  ['web_resources', 'Web Resource'],
  ['web_resources_result', 'Web Resource'],
  ['database', 'Database'],
  ['databucket', 'Databucket'],
  ['table', 'Table'],
  ['file', 'File'],
  ['file_result', 'File'],
  ['folder', 'Folder'],
  ['share', 'Share'],
  ['process', 'Process'],
  ['module', 'Module'],
  ['driver', 'Driver'],
  ['kernel', 'Kernel'],
  ['script', 'Script'],
  ['job', 'Job'],
  ['reg_key', 'Registry Key'],
  ['reg_value', 'Registry Value'],
  ['win_service', 'Service'],
  ['win_resource', 'Resource'],
  ['peripheral_device', 'Peripheral Device'],
  ['app', 'Application'],
  ['application', 'Application'],
  ['package', 'Package'],
  ['service', 'Service'],
  ['url', 'URL'],
  ['email', 'E-mail'],
  ['query', 'DNS Query'],
  ['finding_info', 'Finding'],
  ['finding_info_list', 'Finding'],
  ['finding', 'Finding'],
  ['incident', 'Incident'],
  ['vulnerabilities', 'Vulnerability'],
  ['malware', 'Malware'],
  ['assignee', 'User'],
  ['assignee_group', 'Group'],
  ['scan', 'Scan'],
  ['certificate', 'Certificate'],
  ['firewall_rule', 'Firewall Rule'],
  ['device', 'Device'],
]

const rankOf = new Map(members.map(([member], rank) => [member, rank]))
const noMember = ['', ''] as const

/** More targets than a person would read are cut. */
const maxTargets = 1000

function addMember(targets: Target[], event: JsonRecord, member: string, type: string, actorUser: JsonRecord): void {
  const value = event[member]
  for (const thing of Array.isArray(value) ? value : [value]) {
    if (targets.length >= maxTargets) return
    if (isObject(thing)) addThing(targets, thing, type, actorUser)
    else addTarget(targets, type, '', present(thing))
  }
}

function addThing(targets: Target[], thing: JsonRecord, type: string, actorUser: JsonRecord): void {
  const file = object(thing['file'])
  const id = firstText(thing['uid'], thing['path'], thing['url_string'], object(thing['cve'])['uid'], pathOf(file))
  const names = [
    firstText(
      present(thing['name']),
      thing['title'],
      thing['full_name'],
      thing['hostname'],
      thing['cmd_line'],
      thing['subject'],
      thing['path'],
      file['name'],
    ),
    text(thing['email_addr']),
  ]
  if (type !== 'User' || !isSame(thing, actorUser)) addTarget(targets, typeOf(thing, type), id, ...names)
  if (type === 'E-mail') addMail(targets, thing)
  for (const owner of ownerMembers) addUser(targets, thing[owner], actorUser)
}

const pathOf = (file: JsonRecord): string => text(file['path'])

/** A resource's or an entity's own type says more than ours; a user's (`Admin`) and a file's (`Folder`) do not. */
function typeOf(thing: JsonRecord, type: string): string {
  return type === 'Resource' || type === 'Entity' ? firstText(thing['type'], type) : type
}

/** Users that objects name: who owns a device, whom a process runs as, who made a file. */
const ownerMembers = ['owner', 'user', 'creator', 'modifier', 'accessor', 'assignee']

function addOwners(targets: Target[], event: JsonRecord, actorUser: JsonRecord): void {
  for (const endpoint of ['src_endpoint', 'dst_endpoint']) {
    addUser(targets, object(event[endpoint])['owner'], actorUser)
  }
  const { process } = object(event['actor'])
  addUser(targets, object(process)['user'], actorUser)
  addUser(targets, object(object(process)['parent_process'])['user'], actorUser)
  addUser(targets, object(object(event['process'])['parent_process'])['user'], actorUser)
  for (const evidence of list(event['evidences']).slice(0, 100)) {
    const { user, actor } = object(evidence)
    addUser(targets, user, actorUser)
    addUser(targets, object(actor)['user'], actorUser)
  }
}

function addUser(targets: Target[], value: unknown, actorUser: JsonRecord): void {
  if (typeof value === 'string') addTarget(targets, 'User', '', present(value))
  if (!isObject(value) || isSame(value, actorUser)) return
  const id = text(value['uid'])
  if (id === 'NULL SID') return
  addTarget(targets, 'User', id, firstText(present(value['name']), value['full_name']), text(value['email_addr']))
}

/** Whether a user is the actor, who is no target of its own act. */
function isSame(user: JsonRecord, actorUser: JsonRecord): boolean {
  if (user === actorUser) return true
  const id = text(user['uid'])
  if (id !== '' && text(actorUser['uid']) !== '') return id === text(actorUser['uid'])
  const name = text(user['name'])
  return name !== '' && name === text(actorUser['name'])
}

function addMail(targets: Target[], mail: JsonRecord): void {
  for (const member of ['from', 'to', 'cc', 'smtp_from', 'smtp_to']) {
    const value = mail[member]
    for (const address of Array.isArray(value) ? value.slice(0, 100) : [value]) {
      addTarget(targets, 'User', '', isObject(address) ? text(address['email_addr']) : text(address))
    }
  }
}

/** The operation that was called, where the action is OCSF's word for it (`Read` for `DescribeInstances`). */
function otherOperation(event: JsonRecord): string {
  const operation = text(object(event['api'])['operation'])
  const activity = text(event['activity_name'])
  return activity === '' || activity === 'Other' || activity === 'Unknown' ? '' : operation
}
