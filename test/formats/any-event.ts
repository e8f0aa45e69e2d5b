import { type AuditEvent, blankEvent, encodeEvent, ocsfClasses } from '@trailhouse/event'
import fc from 'fast-check'

const text = fc.oneof(
  fc.constant(''),
  fc.string({ unit: 'binary', maxLength: 12 }).map((one) => one.toWellFormed()),
  fc.constantFrom('ada@example.com', 'x@y\n', 'a/b', 'GET', "';", '\\', '"', '\n', 'table', 'bucket', '\0', 'user'),
)
const address = fc.constantFrom('', '192.0.2.1', '2001:db8::1')
const port = fc.constantFrom(0, 1, 65_535)
const classes = [0, 12_345, ...Object.values(ocsfClasses).map(({ uid }) => uid)]

const texts = [
  ...(['action', 'service', 'status_code', 'status_detail', 'actor_id', 'actor_name', 'actor_email'] as const),
  ...(['actor_session_id', 'actor_credential_id', 'source_host', 'destination_host', 'user_agent'] as const),
  ...(['cloud_provider', 'cloud_account', 'cloud_region', 'before', 'after', 'request_id', 'trace_id'] as const),
  ...(['source_event_id', 'producer_id', 'mapper', 'dataset', 'tenant_id'] as const),
]
const anyText = Object.fromEntries(texts.map((name) => [name, text])) as Record<
  (typeof texts)[number],
  fc.Arbitrary<string>
>

/** Any event that can be stored, of any class, with any text in any field. */
export const anyEvent: fc.Arbitrary<AuditEvent> = fc
  .record({
    ...anyText,
    source_ip: address,
    destination_ip: address,
    source_port: port,
    destination_port: port,
    class_uid: fc.constantFrom(...classes),
    activity_id: fc.oneof(fc.nat(16), fc.constantFrom(77, 99, 65_535)),
    severity_id: fc.oneof(fc.nat(7), fc.constantFrom(99, 255)),
    outcome: fc.constantFrom('unknown', 'success', 'failure'),
    actor_type: fc.constantFrom('unknown', 'user', 'service', 'system'),
    targets: fc.array(fc.record({ type: text, id: text, name: text }), { maxLength: 4 }),
    changed: fc.array(text, { maxLength: 2 }),
    attributes: fc.dictionary(fc.string({ maxLength: 4 }), text, { maxKeys: 2 }),
    raw: fc.uint8Array({ maxLength: 20 }),
    producer_seq: fc.constantFrom(0, 1, 2 ** 53 - 2),
    event_time: fc.constantFrom(1_772_460_000_123_456, -1, 1, Date.UTC(1900, 0, 1) * 1000),
  })
  .map((fields): AuditEvent => {
    const id = { event_id: '0190a0b0-0000-7000-8000-000000000001', ingest_time: 1_772_460_000_000_001 }
    return { ...blankEvent(), ...id, ...fields }
  })
  .filter(canBeStored)

function canBeStored(event: AuditEvent): boolean {
  try {
    return encodeEvent(event).length > 0
  } catch {
    return false
  }
}
