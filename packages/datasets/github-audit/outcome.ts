import { text } from '../src/fields/text.ts'
import type { JsonRecord } from '../src/json-mapper.ts'

/**
 * The log holds what was done, so that an entry is a success unless it says otherwise: by the HTTP status of an API
 * request, by the conclusion of a workflow run, or by the name of the action (`user.failed_login`).
 */
export function outcomeOf(entry: JsonRecord, action: string): 'unknown' | 'success' | 'failure' {
  const status = Number(text(entry['status_code']))
  if (status >= 100) return status < 400 ? 'success' : 'failure'
  const conclusion = text(entry['conclusion'])
  if (conclusion !== '') return failedConclusions.has(conclusion) ? 'failure' : 'success'
  if (entry['pass_or_fail'] === 'fail' || entry['evaluation_result'] === 'fail') return 'failure'
  return failures.test(action.slice(0, 200)) ? 'failure' : 'success'
}

const failedConclusions = new Set(['failure', 'cancelled', 'timed_out', 'startup_failure', 'action_required'])

/**
 * E.g. user.failed_login, user.two_factor_challenge_failure, protected_branch.rejected_ref_update. To deny a request is
 * a success of whoever denies it.
 */
const failures = /(?:^|[._])(?:failed|failure|rejected_ref_update|error)(?:[._]|$)/
