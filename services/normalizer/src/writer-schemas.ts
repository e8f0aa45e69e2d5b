import { TrailhouseError } from '@trailhouse/errors'
import type { AvroSchema } from '@trailhouse/event'
import type { KafkaRecord, Registry } from '@trailhouse/kafka'
import type { WriterSchemas } from './read-event-record.ts'
import { retrying } from './retry.ts'

/** Writer schemas as the registry knows them, read when a record first names one. */
export type WriterSchemaSource = {
  /**
   * All schemas that the records name. A registry that cannot be asked is asked again without end, until `signal` is
   * aborted (AbortError): only its own word, given while it still knows the current schema, leaves an id out.
   */
  schemasOf(records: readonly KafkaRecord[], signal: AbortSignal): Promise<WriterSchemas>
}

export function createWriterSchemas(
  registry: Registry,
  subject: string,
  waiting: (error: TrailhouseError | undefined, signal: AbortSignal) => void,
): WriterSchemaSource {
  const known = new Map<number, AvroSchema>()
  const read = async (id: number, signal: AbortSignal) => {
    try {
      const onRetry = (error: TrailhouseError) => waiting(error, signal)
      const schema = await retrying(() => registry.schemaOf(id, subject), {
        codes: ['REGISTRY_UNAVAILABLE'],
        signal,
        onRetry,
      })
      known.set(id, schema as AvroSchema)
    } catch (error) {
      if (!(error instanceof TrailhouseError && error.code === 'SCHEMA_UNKNOWN')) throw error
    } finally {
      waiting(undefined, signal)
    }
  }
  return {
    schemasOf: async (records, signal) => {
      for (const id of schemaIds(records)) if (!known.has(id)) await read(id, signal)
      return known
    },
  }
}

/** Ids in the frames of the records; a value without a frame names none. */
export function schemaIds(records: readonly KafkaRecord[]): Set<number> {
  const ids = new Set<number>()
  let last = Number.NaN
  for (const { value } of records) {
    if (value === null || value.length < 5 || value[0] !== 0) continue
    const id = value.readInt32BE(1)
    if (id !== last) ids.add(id)
    last = id
  }
  return ids
}
