import { text } from '../src/fields/text.ts'
import type { Draft } from '../src/mapper.ts'
import type { Fields } from './fields.ts'
import type { LogRecord } from './record.ts'

/**
 * `event.outcome` where a record has it; else the status of the call, and `error.type`, which "SHOULD NOT be set" where
 * an operation succeeded. A record of severity ERROR tells of a failure.
 * https://opentelemetry.io/docs/specs/semconv/registry/attributes/error/
 */
export function outcomeOf(
  record: LogRecord,
  fields: Fields,
): { outcome: Outcome } & Pick<Draft, 'status_code' | 'status_detail'> {
  const status = fields.first.httpStatus
  const rpc = fields.first.rpcStatus
  const error = fields.first.errorType
  const outcome =
    named(fields.first.outcome.toLowerCase()) ??
    byStatus(Number(status || Number.NaN), rpc, error) ??
    (record.severityNumber >= 17 ? 'failure' : 'unknown')
  const body = typeof record.body === 'string' ? text(record.body) : ''
  return {
    outcome,
    status_code: error || status || rpc || fields.first.databaseStatus,
    status_detail: fields.first.errorMessage || (outcome === 'failure' ? body : ''),
  }
}

type Outcome = 'unknown' | 'success' | 'failure'

function named(outcome: string): Outcome | undefined {
  if (successes.has(outcome)) return 'success'
  return failures.has(outcome) ? 'failure' : undefined
}

const successes = new Set([
  'success',
  'succeeded',
  'successful',
  'ok',
  'allowed',
  'allow',
  'granted',
  'true',
  'permitted',
])
const failures = new Set(['failure', 'failed', 'fail', 'error', 'denied', 'deny', 'rejected', 'blocked', 'false'])

/** gRPC has 0 and OK for success. */
function byStatus(status: number, rpc: string, error: string): Outcome | undefined {
  if (status >= 400 && status < 600) return 'failure'
  if (error !== '') return 'failure'
  if (rpc !== '') return rpc === '0' || rpc.toUpperCase() === 'OK' ? 'success' : 'failure'
  return status >= 100 && status < 400 ? 'success' : undefined
}
