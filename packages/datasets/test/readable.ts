import type { AuditEvent } from '@trailhouse/event'
import { eventToJson } from '@trailhouse/event'

/** What `finish` sets the same for all: the contract test checks it, and expected/ leaves it out. */
const left = new Set(['raw', 'ingest_time', 'origin_topic', 'origin_partition', 'mapper', 'dataset'])

/** An event as expected/ holds it: what is present, times as text. */
export function readable(event: AuditEvent): Record<string, unknown> {
  return Object.fromEntries(
    Object.entries(eventToJson(event)).filter(([name, value]) => !left.has(name) && isPresent(value)),
  )
}

function isPresent(value: unknown): boolean {
  if (typeof value === 'object' && value !== null) return Object.keys(value).length > 0
  return value !== '' && value !== 0
}
