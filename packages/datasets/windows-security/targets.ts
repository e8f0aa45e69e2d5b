import type { Target } from '@trailhouse/event'
import { addTarget } from '../src/fields/targets.ts'
import { ocsfClass } from '../src/ocsf.ts'
import { accountOf, accountTarget, nullSid, type Parties } from './accounts.ts'
import type { Kind } from './kinds/kind.ts'
import { value, type WindowsEvent } from './record.ts'
import { accountRows, rowsIn, thingRows } from './target-fields.ts'

/**
 * What was acted on. Of a change to an account or a group the account comes first, of a logon the host, of anything else
 * the object; then every other account that the event names, and last the host.
 */
export function targetsOf(event: WindowsEvent, kind: Kind, parties: Parties): Target[] {
  const targets: Target[] = []
  const { class_uid } = kind.classification
  if (class_uid === ocsfClass.authentication) addHost(targets, event)
  const accountsFirst = accountClasses.has(class_uid)
  if (accountsFirst) addAccounts(targets, event, kind, parties)
  addThings(targets, event, kind)
  if (!accountsFirst) addAccounts(targets, event, kind, parties)
  addHost(targets, event)
  return targets
}

const accountClasses = new Set<number>([
  ocsfClass.accountChange,
  ocsfClass.groupManagement,
  ocsfClass.userAccessManagement,
])

function addHost(targets: Target[], { computer }: WindowsEvent): void {
  addTarget(targets, 'host', computer, computer)
}

/** Accounts beside the actor, and accounts under names of their own. */
function addAccounts(targets: Target[], event: WindowsEvent, kind: Kind, { others, actor }: Parties): void {
  for (const account of others) {
    const { id, name } = accountTarget('user', account)
    addTarget(targets, typeOf(account.sid, kind, event), id, name)
  }
  if (actor.sid === nullSid) addTarget(targets, 'user', nullSid)
  addMember(targets, event)
  for (const [field, domain] of rowsIn(event, accountRows)) {
    const name = value(event, field)
    if (name === '') continue
    const account = accountOf('', name, domain === '' ? '' : value(event, domain))
    if (account.name === actor.name || known(targets, account.name)) continue
    const target = accountTarget('user', account)
    addTarget(targets, 'user', target.id, target.name)
  }
  // NXLog has the account that wrote the event under the same name.
  if (event.id === 7045 && event.writer.name === '') addTarget(targets, 'user', '', value(event, 'AccountName'))
  addTarget(targets, 'computer', value(event, 'SubjectMachineSID'), value(event, 'SubjectMachineName'))
  addSids(targets, value(event, 'GroupMembership', 'SidList', 'ForbiddenSidList'))
}

function typeOf(sid: string, kind: Kind, event: WindowsEvent): string {
  const target = value(event, 'TargetUserSid', 'TargetSid', 'TargetSID')
  return sid === target ? kind.account : 'user'
}

const known = (targets: readonly Target[], name: string): boolean =>
  targets.some((target) => target.id === name || target.name === name || target.name.endsWith(`\\${name}`))

/** A member of a group: its distinguished name in a domain, which a local group has not. */
function addMember(targets: Target[], event: WindowsEvent): void {
  const { sid, name, domain } = accountOf(value(event, 'MemberSid'), value(event, 'MemberName'))
  addTarget(targets, 'user', sid, domain === '' ? name : `${domain}\\${name}`)
  const commonName = /^CN=((?:[^,\\]|\\.)+)/i.exec(name)?.[1]
  if (commonName !== undefined) addTarget(targets, 'user', sid || name, commonName.replace(/\\(.)/g, '$1'))
}

/** More groups than a person would read are cut. */
const maxSids = 100

function addSids(targets: Target[], list: string): void {
  if (list === '') return
  for (const [index, found] of [...list.slice(0, 16_384).matchAll(/S-1-[\d-]{1,180}/g)].entries()) {
    if (index >= maxSids) return
    addTarget(targets, 'group', found[0])
  }
}

function addThings(targets: Target[], event: WindowsEvent, kind: Kind): void {
  addObject(targets, event)
  for (const [type, id, name] of rowsIn(event, thingRows)) {
    const named = value(event, name)
    if (named !== '' || id !== name) addTarget(targets, type, id === name ? named : value(event, id), named)
  }
  if (kind.action === 'exited_process') {
    const process = value(event, 'ProcessName')
    addTarget(targets, 'process', process, process)
  }
  addPrivileges(targets, event)
}

/** What a handle was asked for: its type is the object manager's, e.g. File, Key, Process. */
function addObject(targets: Target[], event: WindowsEvent): void {
  const name = value(event, 'ObjectName')
  const valueName = value(event, 'ObjectValueName')
  const objectType = name.startsWith('\\REGISTRY\\') ? 'registry key' : value(event, 'ObjectType').slice(0, 64)
  // The type of a directory's object is the number of its class.
  const type = objectType === '' || objectType.startsWith('%{') ? 'object' : objectType
  addTarget(targets, type, name, name)
  if (valueName !== '')
    addTarget(targets, 'registry value', name === '' ? valueName : `${name}\\${valueName}`, valueName)
  const className = value(event, 'ObjectClass').slice(0, 64) || 'directory object'
  addTarget(targets, className, value(event, 'ObjectGUID'), value(event, 'ObjectDN'), value(event, 'NewObjectDN'))
  const share = value(event, 'ShareName')
  const file = value(event, 'RelativeTargetName')
  if (file !== '') addTarget(targets, 'file', share === '' ? file : `${share}\\${file}`, file)
  addTarget(targets, 'share', share, share)
  addOfProvider(targets, event)
}

/** Fields whose names say little without their provider. */
function addOfProvider(targets: Target[], event: WindowsEvent): void {
  if (event.provider === 'Service Control Manager') {
    addTarget(targets, 'service', value(event, 'param4'), value(event, 'param1'))
  }
  if (event.id === 104) addTarget(targets, 'log', value(event, 'Channel'), value(event, 'BackupPath'))
  if (event.id === 4610) addTarget(targets, 'package', '', value(event, 'AuthenticationPackageName'))
  if (event.id === 4611) addTarget(targets, 'logon process', '', value(event, 'LogonProcessName'))
  const script = value(event, 'ScriptBlockId')
  if (script !== '') addTarget(targets, 'script', script, value(event, 'Path'))
}

/** Rights that were given, taken or used. */
function addPrivileges(targets: Target[], event: WindowsEvent): void {
  const list = value(event, 'PrivilegeList', 'AccessGranted', 'AccessRemoved', 'EnabledPrivilegeList')
  if (list === '') return
  for (const right of list.slice(0, 4096).split(/\s+/))
    if (/^Se[A-Z]\w+$/.test(right)) addTarget(targets, 'privilege', right, right)
}
