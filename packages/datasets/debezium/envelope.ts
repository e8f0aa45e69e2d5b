import { isObject, object, text } from '../src/fields/text.ts'
import type { JsonRecord } from '../src/json-mapper.ts'

/** Where the envelope of a change stands in a record. */
export type Envelope = {
  readonly members: JsonRecord
  readonly path: readonly string[]
  /** Key of the record, where a tool wrote it beside the value. */
  readonly key: JsonRecord
  /** Attributes of the CloudEvent around it. */
  readonly event: JsonRecord
}

/**
 * The envelope itself, in `payload` (JSON converter with schemas), in `data` of a CloudEvent, or in `value` of a tool that
 * writes key and value.
 */
export function envelopeOf(record: JsonRecord): Envelope {
  const path: string[] = []
  let members = record
  let event: JsonRecord = {}
  let key: JsonRecord = {}
  // value, data and payload can each be around the next, so that there are no more than three steps.
  for (const name of ['value', 'data', 'payload'] as const) {
    const inner = members[name]
    if (!isObject(inner) || !isWrapper(name, members)) continue
    if (name === 'data') event = members
    if (name === 'value') key = keyOf(members['key'])
    path.push(name)
    members = inner
  }
  return { members, path, key, event }
}

function isWrapper(name: string, members: JsonRecord): boolean {
  if (name === 'value') return 'key' in members || 'topic' in members
  if (name === 'data') return text(members['type']).startsWith('io.debezium')
  return 'schema' in members || Object.keys(members).length === 1
}

function keyOf(key: unknown): JsonRecord {
  const members = object(key)
  return isObject(members['payload']) ? members['payload'] : members
}

const operations = new Set(['c', 'u', 'd', 'r', 't', 'm'])

export const isKnownOperation = (operation: string): boolean => operations.has(operation)

/** A change event: `op` and the source that it comes from. */
export const isChange = (members: JsonRecord): boolean =>
  typeof members['op'] === 'string' && isObject(members['source']) && 'connector' in members['source']

/** A change that ExtractNewRecordState made flat, with its metadata as `__op`, `__table`, ... */
export const isFlat = (members: JsonRecord): boolean =>
  typeof members['__op'] === 'string' || ('__deleted' in members && ('__table' in members || '__collection' in members))

/** A message of the transaction topic. */
export const isTransaction = (members: JsonRecord): boolean =>
  (members['status'] === 'BEGIN' || members['status'] === 'END') && 'id' in members && 'data_collections' in members

/** A message of the schema change topic. */
export const isSchemaChange = (members: JsonRecord): boolean =>
  'ddl' in members && isObject(members['source']) && ('databaseName' in members || 'tableChanges' in members)

/** A message of the heartbeat topic has nothing but its time. */
export const isHeartbeat = (members: JsonRecord): boolean => {
  const keys = Object.keys(members)
  return keys.length > 0 && keys.every((key) => key === 'ts_ms' || key === 'ts_us' || key === 'ts_ns')
}
