import type { OnDrift } from '@trailhouse/datasets'
import { deadLetter, type KafkaRecord, type Message } from '@trailhouse/kafka'
import { type Drift, noticeDrift } from './drift.ts'
import type { InputRoute } from './input-route.ts'
import { type Finding, normalizeRecord, type Tools } from './normalize-record.ts'
import type { WriterSchemas } from './read-event-record.ts'
import type { Source } from './record-source.ts'
import { countDeadLetter, countEvents, type Tallies } from './tally.ts'

/** Partitions of the output topics to which all of one input partition goes, in order. */
export type Destinations = { readonly events: number; readonly deadLetters: number }

/** What a transaction writes for one batch. */
export type NormalizedBatch = {
  readonly events: Message[]
  readonly deadLetters: Message[]
  readonly tallies: Tallies
  readonly drift: Drift
  /** What mappers threw that they must not: logged, since it is a defect of ours. */
  readonly defects: unknown[]
}

export const emptyBatch = (): NormalizedBatch => ({
  events: [],
  deadLetters: [],
  tallies: new Map(),
  drift: new Map(),
  defects: [],
})

export function normalizeBatch(
  records: readonly KafkaRecord[],
  source: Source,
  route: InputRoute,
  destinations: Destinations,
  tools: Tools,
  schemas: WriterSchemas,
): NormalizedBatch {
  const batch = emptyBatch()
  let offset = 0
  const onDrift: OnDrift = (dataset, kind, name) => noticeDrift(batch.drift, offset, dataset, kind, name)
  for (const record of records) {
    offset = record.offset
    const finding: Finding = { dataset: route.dataset ?? '', tenantId: '', mapper: '', onDrift }
    const normalized = normalizeRecord(record, source, route, tools, schemas, finding)
    if (normalized.ok) {
      for (const value of normalized.values) batch.events.push({ key: null, value, partition: destinations.events })
      countEvents(batch.tallies, finding.dataset, normalized.values.length)
      continue
    }
    const { reason, message: detail } = normalized.error
    const { dataset, tenantId, mapper } = finding
    const letter = deadLetter(record, source, { reason, detail, stage: 'normalizer', dataset, tenantId, mapper })
    batch.deadLetters.push({ ...letter, partition: destinations.deadLetters })
    countDeadLetter(batch.tallies, dataset, reason)
    if (normalized.cause !== undefined) batch.defects.push(normalized.cause)
  }
  return batch
}

/**
 * One partition for all of an input partition, the same for every instance and at every time: order is kept. Topics
 * begin at different partitions, so that the first partitions of many small topics do not meet in one.
 */
export function destinationOf(source: Source, partitions: number): number {
  let hash = 0x811c9dc5 // FNV-1a
  for (let i = 0; i < source.topic.length; i++) hash = Math.imul(hash ^ source.topic.charCodeAt(i), 0x01000193)
  return ((hash >>> 0) + source.partition) % partitions
}
