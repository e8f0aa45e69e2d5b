import { changedMembers, jsonText, pointerTo } from '../src/fields/change.ts'
import { isObject, object } from '../src/fields/text.ts'
import type { JsonRecord } from '../src/json-mapper.ts'
import type { Draft } from '../src/mapper.ts'

/** `user.changes` holds what of `user.target`, or of the user, is new; what it was stands in the user itself. */
export function changeOf(document: JsonRecord): Pick<Draft, 'before' | 'after' | 'changed'> {
  const user = object(document['user'])
  const changes = user['changes']
  if (isObject(changes)) return userChange(isObject(user['target']) ? user['target'] : user, changes)
  const { old_value: before, new_value: after } = object(document['event'])
  if (before === undefined && after === undefined) return {}
  return { before: jsonText(before), after: jsonText(after), changed: changedMembers(before, after) }
}

function userChange(user: JsonRecord, changes: JsonRecord): Pick<Draft, 'before' | 'after' | 'changed'> {
  const before = Object.fromEntries(
    Object.keys(changes)
      .filter((key) => Object.hasOwn(user, key))
      .map((key) => [key, user[key]]),
  )
  return { before: jsonText(before), after: jsonText(changes), changed: Object.keys(changes).map(pointerTo) }
}
