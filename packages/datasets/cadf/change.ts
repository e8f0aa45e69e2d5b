import { changedMembers, jsonText } from '../src/fields/change.ts'
import { list, object, text } from '../src/fields/text.ts'
import type { JsonRecord } from '../src/json-mapper.ts'
import type { Draft } from '../src/mapper.ts'

/** Attachments that are named for the old and the new value. */
export function changeOf(event: JsonRecord): Pick<Draft, 'before' | 'after' | 'changed'> {
  const before = attached(event, olds)
  const after = attached(event, news)
  if (before === undefined && after === undefined) return {}
  return { before: jsonText(before), after: jsonText(after), changed: changedMembers(before, after) }
}

const olds = new Set(['before', 'old', 'oldvalue', 'old_value', 'previous'])
const news = new Set(['after', 'new', 'newvalue', 'new_value', 'current', 'payload'])

function attached(event: JsonRecord, names: ReadonlySet<string>): unknown {
  for (const attachment of list(event['attachments']).slice(0, 100)) {
    const { name, content } = object(attachment)
    if (names.has(text(name).toLowerCase())) return content
  }
  return undefined
}
