import type { Draft } from '../src/mapper.ts'
import type { Get } from './read.ts'

const failed = /fail|error|denied|deny|reject|invalid|abort|timed?.?out|disable/i
const succeeded = /success|succeed|^ok$|^pass|^permit|^accept|^enable|^up$|completed/i

/**
 * Of traffic FortiOS documents `deny` as blocked by the policy, and every other action as allowed. Security profiles say
 * what they did, which they did: a page that was blocked is a success of the filter, and `action` says that it was one.
 * Events say it in `status` or `result`, else in their action and description.
 */
export function outcomeOf(type: string, get: Get): Draft['outcome'] {
  const action = get('action')
  const status = get('status', 'result')
  if (type === 'traffic') return action === 'deny' ? 'failure' : action === '' ? 'unknown' : 'success'
  if (failed.test(status)) return 'failure'
  if (succeeded.test(status)) return 'success'
  if (type !== 'event' && type !== 'appevent') return action === '' ? 'unknown' : 'success'
  if (/fail|denied|reject/i.test(action) || /\b(?:fail(?:ed|ure)?|denied|rejected)\b/i.test(get('logdesc')))
    return 'failure'
  return action !== '' || /success/i.test(get('logdesc')) ? 'success' : 'unknown'
}
