import type { AuditEvent } from '@trailhouse/event'
import { event } from '../../../../packages/clickhouse/test/support/events.ts'

const minute = 60_000_000
const day = 24 * 60 * minute

export const ids = { read: '0190a0b0-0000-7000-8000-000000000001' }

/** A small trail whose answers are known. Times count back from `now`, in microseconds. */
export function knownEvents(now: number): AuditEvent[] {
  const at = (ago: number, fields: Partial<AuditEvent>) =>
    event({ event_time: now - ago, ingest_time: now - ago, tenant_id: 'acme', outcome: 'success', ...fields })
  const night = Math.floor(now / day) * day - day + 3 * 60 * minute
  const noon = (ago: number) => ({ event_time: Math.floor((now - ago) / day) * day - day + 12 * 60 * minute })
  const signIn = { class_uid: 3002, activity_id: 1, action: 'Accepted', dataset: 'openssh' } as const
  const failed = { ...signIn, action: 'Failed', outcome: 'failure' } as const
  const alice = {
    actor_type: 'service',
    actor_id: 'u-1',
    actor_name: 'alice',
    actor_email: 'alice@acme.example',
  } as const
  const bob = { actor_type: 'service', actor_id: 'u-2', actor_name: 'bob' } as const
  const report = { actor_type: 'service', actor_id: 's-9', actor_name: 'svc-report' } as const
  const order = { dataset: 'sdk', target_type: 'order', target_id: '1042' } as const
  const cloud = { dataset: 'aws-cloudtrail' } as const
  return [
    at(3 * day, { ...signIn, ...alice, source_ip: '10.0.0.5' }),
    ...[9, 8, 7].map((ago) => at(ago * minute, { ...failed, ...alice, source_ip: '198.51.100.4' })),
    at(6 * minute, { ...signIn, ...alice, source_ip: '198.51.100.4' }),
    ...['bob', 'carol'].map((name) =>
      at(20 * minute, { ...failed, actor_name: name, dataset: 'sdk', source_ip: '203.0.113.7' }),
    ),
    at(30 * minute, {
      ...order,
      ...alice,
      action: 'order.update',
      before: '{"status":"open","total":10}',
      after: '{"status":"paid","total":12}',
      changed: ['/status', '/total'],
      trace_id: 't-1',
    }),
    at(29 * minute, {
      ...order,
      ...bob,
      action: 'order.read',
      event_id: ids.read,
      raw: Buffer.from('{"seen":"confidential"}'),
    }),
    at(28 * minute, { ...order, ...bob, action: 'order.refund', outcome: 'failure', status_code: 'forbidden' }),
    at(27 * minute, {
      dataset: 'pgaudit',
      ...report,
      action: 'UPDATE',
      target_type: 'table',
      target_id: 'orders',
      trace_id: 't-1',
    }),
    at(26 * minute, {
      ...cloud,
      ...bob,
      class_uid: 3005,
      action: 'AttachRolePolicy',
      target_type: 'role',
      target_name: 'Admin',
      raw: Buffer.from('{"userIdentity":{"type":"Root"}}'),
    }),
    at(25 * minute, {
      ...cloud,
      ...report,
      action: 'GetObject',
      outcome: 'failure',
      status_code: 'AccessDenied',
      actor_credential_id: 'AK1',
      source_ip: '10.0.0.8',
      raw: Buffer.from('{"userIdentity":{"type":"IAMUser"}}'),
    }),
    at(24 * minute, {
      ...cloud,
      ...report,
      action: 'ListBuckets',
      actor_credential_id: 'AK1',
      source_ip: '192.0.2.1',
      raw: Buffer.from('{"userIdentity":{"type":"IAMUser"}}'),
    }),
    ...['b-1', 'b-2'].map((id) =>
      at(23 * minute, {
        ...cloud,
        ...bob,
        action: 'DeleteBucket',
        target_id: id,
        raw: Buffer.from('{"userIdentity":{"type":"Root"}}'),
      }),
    ),
    at(22 * minute, {
      dataset: 'sdk',
      ...report,
      class_uid: 6001,
      activity_id: 7,
      action: 'report.download',
      target_type: 'report',
      target_id: 'r-7',
    }),
    at(0, {
      event_time: night,
      ingest_time: night,
      dataset: 'sdk',
      actor_type: 'user',
      actor_name: 'dave',
      action: 'file.read',
      target_id: 'f-1',
    }),
    at(0, {
      ...noon(0),
      dataset: 'sdk',
      actor_type: 'user',
      actor_name: 'dave',
      action: 'file.read',
      target_id: 'f-2',
    }),
    ...[1, 2, 5].map((seq) =>
      at(21 * minute, { dataset: 'sdk', actor_name: 'app', action: 'beat', producer_id: 'p-1', producer_seq: seq }),
    ),
    ...[1, 2].map((seq) =>
      at(21 * minute, { dataset: 'sdk', actor_name: 'app', action: 'beat', producer_id: 'p-2', producer_seq: seq }),
    ),
    at(5 * day, { dataset: 'okta', actor_name: 'erin', action: 'user.session.start' }),
  ]
}

/** Rows of audit.dead_letters as JSONEachRow. */
export function knownDeadLetters(now: number): string {
  const time = new Date(now / 1000 - 600_000).toISOString().replace('T', ' ').replace('Z', '')
  const letter = (reason: string, at: number) => ({
    kafka_topic_id: '4c6fcb49-9d6f-4b08-a8d4-2f9a0f6f1d12',
    kafka_partition: 0,
    kafka_offset: at,
    time,
    reason,
    stage: 'normalizer',
    dataset: 'openssh',
    tenant_id: 'acme',
    origin_topic: 'audit.raw.openssh',
    excerpt: 'Failed passw',
  })
  return [letter('MALFORMED', 1), letter('MALFORMED', 2), letter('TOO_LARGE', 3)]
    .map((row) => JSON.stringify(row))
    .join('\n')
}
