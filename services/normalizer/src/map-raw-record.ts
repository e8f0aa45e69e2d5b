import type { Limits, MapContext, Mapper } from '@trailhouse/datasets'
import { RecordError } from '@trailhouse/errors'
import type { AuditEvent } from '@trailhouse/event'
import { headerText } from '@trailhouse/kafka'
import { allowedTenant, type InputRoute, tenantOf } from './input-route.ts'
import type { Finding } from './normalize-record.ts'
import { type FilledRecord, firstOrigin, ingestTime, type Source } from './record-source.ts'

export type RawTools = {
  readonly datasets: ReadonlyMap<string, Mapper>
  /** The dataset of a record beyond doubt, else undefined. */
  readonly detect: (raw: Uint8Array) => string | undefined
  readonly limits: Limits
}

/** The events of a vendor's record. Throws RecordError; whatever else a mapper throws is left to the caller. */
export function mapRawRecord(
  record: FilledRecord,
  source: Source,
  route: InputRoute,
  tools: RawTools,
  finding: Finding,
): readonly AuditEvent[] {
  finding.tenantId = tenantOf(route, record.headers)
  const mapper = mapperOf(record, route, tools)
  finding.dataset = mapper.name
  finding.mapper = `${mapper.name}@${mapper.version}`
  const events = mapper.map(record.value, contextOf(record, source, finding, tools.limits))
  if (events.length === 0) throw new RecordError('EMPTY_RECORD', 'the record holds no event')
  for (const event of events) placeAt(event, record, source, route)
  return events
}

function mapperOf(record: FilledRecord, route: InputRoute, tools: RawTools): Mapper {
  const named = route.dataset ?? headerText(record.headers, 'dataset')
  const dataset = named ?? tools.detect(record.value)
  const mapper = dataset === undefined ? undefined : tools.datasets.get(dataset)
  if (mapper !== undefined) return mapper
  const why =
    named === undefined
      ? 'neither topic nor header names a dataset, and none was recognized for certain'
      : `there is no dataset ${JSON.stringify(named.slice(0, 100))}`
  throw new RecordError('UNKNOWN_DATASET', why)
}

function contextOf(record: FilledRecord, source: Source, finding: Finding, limits: Limits): MapContext {
  const origin = firstOrigin(record, source)
  return {
    ingestTime: ingestTime(record),
    tenantId: finding.tenantId,
    originTopic: source.topic,
    originTopicId: origin.topicId,
    originPartition: origin.partition,
    originOffset: origin.offset,
    limits,
    onDrift: finding.onDrift,
  }
}

/** Ids come from the first origin, origin_* say where this record truly lies: they differ for a replay alone. */
function placeAt(event: AuditEvent, record: FilledRecord, source: Source, route: InputRoute): void {
  event.origin_partition = source.partition
  event.origin_offset = record.offset
  allowedTenant(route, event.tenant_id)
}
