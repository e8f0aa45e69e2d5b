import type { Target } from '@trailhouse/event'
import { addTarget } from '../src/fields/targets.ts'
import { type AuditdRecord, socketAddress } from '../src/parsers/auditd.ts'
import { type Actor, addIdentities, groupTypes } from './actor.ts'
import { type AuditdEvent, type Look, recordOf } from './event.ts'

/** What was acted on: the account or group of account management, else files, commands, units, machines; then who else. */
export function targetsOf(event: AuditdEvent, primary: AuditdRecord, actor: Actor, look: Look): Target[] {
  const targets: Target[] = []
  addAccount(targets, primary.type, look)
  addNamed(targets, primary)
  if (primary.type === 'EXECVE' || recordOf(event.records, 'EXECVE') !== undefined) addProgram(targets, look)
  addPaths(targets, event)
  const socket = socketAddress(recordOf(event.records, 'SOCKADDR')?.fields.get('saddr') ?? '')?.path ?? ''
  addTarget(targets, 'socket', socket, socket)
  addIdentities(targets, primary.type, actor, look)
  addProgram(targets, look)
  addHost(targets, primary.node || event.host)
  return targets
}

/** Account management says in `acct` or `grp` whom it changed. */
function addAccount(targets: Target[], type: string, look: Look): void {
  const account = look('acct')
  const group = look('grp') || look('new_group') || look('new-group')
  if (groupTypes.has(type)) {
    addTarget(targets, 'group', look('id'), group)
  } else if (accountTypes.has(type)) {
    addTarget(targets, 'user', unset(look('id')), account, look('ID') === account ? '' : look('ID'))
    addTarget(targets, 'group', '', group)
  }
}

const unset = (id: string): string => (id === '4294967295' || id === '-1' ? '' : id)
const accountTypes = new Set([
  'ADD_USER',
  'DEL_USER',
  'USER_MGMT',
  'USER_CHAUTHTOK',
  'ACCT_LOCK',
  'ACCT_UNLOCK',
  'ROLE_ASSIGN',
  'ROLE_REMOVE',
  'USER_ROLE_CHANGE',
  'ANOM_ADD_ACCT',
  'ANOM_DEL_ACCT',
  'ANOM_MOD_ACCT',
])

/** Fields that name a thing, by their names; in AVC and INTEGRITY records `name` is a file. */
const things: readonly (readonly [string, string])[] = [
  ['command', 'cmd'],
  ['command', 'command'],
  ['service', 'unit'],
  ['virtual machine', 'vm'],
  ['package', 'sw'],
  ['device', 'device'],
  ['device', 'new-disk'],
  ['device', 'dev-alloc'],
  ['file', 'path'],
  ['directory', 'dir'],
  ['file', 'file'],
  ['file', 'name'],
  ['role', 'new-role'],
  ['role', 'role'],
  ['table', 'table'],
  ['network device', 'dev'],
  ['program', 'prog-id'],
  ['process', 'ocomm'],
  ['profile', 'profile'],
  ['boolean', 'bool'],
  ['module', 'module'],
]

function addNamed(targets: Target[], { type, fields }: AuditdRecord): void {
  if (type === 'SYSCALL' || type === 'PATH') return
  for (const [kind, field] of things) {
    const found = fields.get(field)
    if (found === undefined || found === '' || found === '?') continue
    if (field === 'dev' && type !== 'ANOM_PROMISCUOUS') continue
    const module = field === 'name' && type === 'KERN_MODULE'
    if (kind === 'command') addTarget(targets, kind, found.split(' ', 1)[0] ?? found, found)
    else addTarget(targets, module ? 'module' : kind, field === 'vm' ? (fields.get('uuid') ?? found) : found, found)
  }
}

/** More files than any call has. */
const maxPaths = 100

/** Files of a call, with the directory in which a relative name is looked up. What was made or removed comes first. */
function addPaths(targets: Target[], { records }: AuditdEvent): void {
  const paths = records.filter(({ type }) => type === 'PATH').slice(0, maxPaths)
  if (paths.length === 0) return
  const directory = recordOf(records, 'CWD')?.fields.get('cwd') ?? ''
  for (const { fields } of paths.toSorted((one, other) => rank(one) - rank(other))) {
    const name = fields.get('name') ?? ''
    if (name === '') continue
    const isParent = (fields.get('nametype') ?? fields.get('objtype')) === 'PARENT'
    addTarget(targets, isParent ? 'directory' : 'file', absolute(directory, name), name)
  }
}

function rank({ fields }: AuditdRecord): number {
  const kind = fields.get('nametype') ?? fields.get('objtype')
  return kind === 'CREATE' || kind === 'DELETE' ? 0 : kind === 'PARENT' ? 2 : 1
}

function absolute(directory: string, name: string): string {
  if (directory === '' || name.startsWith('/')) return name
  return `${directory === '/' ? '' : directory}/${name.replace(/^\.\//, '')}`
}

function addProgram(targets: Target[], look: Look): void {
  const exe = look('exe')
  addTarget(targets, 'process', exe, exe === '' ? '' : exe)
}

function addHost(targets: Target[], host: string): void {
  addTarget(targets, 'host', host, host)
}
