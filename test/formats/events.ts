import { datasets } from '@trailhouse/datasets'
import { type AuditEvent, blankEvent, ocsfClasses } from '@trailhouse/event'
import { eventsOf, sampleFiles } from '../../packages/datasets/test/samples.ts'

/** Every event of every sample. */
export const samples = [...datasets].flatMap(([name, mapper]) =>
  sampleFiles(name).flatMap((file) => eventsOf(mapper, file)),
)

/** An event of which nothing is known but that it happened. */
const bare: AuditEvent = {
  ...blankEvent(),
  event_id: '0190a0b0-0000-7000-8000-000000000001',
  event_time: Date.UTC(1969, 11, 31) * 1000 + 1,
  ingest_time: 1_772_460_000_123_456,
}
export const full: AuditEvent = {
  ...bare,
  dataset: 'acme-vault',
  action: 'GET',
  service: 'vault',
  outcome: 'failure',
  status_code: '403',
  status_detail: 'no',
  actor_type: 'user',
  actor_id: 'u-1',
  actor_name: 'ada',
  actor_email: 'ada@example.com',
  actor_session_id: 's-1',
  actor_credential_id: 'k-1',
  source_ip: '2001:db8::1',
  source_port: 50_022,
  source_host: 'client.example.com',
  destination_ip: '192.0.2.1',
  destination_port: 443,
  destination_host: 'vault.example.com',
  user_agent: 'curl/8',
  cloud_provider: 'aws',
  cloud_account: '1',
  cloud_region: 'eu-central-1',
  targets: [
    { type: 'table', id: 't-1', name: '' },
    { type: 'user', id: '', name: 'grace' },
    { type: 'x', id: '', name: '' },
  ],
  before: '{"a":1}',
  after: '{"a":2}',
  changed: ['/a'],
  request_id: 'r-1',
  trace_id: 't-1',
  source_event_id: 'e-1',
  attributes: { a: '"\\\u0001é' },
  raw: Buffer.from([0xff, 0, 0x41]),
  mapper: 'acme-vault@1',
}

/** Every class and activity, with all that an event can say and with nothing. */
export const everyClass = Object.values(ocsfClasses).flatMap(({ uid, activities }) =>
  [0, 99, 77, ...Object.values(activities)].flatMap((activity_id) =>
    [full, { ...full, targets: [], actor_email: 'no address', actor_name: '' }, bare].map((event) => ({
      ...event,
      class_uid: uid,
      activity_id,
    })),
  ),
)
