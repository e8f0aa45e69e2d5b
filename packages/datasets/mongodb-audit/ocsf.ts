import type { Target } from '@trailhouse/event'
import { addTarget } from '../src/fields/targets.ts'
import { email, firstText, list, object, text } from '../src/fields/text.ts'
import type { JsonRecord } from '../src/json-mapper.ts'
import type { Draft } from '../src/mapper.ts'
import { severity, unclassified } from '../src/ocsf.ts'
import { classify } from './classify.ts'
import { dateOf, plainText } from './extended-json.ts'
import { addNamespace, addRoles, targetsOf } from './targets.ts'

/** https://www.mongodb.com/docs/manual/reference/audit-message/ocsf/ */
export const isOcsf = (record: JsonRecord): boolean =>
  'class_uid' in record && 'type_uid' in record && text(object(record['metadata'])['product']).startsWith('MongoDB')

/** A message in the OCSF schema. The action keeps its name in `unmapped`; without it the numbers say the class. */
export function ocsfDraft(record: JsonRecord): Draft {
  const unmapped = object(record['unmapped'])
  const api = object(record['api'])
  const action = firstText(unmapped['atype'], object(record['metadata'])['event_code'])
  const operation = text(api['operation'])
  const classification = classify(action, operation, false)
  const { time, timeText } = dateOf(record['time'])
  const result = outcomeOf(record, api)
  return {
    ...(classification ?? byNumbers(record)),
    ...(result.outcome === 'failure' && { severity_id: severity.low }),
    ...actorOf(record),
    ...endpoints(record),
    ...result,
    event_time: time,
    event_time_raw: timeText,
    action: action || operation || text(record['type_uid']),
    service: 'mongodb',
    actor_session_id: plainText(object(record['metadata'])['correlation_uid']),
    targets: ocsfTargets(record, action, unmapped),
    unknown_event_type: action !== '' && classification === undefined ? action : undefined,
  }
}

/** Classes that this version of OCSF has as well. */
function byNumbers(record: JsonRecord) {
  const class_uid = Number(text(record['class_uid']))
  return class_uid === 3002 || class_uid === 3001 || class_uid === 3005 || class_uid === 6003
    ? { class_uid, activity_id: activityOf(class_uid, Number(text(record['activity_id']))) }
    : unclassified
}

const most = new Map([
  [3001, 6],
  [3002, 2],
  [3005, 2],
  [6003, 4],
])

const activityOf = (class_uid: number, activity: number): number =>
  activity >= 1 && activity <= (most.get(class_uid) ?? 0) ? activity : 99

function outcomeOf(record: JsonRecord, api: JsonRecord): Pick<Draft, 'outcome' | 'status_code' | 'status_detail'> {
  const response = object(api['response'])
  const code = firstText(record['status_code'], response['code'])
  const status = text(record['status_id'])
  const error = firstText(record['status_detail'], response['error'], response['message'])
  const failed = status === '2' || (status !== '1' && code !== '' && code !== '0') || error !== ''
  return {
    outcome: failed ? 'failure' : status === '1' || code === '0' ? 'success' : 'unknown',
    status_code: code === '0' ? '' : code,
    status_detail: error,
  }
}

function actorOf(record: JsonRecord): Draft {
  const acting = object(object(record['actor'])['user'])
  const user = text(acting['name']) === '' ? object(record['user']) : acting
  const id = text(user['name'])
  const name = id.slice(id.indexOf('.') + 1)
  // type_id 3 is System.
  const isSystem = text(user['type_id']) === '3' || name === '__system'
  return {
    actor_type: isSystem ? 'system' : id === '' ? 'unknown' : 'user',
    actor_id: id,
    actor_name: name,
    actor_email: email(name),
  }
}

function endpoints(record: JsonRecord): Draft {
  const source = object(record['src_endpoint'])
  const destination = object(record['dst_endpoint'])
  return {
    source: firstText(source['ip'], source['hostname']),
    source_port: Number(plainText(source['port'])),
    destination: firstText(destination['ip'], destination['hostname']),
    destination_port: Number(plainText(destination['port'])),
  }
}

function ocsfTargets(record: JsonRecord, action: string, unmapped: JsonRecord): Target[] {
  const acting = text(object(object(record['actor'])['user'])['name'])
  const targets = targetsOf(action, { ...object(unmapped['param']), ...unmapped }, acting)
  const user = object(record['user'])
  const name = text(user['name'])
  if (name !== acting) addTarget(targets, 'user', name, name.slice(name.indexOf('.') + 1))
  const api = object(record['api'])
  addNamespace(targets, text(object(api['request'])['uid']))
  for (const entry of list(record['resources']).slice(0, 100)) {
    addTarget(
      targets,
      text(object(entry)['type']) || 'resource',
      text(object(entry)['name']),
      text(object(entry)['uid']),
    )
  }
  addRoles(targets, record['privileges'])
  addRoles(targets, user['groups'])
  return targets
}
