import { changedMembers, jsonText } from '../src/fields/change.ts'
import type { JsonRecord } from '../src/json-mapper.ts'
import type { Draft } from '../src/mapper.ts'
import { at, paths } from './paths.ts'

/** Values before and after, by the names that producers commonly give them. */
export function changeOf(data: JsonRecord): Pick<Draft, 'before' | 'after' | 'changed'> {
  for (const [old, current] of pairs) {
    if (old === undefined || current === undefined) continue
    const [before, after] = [at(data, old), at(data, current)]
    if (before === undefined && after === undefined) continue
    return { before: jsonText(before), after: jsonText(after), changed: changedMembers(before, after) }
  }
  return {}
}

const pairs = [
  paths('before', 'after'),
  paths('old', 'new'),
  paths('oldValue', 'newValue'),
  paths('old_value', 'new_value'),
  paths('previous', 'current'),
  paths('changes.before', 'changes.after'),
  paths('changes.old', 'changes.new'),
]
