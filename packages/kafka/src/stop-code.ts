import { type ErrorCode, TrailhouseError } from '@trailhouse/errors'

/**
 * Conditions that pass by themselves or by reading again from the committed offset: the worker is made anew, with
 * back-off. Every other code of a worker stops its partition until a person has looked.
 */
const passing: ReadonlySet<ErrorCode> = new Set<ErrorCode>([
  'OWNERSHIP_LOST',
  'COMMIT_FAILED',
  'KAFKA_UNAVAILABLE',
  'DELIVERY_UNKNOWN',
  'PRODUCER_FENCED',
  'TRANSACTION_UNKNOWN',
  'TRANSACTION_ABORTED',
  'REGISTRY_UNAVAILABLE',
])

/** The code that a worker's error stops its partition with; null when the worker is to be made anew. */
export function stopCode(error: unknown): ErrorCode | null {
  if (!(error instanceof TrailhouseError)) return null
  return passing.has(error.code) ? null : error.code
}
