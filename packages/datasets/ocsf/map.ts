import { firstText, list, object, text } from '../src/fields/text.ts'
import { type JsonRecord, jsonMapper, type Source } from '../src/json-mapper.ts'
import { type Draft, MappingError } from '../src/mapper.ts'
import { actionOf } from './action.ts'
import { actorOf } from './actor.ts'
import { changeOf } from './change.ts'
import { outcomeOf } from './outcome.ts'
import { targetsOf } from './targets.ts'
import { timeOf } from './time.ts'

/** Events that are OCSF already, of any 1.x class. README.md says which field comes from where. */
export default jsonMapper({
  name: 'ocsf',
  version: 1,
  arrayMember: ['Findings', 'detail.findings'],
  carrier: 4,
  unwrap: eventOf,
  detects: isOcsf,
  map: mapEvent,
})

/** Shippers put an event under `event` (Splunk's collector), `detail` (EventBridge) or `data` (CloudEvents). */
function eventOf(record: JsonRecord): JsonRecord {
  if ('class_uid' in record || 'type_uid' in record) return record
  for (const wrapper of wrappers) {
    const inner = record[wrapper]
    if (isOcsf(object(inner))) return object(inner)
  }
  return record
}

const wrappers = ['event', 'detail', 'data']

function isOcsf(event: JsonRecord): boolean {
  const metadata = object(event['metadata'])
  return typeof event['class_uid'] === 'number' && ('product' in metadata || 'version' in metadata)
}

function mapEvent(event: JsonRecord, source: Source): Draft {
  const classUid = classOf(event)
  if (classUid === 0) throw new MappingError('MISSING_FIELD', 'class_uid is missing: every OCSF event has it')
  const activityId = activityOf(event, classUid)
  const metadata = object(event['metadata'])
  const api = object(event['api'])
  const actor = object(event['actor'])
  const http = object(event['http_request'])
  const time = timeOf(event, metadata)
  const who = actorOf(event, actor, classUid)
  const result = outcomeOf(event, classUid)
  const places = placesOf(event, classUid, http)
  const cloud = cloudOf(event, actor)
  const change = changeOf(event, source)
  // Member by member: five spreads cost 1.5 us of a mapping's 14.
  return {
    actor_type: who.actor_type,
    actor_id: who.actor_id,
    actor_name: who.actor_name,
    actor_email: who.actor_email,
    actor_session_id: who.actor_session_id,
    actor_credential_id: who.actor_credential_id,
    outcome: result.outcome,
    status_code: result.status_code,
    status_detail: result.status_detail,
    source: places.source,
    source_port: places.source_port,
    source_host: places.source_host,
    destination: places.destination,
    destination_port: places.destination_port,
    destination_host: places.destination_host,
    cloud_provider: cloud.cloud_provider,
    cloud_account: cloud.cloud_account,
    cloud_region: cloud.cloud_region,
    before: change.before,
    after: change.after,
    changed: change.changed,
    event_time: time.time,
    event_time_raw: time.text,
    class_uid: classUid,
    activity_id: activityId,
    severity_id: severityOf(event),
    action: actionOf(event, classUid, activityId),
    service: firstText(object(api['service'])['name'], object(event['service'])['name'], productOf(metadata)),
    user_agent: text(http['user_agent']),
    targets: targetsOf(event, actor, classUid),
    request_id: firstText(object(api['request'])['uid'], http['uid'], metadata['correlation_uid']),
    trace_id: firstText(object(event['trace'])['uid'], object(metadata['trace'])['uid']),
    source_event_id: firstText(metadata['uid'], event['uuid']),
  }
}

/** `type_uid` is the class number times 100, plus the activity's. https://schema.ocsf.io/1.8.0/classes/base_event */
function classOf(event: JsonRecord): number {
  return uint(event['class_uid'], 0xffff_ffff) || Math.trunc(uint(event['type_uid'], 0xffff_ffff) / 100)
}

function activityOf(event: JsonRecord, classUid: number): number {
  if ('activity_id' in event && event['activity_id'] !== null) return uint(event['activity_id'], 0xffff)
  const fromType = uint(event['type_uid'], 0xffff_ffff) - classUid * 100
  return fromType > 0 && fromType < 100 ? fromType : 0
}

function uint(value: unknown, max: number): number {
  const number = typeof value === 'string' && /^\d{1,10}$/.test(value) ? Number(value) : value
  return typeof number === 'number' && Number.isInteger(number) && number >= 0 && number <= max ? number : 0
}

function severityOf(event: JsonRecord): number {
  const id = uint(event['severity_id'], 99)
  return id > 0 ? id : (severityNames.get(text(event['severity']).toLowerCase()) ?? 0)
}

const severityNames = new Map<string, number>([
  ['informational', 1],
  ['low', 2],
  ['medium', 3],
  ['high', 4],
  ['critical', 5],
  ['fatal', 6],
  ['other', 99],
])

/** Where it came from and went to. The device is where an event on a host, or a logon to one, happened. */
function placesOf(event: JsonRecord, classUid: number, http: JsonRecord): Draft {
  const source = object(event['src_endpoint'])
  const destination = object(event['dst_endpoint'])
  const device = onDevice(classUid, event) ? object(event['device']) : {}
  return {
    source: firstText(source['ip'], source['hostname'], source['domain'], list(http['x_forwarded_for'])[0]),
    source_port: portOf(source['port']),
    source_host: firstText(source['hostname'], source['name']),
    destination: firstText(destination['ip'], device['ip']),
    destination_port: portOf(destination['port']),
    destination_host: firstText(
      destination['hostname'],
      destination['domain'],
      destination['name'],
      device['hostname'],
      device['name'],
    ),
  }
}

const onDevice = (classUid: number, event: JsonRecord): boolean =>
  categoryOf(classUid) === 1 || (categoryOf(classUid) === 3 && !('dst_endpoint' in event))

/** Classes of an extension have its number in front: 201001 is the Windows extension's 1001. */
const categoryOf = (classUid: number): number => Math.trunc((classUid % 100_000) / 1000)

const portOf = (value: unknown): number | undefined => uint(value, 65_535) || undefined

function cloudOf(event: JsonRecord, actor: JsonRecord): Draft {
  const cloud = object(event['cloud'])
  const user = object(actor['user'])
  return {
    cloud_provider: text(cloud['provider']).toLowerCase(),
    cloud_account: firstText(
      object(cloud['account'])['uid'],
      cloud['account_uid'],
      cloud['project_uid'],
      object(user['account'])['uid'],
    ),
    cloud_region: firstText(cloud['region'], cloud['zone']),
  }
}

function productOf(metadata: JsonRecord): string {
  const product = object(metadata['product'])
  return firstText(product['name'], product['vendor_name'])
}
