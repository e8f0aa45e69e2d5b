import { TrailhouseError } from '@trailhouse/errors'
import { type AvroSchema, auditEventSchema, readWriterSchema, schemaFingerprint } from '@trailhouse/event'
import type { KafkaRecord, Registry } from '@trailhouse/kafka'
import type { WriterSchemas } from './read-event-record.ts'
import { retrying } from './retry.ts'

/** Writer schemas as the registry knows them, read when a record first names one. */
export type WriterSchemaSource = {
  /**
   * The schemas of audit events that the records name. A registry that cannot be asked is asked again without end, until
   * `signal` is aborted (AbortError): only its own word, given while it still knows the current schema, leaves an id
   * out. Throws TrailhouseError WRITER_SCHEMA_NEWER for a schema with a field that this version would lose.
   */
  schemasOf(records: readonly KafkaRecord[], signal: AbortSignal): Promise<WriterSchemas>
}

/** Of known and of unknown ids; more are forgotten, the oldest first, so that hostile ids take no memory. */
const keptIds = 1_000
const unknownForMs = 60_000

type Waiting = (error: TrailhouseError | undefined, signal: AbortSignal) => void

/** `waiting` is told of each failed attempt for an ownership, and with undefined when it waits no more. */
export function createWriterSchemas(
  registry: Pick<Registry, 'schemaOf'>,
  subject: string,
  waiting: Waiting,
  now: () => number = () => performance.now(),
): WriterSchemaSource {
  const known = new Map<number, AvroSchema>()
  /** When each is asked for again. */
  const unknown = new Map<number, number>()
  const schemaOf = async (id: number, signal: AbortSignal): Promise<AvroSchema | undefined> => {
    const schema = known.get(id)
    if (schema !== undefined || now() < (unknown.get(id) ?? 0)) return schema
    const answer = await ask(registry, id, { subject, waiting, signal })
    if (answer === undefined) keep(unknown, id, now() + unknownForMs)
    else keep(known, id, answer)
    return answer
  }
  return {
    schemasOf: async (records, signal) => {
      const found = new Map<number, AvroSchema>()
      for (const id of schemaIds(records)) {
        const schema = await schemaOf(id, signal)
        if (schema !== undefined) found.set(id, schema)
      }
      return found
    },
  }
}

type Question = { readonly subject: string; readonly waiting: Waiting; readonly signal: AbortSignal }

/** undefined: the registry does not know the id, or it is no schema of an audit event. */
async function ask(
  registry: Pick<Registry, 'schemaOf'>,
  id: number,
  { subject, waiting, signal }: Question,
): Promise<AvroSchema | undefined> {
  const onRetry = (error: TrailhouseError) => waiting(error, signal)
  try {
    const codes = ['REGISTRY_UNAVAILABLE'] as const
    return readable(await retrying(() => registry.schemaOf(id, subject), { codes, signal, onRetry }))
  } catch (error) {
    if (error instanceof TrailhouseError && notAnEvent.has(error.code)) return undefined
    throw error
  } finally {
    waiting(undefined, signal)
  }
}

function keep<T>(kept: Map<number, T>, id: number, value: T): void {
  const [oldest] = kept.keys()
  if (kept.size >= keptIds && oldest !== undefined) kept.delete(oldest)
  kept.set(id, value)
}

const notAnEvent: ReadonlySet<string> = new Set(['SCHEMA_UNKNOWN', 'SCHEMA_INCOMPATIBLE'])

const current = schemaFingerprint(auditEventSchema)

/** The current schema as one object: it is decoded without a resolver. */
function readable(schema: AvroSchema): AvroSchema {
  if (schemaFingerprint(schema) === current) return auditEventSchema
  readWriterSchema(schema)
  return schema
}

/** Ids in the frames of the records; a value without a frame names none. */
function schemaIds(records: readonly KafkaRecord[]): Set<number> {
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
