/**
 * What kafkajs throws is wrapped once or twice; the broker's own code stands on the innermost cause.
 */

type MaybeProtocolError = { readonly type?: unknown; readonly cause?: unknown; readonly retriable?: unknown }

/** The broker's error code, e.g. UNKNOWN_MEMBER_ID; '' when there is none (a lost connection, a time-out). */
export function protocolType(error: unknown): string {
  for (let at: unknown = error; at instanceof Error; at = at.cause) {
    const { type } = at as MaybeProtocolError
    if (typeof type === 'string') return type
  }
  return ''
}

/** Short name of what went wrong, for a metric's label: the broker's code, else the name of the innermost error. */
export function causeOf(error: unknown): string {
  const type = protocolType(error)
  if (type) return type
  let innermost: unknown = error
  while (innermost instanceof Error && innermost.cause instanceof Error) innermost = innermost.cause
  return innermost instanceof Error ? innermost.name : 'unknown'
}

export function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error)
}

/** This member, or this generation, is not the group's any more. */
const membershipLost = new Set([
  'UNKNOWN_MEMBER_ID',
  'ILLEGAL_GENERATION',
  'FENCED_INSTANCE_ID',
  'REBALANCE_IN_PROGRESS',
])

export const isMembershipLost = (error: unknown): boolean => membershipLost.has(protocolType(error))

/** Another producer with this transactional id has begun, or the coordinator gave up on this one's transaction. */
const fenced = new Set(['INVALID_PRODUCER_EPOCH', 'PRODUCER_FENCED', 'INVALID_PRODUCER_ID_MAPPING'])

export const isFenced = (error: unknown): boolean => fenced.has(protocolType(error))

/** The broker's memory of this producer's sequence numbers and ours differ: only a new producer id helps. */
const sequenceLost = new Set(['OUT_OF_ORDER_SEQUENCE_NUMBER', 'UNKNOWN_PRODUCER_ID', 'INVALID_PRODUCER_EPOCH'])

export const isSequenceLost = (error: unknown): boolean => sequenceLost.has(protocolType(error))
