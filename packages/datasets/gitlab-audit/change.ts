import { jsonText, pointerTo } from '../src/fields/change.ts'
import { firstText, object, text } from '../src/fields/text.ts'
import type { JsonRecord } from '../src/json-mapper.ts'
import type { Draft } from '../src/mapper.ts'

/**
 * The type of the event where it has one (streams, and versions since 15.8), else what the older forms say: `change`,
 * `add` or `remove` with the name of a thing, `failed_login`, or a message.
 */
export function actionOf(event: JsonRecord, details: JsonRecord): string {
  const type = firstText(event['event_type'], event['event_name'], details['event_name'], details['event_type'])
  if (type !== '') return type
  for (const verb of verbs) {
    const thing = text(details[verb])
    if (thing !== '') return `${verb}_${thing}`
  }
  if (text(details['failed_login']) !== '') return 'failed_login'
  if (text(details['with']) !== '') return `login_with_${text(details['with'])}`
  return firstText(object(details['custom_message'])['action'], details['custom_message'], details['action'])
}

const verbs = ['change', 'add', 'remove'] as const

/** {"change": "visibility", "from": "Private", "to": "Public"} */
export function changeOf(details: JsonRecord): Pick<Draft, 'before' | 'after' | 'changed'> | undefined {
  const { from, to } = details
  if (from === undefined && to === undefined) return undefined
  const field = text(details['change']) || 'value'
  return { before: valueText(field, from), after: valueText(field, to), changed: [pointerTo(field)] }
}

const valueText = (field: string, value: unknown): string =>
  value === undefined || value === null ? '' : jsonText({ [field]: value })
