import { embeddedText } from '../src/azure-monitor.ts'
import type { Draft } from '../src/mapper.ts'
import type { Parameters } from './parameters.ts'

/** Old and new value of the admin log, of a document's visibility, of an access or of a calendar. */
const pairs: readonly (readonly [string, string, string])[] = [
  ['OLD_VALUE', 'NEW_VALUE', '/VALUE'],
  ['old_value', 'new_value', '/value'],
  ['old_visibility', 'visibility', '/visibility'],
  ['old_publish_visibility', 'new_publish_visibility', '/publish_visibility'],
  ['old_owner', 'new_owner', '/owner'],
  ['old_event_title', 'event_title', '/event_title'],
]

export function changeOf(parameters: Parameters): Draft {
  for (const [old, now, pointer] of pairs) {
    const before = parameters.get(old)
    if (before === undefined && !(pointer.toUpperCase() === '/VALUE' && parameters.has(now))) continue
    const name = pointer.slice(1)
    return {
      before: memberText(name, before),
      after: memberText(name, parameters.get(now)),
      changed: [pointer],
    }
  }
  return nothing
}

const nothing: Draft = Object.freeze({})

function memberText(name: string, values: readonly string[] | undefined): string {
  if (values === undefined) return ''
  return `{"${name}":${values.length === 1 ? embeddedText(values[0] ?? '') : JSON.stringify(values)}}`
}
