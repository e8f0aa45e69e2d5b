import { jsonText, pointerTo } from '../src/fields/change.ts'
import type { JsonRecord } from '../src/json-mapper.ts'
import type { Draft } from '../src/mapper.ts'

/** Old values stand beside the new ones: `old_permission` and `permission`, `previous_visibility` and `visibility`. */
export function changeOf(entry: JsonRecord): Pick<Draft, 'before' | 'after' | 'changed'> | undefined {
  let before: JsonRecord | undefined
  const after: JsonRecord = {}
  for (const member in entry) {
    const prefix = prefixOf(member)
    if (prefix === '') continue
    const name = member.slice(prefix.length)
    before ??= {}
    before[name] = entry[member]
    const now = entry[`new_${name}`] ?? entry[`current_${name}`] ?? entry[successors.get(name) ?? name]
    if (now !== undefined) after[name] = now
  }
  if (before === undefined) return undefined
  return { before: jsonText(before), after: jsonText(after), changed: Object.keys(before).map(pointerTo) }
}

function prefixOf(member: string): string {
  if (member.charCodeAt(0) === letterO && member.startsWith('old_')) return 'old_'
  return member.charCodeAt(0) === letterP && member.startsWith('previous_') ? 'previous_' : ''
}

const letterO = 111
const letterP = 112

/** Where the new value of a renamed thing stands. */
const successors = new Map([
  ['name', 'repo'],
  ['login', 'user'],
  ['repo', 'repo'],
])
