import { firstText, text } from '../src/fields/text.ts'
import type { Draft } from '../src/mapper.ts'
import type { AuditRecord } from './forms.ts'

type Outcome = Pick<Draft, 'outcome' | 'status_code' | 'status_detail'>

/**
 * ResultStatus where it says so (Exchange writes True and False). Most workloads write none, because they log what was
 * done; a failed sign-in may even have `Success`, and is known by its operation or its LogonError.
 */
export function outcomeOf(record: AuditRecord, action: string, extended: ReadonlyMap<string, string>): Outcome {
  const status = text(record.ResultStatus)
  const error = text(record.LogonError)
  const failed =
    error !== '' || failedActions.test(action) || failures.has(status.toLowerCase()) || record.IsSuccess === false
  const number = text(record.ErrorNumber)
  return {
    outcome: failed ? 'failure' : 'success',
    status_code: failed ? firstText(number === '0' ? '' : number, record.ErrorCode, error, status) : '',
    status_detail: firstText(
      error,
      record.ErrorMessage,
      failed ? extended.get('ResultStatusDetail') : '',
      record.AlertDisplayName,
      record.Comments,
    ),
  }
}

const failures = new Set(['failed', 'failure', 'false', 'fail', 'error', 'denied', 'blocked', 'timeout'])
const failedActions = /(?:Failed|Failure)\.?$/
