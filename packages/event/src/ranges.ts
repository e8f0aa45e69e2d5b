/**
 * A time of an event: microseconds since 1970-01-01 UTC. ClickHouse's DateTime64(6) begins in 1900; a JavaScript number
 * holds microseconds exactly until 2255-06-05, before DateTime64(6) ends in 2299.
 */
export const MIN_TIME = -2_208_988_800_000_000

/** The greatest Avro long that avsc takes for exact: 2^53 - 2. As a time it is 2255-06-05. */
export const MAX_LONG = Number.MAX_SAFE_INTEGER - 1

/** An Avro int is signed: half of UInt32. */
const limits: Record<string, number> = {
  UInt8: 0xff,
  UInt16: 0xffff,
  UInt32: 0x7fff_ffff,
  UInt64: MAX_LONG,
}

/** The greatest value of an integer field, from the ClickHouse type that holds it. */
export function greatest(columnType: string): number {
  const limit = limits[columnType]
  if (limit === undefined) throw new TypeError(`${columnType} is not an unsigned integer of ClickHouse`)
  return limit
}

/** Whether a number is a time that an event can have. 0 is none: an event without a time takes its ingest time. */
export function isTime(micros: number): boolean {
  return Number.isInteger(micros) && micros >= MIN_TIME && micros <= MAX_LONG && micros !== 0
}
