import { changedMembers, jsonText } from '../src/fields/change.ts'
import type { JsonRecord } from '../src/json-mapper.ts'
import type { Draft } from '../src/mapper.ts'

/** Preferences have `previous_value` and `new_value`, scopes `old_scopes` and `new_scopes`. */
export function changeOf(details: JsonRecord): Pick<Draft, 'before' | 'after' | 'changed'> {
  const before =
    details['previous_value'] ?? details['old_value'] ?? details['previous_scopes'] ?? details['old_scopes']
  const after = details['new_value'] ?? details['new_scopes']
  return { before: jsonText(before), after: jsonText(after), changed: changedMembers(before, after) }
}
