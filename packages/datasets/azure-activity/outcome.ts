import { firstText } from '../src/fields/text.ts'
import type { Draft } from '../src/mapper.ts'
import { type AzureRecord, localizable, type Properties } from './forms.ts'
import { firewallAction } from './network.ts'

type Outcome = Pick<Draft, 'outcome' | 'status_code' | 'status_detail'>

/**
 * An HTTP status decides where there is one, because Key Vault writes resultType Success for what it forbade; then
 * what the record calls its result. What was only started or accepted has none yet.
 */
export function outcomeOf(record: AzureRecord, properties: Properties): Outcome {
  const http = Number(
    firstText(
      properties.httpStatusCode,
      properties.httpStatus,
      properties.ScStatus,
      record.statusCode,
      properties.statusCode,
    ),
  )
  const status = localizable(record.status)
  const said = firstText(
    properties.succeeded,
    record.resultType,
    status,
    record.statusText,
    properties.Action,
    properties.action,
    properties.Status,
    properties.type,
    properties.error_code,
    firewallAction(properties),
  )
  return {
    outcome: http >= 100 && http < 600 ? (http < 400 ? 'success' : 'failure') : outcome(said),
    status_code: codeOf(record, properties),
    status_detail: firstText(
      record.resultDescription,
      properties.statusMessage,
      properties.message,
      record.description,
      status,
    ),
  }
}

function codeOf(record: AzureRecord, properties: Properties): string {
  return firstText(
    record.resultSignature,
    localizable(record.subStatus),
    properties.statusCode,
    properties.httpStatusCode,
    record.statusCode,
    properties.httpStatus,
    properties.error_code,
  )
}

const successes = new Set([
  'success',
  'succeeded',
  'true',
  'allow',
  'allowed',
  'ok',
  'created',
  '0',
  'successful',
  'passed',
])
const failures = new Set([
  'false',
  'deny',
  'denied',
  'block',
  'blocked',
  'forbidden',
  'unauthorized',
  'canceled',
  'cancelled',
  'error',
])

function outcome(said: string): 'unknown' | 'success' | 'failure' {
  const word = said.toLowerCase()
  if (successes.has(word)) return 'success'
  if (word.startsWith('fail') || failures.has(word) || word.endsWith('error') || /^[1-9]\d{0,9}$/.test(word))
    return 'failure'
  return 'unknown'
}
