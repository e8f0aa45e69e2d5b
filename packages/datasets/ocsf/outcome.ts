import { firstText, object, text } from '../src/fields/text.ts'
import type { JsonRecord } from '../src/json-mapper.ts'
import type { Draft } from '../src/mapper.ts'

/**
 * `status_id` says it: 1 Success, 2 Failure. Findings count their states there (New, In Progress...), and are no
 * success or failure of anything. Where the number is absent or Other, the answer of the call, of the server or of the
 * control that stopped it decides.
 */
export function outcomeOf(
  event: JsonRecord,
  classUid: number,
): Pick<Draft, 'outcome' | 'status_code' | 'status_detail'> {
  const response = object(object(event['api'])['response'])
  const isFinding = classUid >= 2002 && classUid < 3000
  return {
    outcome:
      (isFinding ? undefined : byStatus(event)) ?? byName(event) ?? (isFinding ? 'unknown' : byAnswer(event, response)),
    status_code: firstText(
      event['status_code'],
      response['error'],
      response['code'],
      object(event['http_response'])['code'],
      event['http_status'],
      event['exit_code'],
    ),
    status_detail: firstText(
      event['status_detail'],
      response['error_message'],
      response['message'],
      object(event['http_response'])['message'],
      object(event['http_response'])['status'],
      isFinding ? undefined : other(text(event['status'])),
    ),
  }
}

type Outcome = 'unknown' | 'success' | 'failure'

/** Remediation classes (70xx) add 3 Does Not Exist, 5 Unsupported and 6 Error. */
function byStatus(event: JsonRecord): Outcome | undefined {
  switch (text(event['status_id'])) {
    case '1':
      return 'success'
    case '2':
      return 'failure'
    case '3':
    case '5':
    case '6':
      return text(event['class_uid']).startsWith('700') ? 'failure' : undefined
    default:
      return undefined
  }
}

function byName(event: JsonRecord): Outcome | undefined {
  return names.get(text(event['status']).toLowerCase())
}

const names = new Map<string, Outcome>([
  ['success', 'success'],
  ['succeeded', 'success'],
  ['successful', 'success'],
  ['ok', 'success'],
  ['failure', 'failure'],
  ['failed', 'failure'],
  ['fail', 'failure'],
  ['error', 'failure'],
  ['denied', 'failure'],
])

function byAnswer(event: JsonRecord, response: JsonRecord): Outcome {
  if (text(response['error']) !== '') return 'failure'
  const code = Number(
    firstText(object(event['http_response'])['code'], event['http_status'], response['code']) || Number.NaN,
  )
  if (code >= 400 && code < 600) return 'failure'
  if (code >= 100 && code < 400) return 'success'
  return byControl(event)
}

/** `action_id` 1 Allowed, 2 Denied; `disposition_id` 1 Allowed, 2 Blocked. */
function byControl(event: JsonRecord): Outcome {
  const action = firstText(event['action_id'], event['disposition_id'])
  return action === '2' ? 'failure' : action === '1' ? 'success' : 'unknown'
}

const other = (status: string): string => (names.has(status.toLowerCase()) ? '' : status)
