import { jsonText, pointerTo } from '../src/fields/change.ts'
import type { JsonRecord } from '../src/json-mapper.ts'
import type { Draft } from '../src/mapper.ts'

/**
 * Old values stand beside the new ones: `old_permission` and `permission`, `previous_visibility` and `visibility`,
 * `events_were` and `events`.
 */
export function changeOf(entry: JsonRecord): Pick<Draft, 'before' | 'after' | 'changed'> | undefined {
  let before: JsonRecord | undefined
  const after: JsonRecord = {}
  for (const member in entry) {
    const name = changedBy(member)
    if (name === '') continue
    before ??= {}
    before[name] = entry[member]
    const now = entry[`new_${name}`] ?? entry[`current_${name}`] ?? entry[successors.get(name) ?? name]
    if (now !== undefined) after[name] = now
  }
  if (before === undefined) return undefined
  return { before: jsonText(before), after: jsonText(after), changed: Object.keys(before).slice(0, 100).map(pointerTo) }
}

/** The name of what a member has the old value of, or the empty string. */
function changedBy(member: string): string {
  if (member.startsWith('old_')) return member.slice(4)
  if (member.startsWith('previous_')) return member.slice(9)
  if (member.endsWith('_was')) return member.slice(0, -4)
  return member.endsWith('_were') ? member.slice(0, -5) : ''
}

/** Where the new value of a renamed thing stands. */
const successors = new Map([
  ['name', 'repo'],
  ['login', 'user'],
  ['repo', 'repo'],
])
