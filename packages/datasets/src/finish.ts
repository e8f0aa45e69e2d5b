import { type AuditEvent, deriveEventId, type Target } from '@trailhouse/event'
import { endpoint, port } from './fields/ip.ts'
import { earliestTime, latestTime, type Micros } from './fields/time.ts'
import type { Draft, MapContext, OnDrift } from './mapper.ts'
import { unclassified } from './ocsf.ts'

/** Which mapper made an event. */
export type Origin = {
  readonly dataset: string
  readonly mapper: string
  readonly raw: Uint8Array
  readonly index: number
}

/**
 * Makes the event of a draft: the step that all mappers share. It gives what no vendor's format says (ids, origin,
 * raw), and holds the rules of every field: an ip field has a canonical address or nothing, a time is in range or the
 * ingest time, the primary target is the first.
 */
export function finish(draft: Draft, origin: Origin, context: MapContext): AuditEvent {
  const source = endpoint(draft.source)
  const destination = endpoint(draft.destination)
  const eventTime = timeInRange(draft.event_time)
  const targets = draft.targets ?? noTargets
  const primary = targets[0] ?? noTarget
  if (context.onDrift !== undefined) tellDrift(draft, origin.dataset, context.onDrift)
  return {
    event_id: eventId(draft, origin, context),
    event_time: eventTime ?? context.ingestTime,
    ingest_time: context.ingestTime,
    tenant_id: context.tenantId,
    dataset: origin.dataset,
    class_uid: draft.class_uid ?? unclassified.class_uid,
    activity_id: draft.activity_id ?? unclassified.activity_id,
    severity_id: draft.severity_id ?? 1,
    action: draft.action ?? '',
    service: draft.service ?? '',
    outcome: draft.outcome ?? 'unknown',
    status_code: draft.status_code ?? '',
    status_detail: draft.status_detail ?? '',
    actor_type: draft.actor_type ?? 'unknown',
    actor_id: draft.actor_id ?? '',
    actor_name: draft.actor_name ?? '',
    actor_email: draft.actor_email ?? '',
    actor_session_id: draft.actor_session_id ?? '',
    actor_credential_id: draft.actor_credential_id ?? '',
    source_ip: source.ip,
    source_port: port(draft.source_port) || source.port,
    source_host: draft.source_host || source.host,
    destination_ip: destination.ip,
    destination_port: port(draft.destination_port) || destination.port,
    destination_host: draft.destination_host || destination.host,
    user_agent: draft.user_agent ?? '',
    cloud_provider: draft.cloud_provider ?? '',
    cloud_account: draft.cloud_account ?? '',
    cloud_region: draft.cloud_region ?? '',
    target_type: primary.type,
    target_id: primary.id,
    target_name: primary.name,
    targets,
    before: draft.before ?? '',
    after: draft.after ?? '',
    changed: draft.changed ?? noPointers,
    request_id: draft.request_id ?? '',
    trace_id: draft.trace_id ?? '',
    source_event_id: draft.source_event_id ?? '',
    attributes: eventTime === undefined ? withIngestTime(draft) : (draft.attributes ?? noAttributes),
    raw: origin.raw,
    origin_topic: context.originTopic,
    origin_partition: context.originPartition,
    origin_offset: context.originOffset,
    origin_index: origin.index,
    producer_id: '',
    producer_seq: 0,
    mapper: origin.mapper,
    revision: 0,
  }
}

const noTarget: Target = { type: '', id: '', name: '' }
// Shared by all events: an event is not changed once it is made.
const noTargets: readonly Target[] = Object.freeze([])
const noPointers: readonly string[] = Object.freeze([])
const noAttributes: Readonly<Record<string, string>> = Object.freeze({})

function tellDrift({ unknown_event_type, unknown_fields }: Draft, dataset: string, onDrift: OnDrift): void {
  if (unknown_event_type) onDrift(dataset, 'event_type', unknown_event_type)
  for (const name of unknown_fields ?? []) onDrift(dataset, 'field', name)
}

/** The vendor's id names the event wherever the record was written to; without one, the place of the record does. */
function eventId(draft: Draft, origin: Origin, context: MapContext): string {
  if (draft.source_event_id) {
    const key = draft.event_key ? `${draft.source_event_id}/${draft.event_key}` : draft.source_event_id
    return deriveEventId('source', context.tenantId, origin.dataset, key, origin.index)
  }
  return deriveEventId('origin', context.originTopicId, context.originPartition, context.originOffset, origin.index)
}

function timeInRange(time: Micros): Micros {
  return time !== undefined && time !== 0 && time >= earliestTime && time <= latestTime ? time : undefined
}

/** Says that `event_time` is the ingest time, and keeps the text of a time that could not be used. */
function withIngestTime(draft: Draft): Readonly<Record<string, string>> {
  const marks: Record<string, string> = { ...draft.attributes, time_source: 'ingest' }
  if (draft.event_time_raw) marks['event_time_raw'] = draft.event_time_raw
  return marks
}
