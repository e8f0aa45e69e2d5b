import { changedMembers, jsonText } from '../src/fields/change.ts'
import { isObject, list } from '../src/fields/text.ts'
import type { JsonRecord, Source } from '../src/json-mapper.ts'
import type { Draft } from '../src/mapper.ts'

/** OCSF writes what a thing was as `entity`, and what it became as `entity_result`; registry events have `prev_`. */
export function changeOf(event: JsonRecord, source: Source): Pick<Draft, 'before' | 'after' | 'changed'> {
  for (const [before, after] of pairs) {
    if (!(after in event) || !(before in event)) continue
    if (!isObject(event[after]) && list(event[after]).length === 0) continue
    return {
      before: source.member(before) || jsonText(event[before]),
      after: source.member(after) || jsonText(event[after]),
      changed: changedMembers(event[before], event[after]),
    }
  }
  return {}
}

const pairs = [
  ['entity', 'entity_result'],
  ['user', 'user_result'],
  ['file', 'file_result'],
  ['web_resources', 'web_resources_result'],
  ['prev_reg_key', 'reg_key'],
  ['prev_reg_value', 'reg_value'],
] as const
