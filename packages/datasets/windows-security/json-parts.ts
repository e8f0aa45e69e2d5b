import { text } from '../src/fields/text.ts'
import { scalar } from './json-data.ts'
import { addMessage, messageFields } from './message.ts'
import { type Fields, setFields } from './record.ts'

/** ECS's event.outcome in the words of the keywords. */
export const outcomeWord = (outcome: unknown): string =>
  outcome === 'success' ? 'Audit Success' : outcome === 'failure' ? 'Audit Failure' : ''

/**
 * An event's own data over the fields around it. Where neither names an account or a process, the rendered message does:
 * what it says counts less than the data, and more than what stands around, if there is data.
 *
 * @param around becomes the result
 */
export function withMessage(
  data: Fields | undefined,
  around: Map<string, unknown>,
  message: string,
): ReadonlyMap<string, unknown> {
  const silent = message !== '' && !telling.some((name) => data?.[name] !== undefined || around.get(name) !== undefined)
  if (silent && data === undefined) addMessage(around, message)
  if (silent && data !== undefined) for (const [name, said] of messageFields(message)) around.set(name, said)
  if (data !== undefined) setFields(around, data)
  return around
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
