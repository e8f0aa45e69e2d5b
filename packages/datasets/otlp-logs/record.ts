/** Values by attribute name; an object of values for what OTLP calls a key-value list. */
export type Attributes = Readonly<Record<string, unknown>>

/** A log record of either encoding, with what its resource and scope say. */
export type LogRecord = {
  /** The record's own bytes: a JSON object, or the protobuf message. */
  readonly raw: Uint8Array
  /** Nanoseconds since 1970-01-01 UTC in decimal; empty or 0 where unknown. */
  readonly time: string
  readonly observedTime: string
  readonly severityNumber: number
  readonly severityText: string
  readonly eventName: string
  readonly body: unknown
  readonly attributes: Attributes
  /** Lower-case hex. */
  readonly traceId: string
  readonly spanId: string
  readonly origin: RecordOrigin
}

/** What a batch says of its records: shared by all records of one scope. */
export type RecordOrigin = {
  readonly resource: Attributes
  readonly scopeName: string
  /** Resource and scope as an event's `attributes`: one object for all of its records. */
  readonly attributes: Readonly<Record<string, string>>
}

export const noAttributes: Attributes = Object.freeze({})

/** A name is the sender's word: `__proto__` must become a member like any other. */
export function setAttribute(attributes: Record<string, unknown>, key: string, value: unknown): void {
  if (key === '__proto__') Object.defineProperty(attributes, key, { value, enumerable: true, configurable: true })
  else attributes[key] = value
}
