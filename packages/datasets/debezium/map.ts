import { jsonText } from '../src/fields/change.ts'
import { firstText, object, text } from '../src/fields/text.ts'
import { isoTime } from '../src/fields/time.ts'
import { type JsonRecord, jsonMapper, type Source } from '../src/json-mapper.ts'
import { type Draft, MappingError } from '../src/mapper.ts'
import { type Classification, datastoreActivity, ocsfClass, otherActivity } from '../src/ocsf.ts'
import { columnsOf, rowsOf } from './change.ts'
import {
  type Envelope,
  envelopeOf,
  isChange,
  isFlat,
  isHeartbeat,
  isKnownOperation,
  isSchemaChange,
  isTransaction,
} from './envelope.ts'
import { heartbeatDraft, schemaChangeDraft, transactionDraft } from './metadata.ts'
import { actorOf, targetsOf } from './source.ts'
import { timeIn } from './time.ts'

/** Debezium's change events of any table, and the messages of its other topics. README.md says which forms are known. */
export default jsonMapper({ name: 'debezium', version: 1, detects, map })

function detects(record: JsonRecord): boolean {
  const { members } = envelopeOf(record)
  if (text(record['type']).startsWith('io.debezium')) return 'specversion' in record
  return isChange(members) || isFlat(members) || isTransaction(members) || isSchemaChange(members)
}

function map(record: JsonRecord, source: Source): Draft {
  const envelope = envelopeOf(record)
  const { members } = envelope
  if (isChange(members) || 'op' in members || ('before' in members && 'after' in members))
    return changeDraft(envelope, source)
  if (isFlat(members)) return flatDraft(envelope)
  if (isTransaction(members)) return transactionDraft(members)
  if (isSchemaChange(members)) return schemaChangeDraft(members)
  if (isHeartbeat(members)) return heartbeatDraft(members)
  throw new MappingError('MALFORMED', 'the record is no message of Debezium: no op, __op, ddl or status')
}

const activities = new Map<string, number>([
  ['c', datastoreActivity.write],
  ['u', datastoreActivity.update],
  ['d', datastoreActivity.delete],
  ['r', datastoreActivity.read],
  ['t', datastoreActivity.delete],
  ['m', otherActivity],
])

const classify = (operation: string): Classification => ({
  class_uid: ocsfClass.datastoreActivity,
  activity_id: activities.get(operation) ?? otherActivity,
})

function changeDraft(envelope: Envelope, source: Source): Draft {
  const { members, event } = envelope
  // A CloudEvent without its source block has it in its attributes.
  const origin = 'source' in members ? object(members['source']) : cloudEventSource(event)
  const operation = firstText(members['op'], event['iodebeziumop'])
  const transaction = object(members['transaction'])
  const rows = rowsOf(envelope, source)
  return {
    ...classify(operation),
    ...actorOf(origin, transaction),
    event_time: timeIn(origin) ?? timeIn(members) ?? isoTime(event['time']),
    event_time_raw: firstText(members['ts_ms'], event['time']),
    action: operation,
    service: text(origin['connector']),
    outcome: 'success',
    destination_host: text(origin['name']),
    targets:
      operation === 'm' ? messageTargets(members, origin, envelope.key) : targetsOf(origin, envelope.key, rows.row),
    before: rows.before,
    after: rows.after,
    changed: rows.changed,
    ...transactionOf(origin, transaction),
    unknown_event_type: isKnownOperation(operation) ? undefined : operation,
    unknown_fields: unknownIn(members),
  }
}

/**
 * Rows of one statement can share a position in the log, so that no position names an event: the place in a transaction
 * does, where the connector is told to give it (provide.transaction.metadata).
 */
function transactionOf(origin: JsonRecord, transaction: JsonRecord): Draft {
  const id = text(transaction['id'])
  const order = text(transaction['total_order'])
  return {
    request_id: firstText(origin['txId'], origin['gtid'], origin['commit_lsn'], transaction['id']),
    trace_id: id,
    source_event_id: id === '' || order === '' ? '' : `${text(origin['name'])}/${id}/${order}`,
  }
}

/** A logical decoding message of PostgreSQL. */
function messageTargets(members: JsonRecord, origin: JsonRecord, key: JsonRecord) {
  const prefix = text(object(members['message'])['prefix'])
  const targets = targetsOf(origin, key, {})
  return prefix === '' ? targets : [{ type: 'message', id: prefix, name: prefix }, ...targets]
}

const cloudEventNames = {
  connector: 'connector',
  name: 'name',
  db: 'db',
  schema: 'schema',
  table: 'table',
  ts_ms: 'tsms',
  txId: 'txid',
}

function cloudEventSource(event: JsonRecord): JsonRecord {
  const source: JsonRecord = {}
  for (const [name, attribute] of Object.entries(cloudEventNames)) {
    const value = event[`iodebezium${attribute}`]
    if (value !== undefined) source[name] = value
  }
  return source
}

const known = new Set([
  'before',
  'after',
  'source',
  'op',
  'ts_ms',
  'ts_us',
  'ts_ns',
  'transaction',
  'message',
  'updateDescription',
  'patch',
  'filter',
  'schema',
])

function unknownIn(members: JsonRecord): string[] | undefined {
  let found: string[] | undefined
  for (const name in members) {
    if (!known.has(name)) {
      found ??= []
      found.push(name)
    }
  }
  return found
}

/** https://debezium.io/documentation/reference/stable/transformations/event-flattening.html */
function flatDraft({ members, key }: Envelope): Draft {
  const deleted = text(members['__deleted']) === 'true'
  const operation = text(members['__op']) || (deleted ? 'd' : 'u')
  const origin = flatSource(members)
  const columns = columnsOf(members)
  const row = jsonText(columns)
  return {
    ...classify(operation),
    ...actorOf(origin, {}),
    event_time: timeIn(members, '__source_') ?? timeIn(members, '__'),
    event_time_raw: firstText(members['__source_ts_ms'], members['__ts_ms']),
    action: operation,
    service: firstText(members['__connector'], members['__source_connector']),
    outcome: 'success',
    targets: targetsOf(origin, key, columns),
    ...(deleted || operation === 'd' ? { before: row } : { after: row }),
    request_id: text(origin['txId']),
    unknown_event_type: isKnownOperation(operation) ? undefined : operation,
  }
}

const flatNames = ['table', 'collection', 'db', 'schema', 'txId', 'user_name', 'user', 'username', 'thread'] as const

/** Metadata fields are named `__table` or, of the source block, `__source_table`. */
function flatSource(members: JsonRecord): JsonRecord {
  const source: JsonRecord = {}
  for (const name of flatNames) {
    const value = members[`__${name}`] ?? members[`__source_${name}`]
    if (value !== undefined) source[name] = value
  }
  return source
}
