import type { Target } from '@trailhouse/event'

export function databaseTarget(database: string): Target[] {
  return database === '' ? [] : [{ type: 'database', id: database, name: database }]
}

/** A statement longer than this is not searched for roles. */
const maxSearched = 4096

const role = /\s*(?:group\s+)?("[^"]{1,128}"|[\w$]{1,128})\s*(,)?/iy

/** Roles that a statement makes, changes, drops, gives to or takes from. */
export function roleTargets(statement: string): Target[] {
  const text = statement.slice(0, maxSearched).toWellFormed()
  const start =
    /^\s*(?:create|alter|drop)\s+(?:role|user|group)\s+(?:if\s+exists\s+)?/i.exec(text) ??
    /^\s*(?:grant|revoke)\s[\s\S]{1,3072}?\s(?:to|from)\s/i.exec(text)
  if (start === null) return []
  const targets: Target[] = []
  role.lastIndex = start[0].length
  for (let count = 0; count < 50; count++) {
    const found = role.exec(text)
    if (found === null) break
    const name = (found[1] ?? '').replaceAll('"', '')
    targets.push({ type: 'role', id: name, name })
    if (found[2] === undefined) break
  }
  return [...targets, ...grantedRoles(start[0])]
}

/** `GRANT auditor, admin TO bob` gives roles; with ON it gives rights to an object. */
function grantedRoles(head: string): Target[] {
  if (!/^\s*(?:grant|revoke)\s/i.test(head) || /\son\s/i.test(head)) return []
  return head
    .replace(/^\s*(?:grant|revoke)\s+(?:(?:admin|inherit|set)\s+option\s+for\s+)?/i, '')
    .replace(/\s(?:to|from)\s$/i, '')
    .split(',')
    .map((name) => name.trim().replaceAll('"', ''))
    .filter((name) => /^[\w$ -]{1,128}$/.test(name))
    .map((name) => ({ type: 'role', id: name, name }))
}
