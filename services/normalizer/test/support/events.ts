import { type AuditEvent, auditEventSchema, blankEvent, encodeFramed, uuidv7 } from '@trailhouse/event'
import { connectRegistry } from '@trailhouse/kafka'

/** An event as an SDK writes it: what the pipeline sets is blank. */
export function sdkEvent(fields: Partial<AuditEvent> = {}): AuditEvent {
  return {
    ...blankEvent(),
    event_id: uuidv7(),
    event_time: 1_700_000_000_000_000,
    ingest_time: 1_700_000_000_000_000,
    tenant_id: 'acme',
    dataset: 'sdk',
    class_uid: 6003,
    activity_id: 99,
    severity_id: 1,
    action: 'order.create',
    actor_id: 'u1',
    producer_id: 'p1',
    producer_seq: 1,
    ...fields,
  }
}

/** Frames events as an SDK does, with the id of the schema under the topic's subject. */
export async function framer(registry: string, topic: string): Promise<(event: AuditEvent) => Buffer> {
  const id = await connectRegistry({ url: registry }).idOf(`${topic}-value`, auditEventSchema)
  return (event) => encodeFramed(id, event)
}
