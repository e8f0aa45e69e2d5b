import type { Target } from '@trailhouse/event'
import { addTarget } from '../src/fields/targets.ts'
import { firstText, list, object, text } from '../src/fields/text.ts'
import type { JsonRecord } from '../src/json-mapper.ts'
import type { Draft } from '../src/mapper.ts'
import { datastoreActivity, ocsfClass, otherActivity } from '../src/ocsf.ts'
import { actorOf } from './source.ts'
import { timeIn } from './time.ts'

/** BEGIN or END of a transaction, with how many rows of which tables it changed. */
export function transactionDraft(members: JsonRecord): Draft {
  const targets: Target[] = []
  addTarget(targets, 'transaction', text(members['id']))
  for (const entry of list(members['data_collections']).slice(0, 1000)) {
    addTarget(targets, 'table', text(object(entry)['data_collection']))
  }
  return {
    class_uid: ocsfClass.datastoreActivity,
    activity_id: otherActivity,
    ...actorOf(members, {}),
    event_time: timeIn(members),
    event_time_raw: text(members['ts_ms']),
    action: text(members['status']),
    service: 'debezium',
    outcome: 'success',
    targets,
    request_id: text(members['id']),
    trace_id: text(members['id']),
  }
}

const ddlActivities = new Map<string, number>([
  ['CREATE', datastoreActivity.create],
  ['ALTER', datastoreActivity.update],
  ['RENAME', datastoreActivity.update],
  ['DROP', datastoreActivity.delete],
  ['TRUNCATE', datastoreActivity.delete],
])

/** A statement that changed tables. https://debezium.io/documentation/reference/stable/connectors/mysql.html#mysql-schema-change-topic */
export function schemaChangeDraft(members: JsonRecord): Draft {
  const source = object(members['source'])
  const changes = list(members['tableChanges']).slice(0, 100).map(object)
  const verb = /^\s*([A-Za-z]{3,20})/.exec(text(members['ddl']).slice(0, 64))?.[1]?.toUpperCase() ?? ''
  const action = firstText(changes[0]?.['type'], verb, 'ddl')
  return {
    class_uid: ocsfClass.datastoreActivity,
    activity_id: ddlActivities.get(action) ?? otherActivity,
    ...actorOf(source, {}),
    event_time: timeIn(source) ?? timeIn(members),
    event_time_raw: text(members['ts_ms']),
    action,
    service: firstText(source['connector'], 'debezium'),
    outcome: 'success',
    status_detail: text(members['ddl']),
    destination_host: text(source['name']),
    targets: changedTables(members, changes, source),
    request_id: firstText(source['txId'], source['gtid']),
  }
}

/** Ids are quoted by part: `"shop"."orders"`. */
function changedTables(members: JsonRecord, changes: readonly JsonRecord[], source: JsonRecord): Target[] {
  const targets: Target[] = []
  for (const change of changes) addTarget(targets, 'table', text(change['id']).replaceAll('"', ''))
  if (changes.length === 0) addTarget(targets, 'table', text(source['table']))
  addTarget(targets, 'schema', text(members['schemaName']))
  addTarget(targets, 'database', firstText(members['databaseName'], source['db']))
  return targets
}

/** A sign of life, which moves the connector's offset. */
export const heartbeatDraft = (members: JsonRecord): Draft => ({
  class_uid: ocsfClass.datastoreActivity,
  activity_id: otherActivity,
  actor_type: 'system',
  event_time: timeIn(members),
  action: 'heartbeat',
  service: 'debezium',
  outcome: 'success',
})
