import type { AuditEvent, Target } from '@trailhouse/event'
import { endpoint, port } from '../src/fields/ip.ts'
import { earliestTime, latestTime } from '../src/fields/time.ts'
import { type MapContext, MappingError } from '../src/mapper.ts'
import { severity, unclassified } from '../src/ocsf.ts'

/** Dataset of events that come from an SDK, whatever they say of themselves: none may pass for a vendor's. */
export const sdkDataset = 'sdk'
const sdkMapper = 'sdk@1'

/**
 * Takes an event that an SDK made and Avro decoded: checks it, sets its origin and ingest time, and fills what can be
 * filled. Ids, sequence and contents stay the SDK's.
 * @throws MappingError MISSING_FIELD, INVALID_FIELD
 */
export function passOn(event: AuditEvent, context: MapContext): AuditEvent {
  const source = endpoint(event.source_ip)
  const destination = endpoint(event.destination_ip)
  const timed = event.event_time >= earliestTime && event.event_time <= latestTime && event.event_time !== 0
  const targets = primaryFirst(event)
  return {
    ...event,
    event_id: checkedId(event.event_id),
    event_time: timed ? event.event_time : context.ingestTime,
    ingest_time: context.ingestTime,
    tenant_id: event.tenant_id || context.tenantId,
    dataset: sdkDataset,
    action: checkedAction(event.action),
    class_uid: event.class_uid || unclassified.class_uid,
    activity_id: event.class_uid === 0 ? unclassified.activity_id : event.activity_id,
    severity_id: event.severity_id || severity.informational,
    source_ip: source.ip,
    source_port: port(event.source_port) || source.port,
    source_host: event.source_host || source.host,
    destination_ip: destination.ip,
    destination_port: port(event.destination_port) || destination.port,
    destination_host: event.destination_host || destination.host,
    target_type: targets[0]?.type ?? '',
    target_id: targets[0]?.id ?? '',
    target_name: targets[0]?.name ?? '',
    targets,
    attributes: timed ? event.attributes : withIngestTime(event),
    origin_topic: context.originTopic,
    origin_partition: context.originPartition,
    origin_offset: context.originOffset,
    origin_index: 0,
    mapper: sdkMapper,
    revision: 0,
  }
}

function checkedId(id: string): string {
  if (id === '') throw new MappingError('MISSING_FIELD', 'event_id is missing: an SDK gives every event a UUID')
  const canonical = id.toLowerCase()
  if (/^[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}$/.test(canonical)) return canonical
  throw new MappingError('INVALID_FIELD', 'event_id is not a UUID')
}

function checkedAction(action: string): string {
  if (action !== '') return action
  throw new MappingError('MISSING_FIELD', 'action is missing: an event says what was done')
}

/** The primary target is the one of the target_ fields, or the first of the list where they are empty. */
function primaryFirst(event: AuditEvent): readonly Target[] {
  const primary: Target = { type: event.target_type, id: event.target_id, name: event.target_name }
  if (primary.id === '' && primary.name === '' && primary.type === '') return event.targets
  const others = event.targets.filter(
    ({ type, id, name }) => type !== primary.type || id !== primary.id || name !== primary.name,
  )
  return [primary, ...others]
}

function withIngestTime(event: AuditEvent): Record<string, string> {
  const outside = event.event_time === 0 ? {} : { event_time_raw: String(event.event_time) }
  return { ...event.attributes, ...outside, time_source: 'ingest' }
}
