import fc from 'fast-check'
import { columnTypes } from '../../src/columns.ts'
import type { AuditEvent } from '../../src/index.ts'
import { greatest, MAX_LONG, MIN_TIME } from '../../src/ranges.ts'

const text = fc.oneof(
  { weight: 4, arbitrary: fc.string({ unit: 'binary', maxLength: 80 }) },
  { weight: 2, arbitrary: fc.string({ unit: 'grapheme', maxLength: 40 }) },
  { weight: 2, arbitrary: fc.string({ maxLength: 200 }) },
  { weight: 1, arbitrary: fc.constant('') },
  { weight: 1, arbitrary: fc.constantFrom('\0', '\ufeff', '\u{10ffff}', '\uffff', 'a'.repeat(63), 'é'.repeat(64)) },
)

const key = fc.oneof(text, fc.constantFrom('0', '10', '9', '__proto__', 'constructor', '\ue000', '\u{10000}'))

const uint = (field: keyof AuditEvent) => {
  const max = greatest(columnTypes[field])
  return fc.oneof(fc.integer({ min: 0, max: Math.min(max, 2 ** 31 - 1) }), fc.constantFrom(0, 1, 63, 64, max - 1, max))
}
const long = fc.oneof(
  fc.maxSafeNat().filter((n) => n <= MAX_LONG),
  fc.constantFrom(0, 2 ** 31, 2 ** 32, MAX_LONG),
)
const time = fc
  .oneof(fc.integer({ min: MIN_TIME, max: MAX_LONG }), fc.constantFrom(MIN_TIME, -1, 1, 2 ** 31, MAX_LONG))
  .filter((micros) => micros !== 0)

const attributes = fc.array(fc.tuple(key, text), { maxLength: 6 }).map((entries) => {
  const map: Record<string, string> = {}
  for (const [name, value] of entries)
    Object.defineProperty(map, name, { value, enumerable: true, configurable: true, writable: true })
  return map
})

/** @param maxRaw the greatest length of raw, in bytes */
export const event = (maxRaw = 300): fc.Arbitrary<AuditEvent> =>
  fc.record({
    event_id: fc.uuid(),
    event_time: time,
    ingest_time: time,
    tenant_id: text,
    dataset: text,
    class_uid: uint('class_uid'),
    activity_id: uint('activity_id'),
    severity_id: uint('severity_id'),
    action: text,
    service: text,
    outcome: fc.constantFrom('unknown', 'success', 'failure'),
    status_code: text,
    status_detail: text,
    actor_type: fc.constantFrom('unknown', 'user', 'service', 'system'),
    actor_id: text,
    actor_name: text,
    actor_email: text,
    actor_session_id: text,
    actor_credential_id: text,
    source_ip: text,
    source_port: uint('source_port'),
    source_host: text,
    destination_ip: text,
    destination_port: uint('destination_port'),
    destination_host: text,
    user_agent: text,
    cloud_provider: text,
    cloud_account: text,
    cloud_region: text,
    target_type: text,
    target_id: text,
    target_name: text,
    targets: fc.array(fc.record({ type: text, id: text, name: text }), { maxLength: 4 }),
    before: text,
    after: text,
    changed: fc.array(text, { maxLength: 4 }),
    request_id: text,
    trace_id: text,
    source_event_id: text,
    attributes,
    raw: fc.uint8Array({ maxLength: maxRaw, size: 'max' }),
    origin_topic: text,
    origin_partition: uint('origin_partition'),
    origin_offset: long,
    origin_index: uint('origin_index'),
    producer_id: text,
    producer_seq: long,
    mapper: text,
    revision: uint('revision'),
  })
