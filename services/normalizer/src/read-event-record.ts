import { passOn } from '@trailhouse/datasets'
import { RecordError } from '@trailhouse/errors'
import { type AuditEvent, type AvroSchema, decodeEvent, FRAME_HEADER, framedSchemaId } from '@trailhouse/event'
import { allowedTenant, type InputRoute } from './input-route.ts'
import type { Finding } from './normalize-record.ts'
import { type FilledRecord, ingestTime, type Source } from './record-source.ts'

/** Writer schemas by their id in the registry. */
export type WriterSchemas = ReadonlyMap<number, AvroSchema>

/**
 * The event of an SDK's record, read by its writer's schema. Ids and contents stay the SDK's; where it came from and
 * when is the pipeline's word. Throws RecordError.
 */
export function readEventRecord(
  record: FilledRecord,
  source: Source,
  route: InputRoute,
  schemas: WriterSchemas,
  finding: Finding,
): AuditEvent {
  finding.dataset = 'sdk'
  const schema = writerSchema(record.value, schemas)
  const written = decodeEvent(record.value.subarray(FRAME_HEADER), schema)
  finding.tenantId = written.tenant_id || route.tenantId
  allowedTenant(route, finding.tenantId)
  const event = passOn(written, {
    ingestTime: ingestTime(record),
    tenantId: finding.tenantId,
    originTopic: source.topic,
    originTopicId: source.topicId,
    originPartition: source.partition,
    originOffset: record.offset,
  })
  finding.mapper = event.mapper
  return event
}

function writerSchema(value: Buffer, schemas: WriterSchemas): AvroSchema {
  const id = framedSchemaId(value)
  const schema = schemas.get(id)
  if (schema === undefined)
    throw new RecordError('UNKNOWN_SCHEMA', `the registry has no schema ${id} of an audit event`)
  return schema
}
