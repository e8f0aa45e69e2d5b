/** One record as a vendor's shipper would publish it to `audit.raw.<dataset>`. */
export type VendorRecord = {
  readonly dataset: string
  readonly value: Buffer
  /** Events that it holds. A malformed one holds none and becomes one dead letter. */
  readonly events: number
}

export function record(dataset: string, value: string | Buffer, events = 1): VendorRecord {
  return { dataset, value: Buffer.from(value), events }
}

export function malformed(dataset: string, value: string | Buffer): VendorRecord {
  return record(dataset, value, 0)
}

/** What one record adds to emitted, and so must add to stored or dead-lettered. */
export function weight({ events }: VendorRecord): number {
  return Math.max(events, 1)
}

/** The time `seconds` before `now`. */
export function ago(now: Date, seconds: number): Date {
  return new Date(now.getTime() - seconds * 1000)
}
