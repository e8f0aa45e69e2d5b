import { isObject, text } from '../src/fields/text.ts'
import type { JsonRecord } from '../src/json-mapper.ts'
import type { Draft } from '../src/mapper.ts'
import { first, paths } from './paths.ts'

type Outcome = 'unknown' | 'success' | 'failure'

/** CloudEvents say nothing of success: data does by a word, a flag, an HTTP status, or an error. */
export function outcomeOf(data: JsonRecord): { outcome: Outcome } & Pick<Draft, 'status_code' | 'status_detail'> {
  const status = first(data, statuses)
  const error = data['error']
  const code = isObject(error) ? first(error, errorCodes) : first(data, codes)
  const message = isObject(error) ? first(error, errorMessages) : text(error)
  return {
    outcome: outcome(data, Number(status || Number.NaN), code !== '' || message !== ''),
    status_code: code || status,
    status_detail: message || first(data, messages),
  }
}

function outcome(data: JsonRecord, status: number, hasError: boolean): Outcome {
  for (const member of ['outcome', 'result', 'success', 'status']) {
    const found = words.get(text(data[member]).toLowerCase())
    if (found !== undefined) return found
  }
  if (hasError || (status >= 400 && status < 600)) return 'failure'
  return status >= 100 && status < 400 ? 'success' : 'unknown'
}

const words = new Map<string, Outcome>([
  ...['success', 'succeeded', 'successful', 'ok', 'allowed', 'granted', 'true', 'completed'].map(
    (word) => [word, 'success'] as const,
  ),
  ...['failure', 'failed', 'error', 'denied', 'rejected', 'blocked', 'false', 'aborted'].map(
    (word) => [word, 'failure'] as const,
  ),
])

const statuses = paths('statusCode', 'status_code', 'response.status', 'response.statusCode', 'httpStatus')
const errorCodes = paths('code', 'type', 'name')
const codes = paths('errorCode', 'error_code')
const errorMessages = paths('message', 'reason')
const messages = paths('errorMessage', 'error_message', 'reason', 'statusMessage')
