import { text } from '../src/fields/text.ts'
import { scalar } from './json-data.ts'
import { messageFields } from './message.ts'
import { type Fields, fieldMap, noFields, type WindowsEvent } from './record.ts'

/** ECS's event.outcome in the words of the keywords. */
export const outcomeWord = (outcome: unknown): string =>
  outcome === 'success' ? 'Audit Success' : outcome === 'failure' ? 'Audit Failure' : ''

/**
 * Where no field names an account or a process, the rendered message does.
 *
 * @param members what `around` holds, where that is a map already
 */
export function withMessage(
  data: Fields | undefined,
  around: Fields,
  message: string,
  members?: ReadonlyMap<string, unknown>,
): Pick<WindowsEvent, 'fields'> {
  const known = data ?? noFields
  if (message === '' || tells(known) || tells(around)) {
    return { fields: data === undefined && members !== undefined ? members : fieldMap(known, around) }
  }
  const said = messageFields(message)
  return { fields: data === undefined ? fieldMap(around, said) : fieldMap({ ...said, ...data }, around) }
}

function tells(fields: Fields): boolean {
  for (const name of telling) if (fields[name] !== undefined) return true
  return false
}

const telling = [
  'SubjectUserName',
  'TargetUserName',
  'SubjectUserSid',
  'TargetSid',
  'UtcTime',
  'TargetAccount',
  'SubjectAccount',
  'param1',
] as const

export function numberOf(value: unknown): number {
  const number = Number(text(scalar(value)))
  return Number.isInteger(number) && number > 0 && number < 2 ** 32 ? number : 0
}
