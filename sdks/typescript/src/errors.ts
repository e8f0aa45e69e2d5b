import { type ErrorCode, TrailhouseError } from '@trailhouse/errors'

/**
 * An event was valid and was not acknowledged. BUFFER_FULL and DELIVERY_FAILED: it reached no topic. DELIVERY_UNKNOWN: it
 * may have. To try again in either case, record the same fields with this event_id and event_time. With a spool,
 * DELIVERY_DELAYED: it is in the spool and will be sent; SPOOL_FAILED: it is not, and reached no topic.
 */
export class DeliveryError extends TrailhouseError {
  declare readonly code: DeliveryCode
  readonly event_id: string
  readonly event_time: Date

  constructor(code: DeliveryCode, message: string, event: EventReference, options?: { cause?: unknown }) {
    super(code, message, options)
    this.event_id = event.event_id
    this.event_time = new Date(event.event_time / 1000)
  }
}

export type DeliveryCode = ErrorCode &
  ('BUFFER_FULL' | 'DELIVERY_FAILED' | 'DELIVERY_UNKNOWN' | 'DELIVERY_DELAYED' | 'SPOOL_FAILED')

/** event_time in microseconds since 1970-01-01 UTC. */
export type EventReference = { readonly event_id: string; readonly event_time: number }

/** The work of `attempt` was done, but its event was not acknowledged: code and cause are the recording's. */
export class UnrecordedError extends TrailhouseError {
  /** What the work returned. It will not be undone by trying again. */
  readonly result: unknown

  constructor(action: string, result: unknown, cause: TrailhouseError) {
    super(cause.code, `${action} was done, but its event was not recorded: ${cause.message}`, { cause })
    this.result = result
  }
}
