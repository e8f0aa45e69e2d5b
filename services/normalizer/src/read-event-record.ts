import { RecordError } from '@trailhouse/errors'
import { type AuditEvent, type AvroSchema, decodeEvent, FRAME_HEADER, framedSchemaId } from '@trailhouse/event'
import { allowedTenant, type InputRoute } from './input-route.ts'
import type { Finding } from './normalize-record.ts'
import { type FilledRecord, ingestTime, type Source } from './record-source.ts'

/** What SDK events are mapped by: they are canonical already. */
const sdkMapper = 'sdk@1'

/** Writer schemas by their id in the registry. */
export type WriterSchemas = ReadonlyMap<number, AvroSchema>

/**
 * The event of an SDK's record, read by its writer's schema. What says where an event came from is the pipeline's word,
 * never the producer's. Throws RecordError.
 */
export function readEventRecord(
  record: FilledRecord,
  source: Source,
  route: InputRoute,
  schemas: WriterSchemas,
  finding: Finding,
): AuditEvent {
  finding.mapper = sdkMapper
  const event = decodeEvent(record.value.subarray(FRAME_HEADER), writerSchema(record.value, schemas))
  event.dataset ||= route.dataset ?? 'sdk'
  event.tenant_id ||= route.tenantId
  finding.dataset = event.dataset
  finding.tenantId = event.tenant_id
  check(event, route)
  event.ingest_time = ingestTime(record)
  event.event_time ||= event.ingest_time
  event.origin_topic = source.topic
  event.origin_partition = source.partition
  event.origin_offset = record.offset
  event.origin_index = 0
  event.mapper = sdkMapper
  event.revision = 0
  return event
}

function writerSchema(value: Buffer, schemas: WriterSchemas): AvroSchema {
  const id = framedSchemaId(value)
  const schema = schemas.get(id)
  if (schema === undefined) throw new RecordError('UNKNOWN_SCHEMA', `the registry knows no schema ${id}`)
  return schema
}

function check(event: AuditEvent, route: InputRoute): void {
  allowedTenant(route, event.tenant_id)
  if (event.action === '') throw new RecordError('MISSING_FIELD', 'action is empty')
  if (route.dataset !== undefined && event.dataset !== route.dataset) {
    throw new RecordError('INVALID_FIELD', `dataset: the topic is bound to ${route.dataset}, not to ${event.dataset}`)
  }
}
