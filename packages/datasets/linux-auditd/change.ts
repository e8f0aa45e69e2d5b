import { pointerTo } from '../src/fields/change.ts'
import type { Draft } from '../src/mapper.ts'
import type { AuditdRecord } from '../src/parsers/auditd.ts'

/**
 * Values before and after: `audit_enabled=1 old=0` of CONFIG_CHANGE, `enforcing=0 old_enforcing=1` of MAC_STATUS,
 * `old-disk= new-disk=` of VIRT_RESOURCE, `old-role= new-role=` of USER_ROLE_CHANGE.
 */
export function changeOf({ fields }: AuditdRecord): Pick<Draft, 'before' | 'after' | 'changed'> {
  const before: Record<string, string> = {}
  const after: Record<string, string> = {}
  const changed: string[] = []
  let first = ''
  for (const [name, old] of fields) {
    if (first === '' && !about.has(name)) first = name
    if (!name.startsWith('old')) continue
    const key = name === 'old' ? first : /^old[-_](.{1,64})$/.exec(name)?.[1]
    if (key === undefined || key === '') continue
    const now = fields.get(`new-${key}`) ?? fields.get(`new_${key}`) ?? fields.get(key)
    if (now === old) continue
    before[key] = old
    if (now !== undefined) after[key] = now
    changed.push(pointerTo(key))
  }
  if (changed.length === 0) return noChange
  return { before: JSON.stringify(before), after: JSON.stringify(after), changed }
}

const noChange = Object.freeze({})
/** Fields that come before the setting that changed, and are none. */
const about = new Set(['op', 'pid', 'uid', 'auid', 'ses', 'subj', 'old', 'list', 'key', 'res'])
