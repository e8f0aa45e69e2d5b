import type { Draft } from '../src/mapper.ts'
import type { AuditdRecord } from '../src/parsers/auditd.ts'
import type { Look } from './event.ts'

type Outcome = 'unknown' | 'success' | 'failure'

/** `res=`, `result=` or `success=`; of SELinux and AppArmor whether the access was denied. */
export function outcomeOf(primary: AuditdRecord, look: Look): Pick<Draft, 'outcome' | 'status_code' | 'status_detail'> {
  const exit = look('exit')
  const said = words.get(primary.fields.get('res') ?? primary.fields.get('result') ?? '')
  const outcome = said ?? decision(primary) ?? words.get(look('success')) ?? words.get(look('res')) ?? ofExit(exit)
  const failed = exit.startsWith('-') || /^E[A-Z0-9]+\b/.test(exit)
  return {
    outcome,
    status_code: failed ? exit : '',
    status_detail: look('reason') || (failed ? (errors.get(exit) ?? '') : ''),
  }
}

const words = new Map<string, Outcome>([
  ['success', 'success'],
  ['succeeded', 'success'],
  ['yes', 'success'],
  ['1', 'success'],
  ['ok', 'success'],
  ['failed', 'failure'],
  ['failure', 'failure'],
  ['fail', 'failure'],
  ['no', 'failure'],
  ['0', 'failure'],
])

/** What SELinux denies in permissive mode happens all the same. */
function decision({ type, text, fields }: AuditdRecord): Outcome | undefined {
  const apparmor = fields.get('apparmor')
  if (apparmor !== undefined) return apparmor === 'DENIED' ? 'failure' : apparmor === 'ALLOWED' ? 'success' : undefined
  if (type === 'SECCOMP') return (fields.get('sig') ?? '0') === '0' ? undefined : 'failure'
  if (type === 'ANOM_ABEND') return 'failure'
  if (type !== 'AVC' && type !== 'USER_AVC') return undefined
  const head = text.slice(0, 512)
  if (/\bdenied\b/.test(head)) return fields.get('permissive') === '1' ? 'success' : 'failure'
  return /\bgranted\b/.test(head) ? 'success' : undefined
}

const ofExit = (exit: string): Outcome => (exit === '' ? 'unknown' : exit.startsWith('-') ? 'failure' : 'success')

/** errno(3), of Linux. */
const errors = new Map([
  ['-1', 'EPERM'],
  ['-2', 'ENOENT'],
  ['-3', 'ESRCH'],
  ['-4', 'EINTR'],
  ['-5', 'EIO'],
  ['-6', 'ENXIO'],
  ['-7', 'E2BIG'],
  ['-8', 'ENOEXEC'],
  ['-9', 'EBADF'],
  ['-11', 'EAGAIN'],
  ['-12', 'ENOMEM'],
  ['-13', 'EACCES'],
  ['-14', 'EFAULT'],
  ['-16', 'EBUSY'],
  ['-17', 'EEXIST'],
  ['-18', 'EXDEV'],
  ['-20', 'ENOTDIR'],
  ['-21', 'EISDIR'],
  ['-22', 'EINVAL'],
  ['-24', 'EMFILE'],
  ['-26', 'ETXTBSY'],
  ['-28', 'ENOSPC'],
  ['-30', 'EROFS'],
  ['-36', 'ENAMETOOLONG'],
  ['-38', 'ENOSYS'],
  ['-39', 'ENOTEMPTY'],
  ['-40', 'ELOOP'],
  ['-61', 'ENODATA'],
  ['-95', 'EOPNOTSUPP'],
  ['-97', 'EAFNOSUPPORT'],
  ['-98', 'EADDRINUSE'],
  ['-99', 'EADDRNOTAVAIL'],
  ['-101', 'ENETUNREACH'],
  ['-110', 'ETIMEDOUT'],
  ['-111', 'ECONNREFUSED'],
  ['-113', 'EHOSTUNREACH'],
  ['-115', 'EINPROGRESS'],
])
