import { TrailhouseError } from '@trailhouse/errors'

const longestMessage = 2_000

/**
 * The server's refusal. `exceptionCode` is ClickHouse's own number (src/Common/ErrorCodes.cpp), 0 where the answer was
 * not ClickHouse's, as from a proxy; `status` is the HTTP status.
 */
export class ClickHouseException extends TrailhouseError {
  readonly status: number
  readonly exceptionCode: number

  constructor(status: number, exceptionCode: number, message: string) {
    super(
      'CLICKHOUSE_EXCEPTION',
      message.trim().slice(0, longestMessage) || `ClickHouse answered with status ${status}`,
    )
    this.status = status
    this.exceptionCode = exceptionCode
  }
}

/** No answer came: the connection failed, or the time was up. What was asked may have been done all the same. */
export function unreachable(cause: unknown): TrailhouseError {
  const why = cause instanceof Error ? cause.message : String(cause)
  return new TrailhouseError('CLICKHOUSE_UNAVAILABLE', `no answer from ClickHouse: ${why}`, { cause })
}
