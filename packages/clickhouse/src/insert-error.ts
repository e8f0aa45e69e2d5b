import { TrailhouseError } from '@trailhouse/errors'
import { ClickHouseException } from './exceptions.ts'

/** A closed list: it is a metric's label. */
export const insertErrorCauses = [
  'network',
  'timeout',
  'unavailable',
  'overloaded',
  'memory',
  'space',
  'readonly',
  'auth',
  'schema',
  'refused',
  'other',
] as const
export type InsertErrorCause = (typeof insertErrorCauses)[number]

/** `record`: the table refuses what a row says, and will refuse it again. Everything else may pass by itself. */
export type InsertErrorClass = {
  readonly kind: 'retry' | 'record'
  readonly cause: InsertErrorCause
  /** ClickHouse's number, 0 where there is none. */
  readonly code: number
}

/** Numbers of https://github.com/ClickHouse/ClickHouse/blob/master/src/Common/ErrorCodes.cpp, by what they mean here. */
const causeOf: ReadonlyMap<number, InsertErrorCause> = new Map([
  ...causes('timeout', [159, 160, 209, 319]),
  ...causes('network', [3, 32, 33, 95, 96, 198, 210, 279, 425]),
  ...causes('unavailable', [203, 225, 236, 286, 394, 415, 733, 745, 999]),
  ...causes('overloaded', [201, 202, 252, 290, 364, 692, 700]),
  ...causes('memory', [173, 241]),
  ...causes('space', [74, 75, 76, 243]),
  ...causes('readonly', [164, 242, 392]),
  ...causes('auth', [192, 193, 194, 195, 492, 497, 516]),
  ...causes('schema', [8, 10, 16, 44, 47, 50, 53, 60, 70, 80, 81, 115, 218]),
])

/**
 * What a row may be refused for, and nothing else: a value outside its type (321, 349, 691), too long (128, 131), a text
 * that is no value of its column's type (6, 38, 41, 72, 376, 467, 675, 676), or a constraint of the table (469).
 * A block that cannot be read (33, 117) is not here: a connection that was cut looks the same.
 */
const refusals: ReadonlySet<number> = new Set([6, 38, 41, 72, 128, 131, 321, 349, 376, 467, 469, 675, 676, 691])

/** Pure. An error that it does not know is retried: an operator's mistake must never turn into a lost record. */
export function classifyInsertError(error: unknown): InsertErrorClass {
  if (error instanceof ClickHouseException) return classifyException(error)
  if (error instanceof TrailhouseError && error.code === 'CLICKHOUSE_UNAVAILABLE') {
    return { kind: 'retry', cause: isTimeout(error.cause) ? 'timeout' : 'network', code: 0 }
  }
  return { kind: 'retry', cause: 'other', code: 0 }
}

function classifyException({ status, exceptionCode: code, message }: ClickHouseException): InsertErrorClass {
  // One number, two meanings: too many parts pass, too many months in one block do not; its halves have fewer.
  if (code === 252 && /too many partitions/i.test(message)) return { kind: 'record', cause: 'refused', code }
  if (refusals.has(code)) return { kind: 'record', cause: 'refused', code }
  return { kind: 'retry', cause: causeOf.get(code) ?? causeOfStatus(status), code }
}

function causeOfStatus(status: number): InsertErrorCause {
  if (status === 401 || status === 403) return 'auth'
  if (status === 408 || status === 504) return 'timeout'
  if (status === 413 || status === 429) return 'overloaded'
  return status === 502 || status === 503 ? 'unavailable' : 'other'
}

function isTimeout(cause: unknown): boolean {
  if (!(cause instanceof Error)) return false
  const { name, message } = cause
  return name === 'TimeoutError' || message === 'Timeout error.' || ('code' in cause && cause.code === 'ETIMEDOUT')
}

function causes(cause: InsertErrorCause, codes: readonly number[]): [number, InsertErrorCause][] {
  return codes.map((code) => [code, cause])
}
