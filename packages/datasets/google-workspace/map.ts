import { firstAddress } from '../src/azure-monitor.ts'
import { addTarget } from '../src/fields/targets.ts'
import { email, firstText, isObject, list, object, text } from '../src/fields/text.ts'
import { isoTime } from '../src/fields/time.ts'
import { type JsonRecord, jsonMapper } from '../src/json-mapper.ts'
import { type Draft, defaultLimits, MappingError } from '../src/mapper.ts'
import { severity } from '../src/ocsf.ts'
import { changeOf } from './change.ts'
import { classify } from './classify.ts'
import { outcomeOf } from './outcome.ts'
import { first, parametersOf, targetsOf } from './parameters.ts'

/** Activities of the Admin SDK Reports API. README.md says which field comes from where. */
export default jsonMapper({
  name: 'google-workspace',
  version: 1,
  arrayMember: 'items',
  fields: new Set([
    'kind',
    'etag',
    'id',
    'actor',
    'ownerDomain',
    'ipAddress',
    'events',
    'networkInfo',
    'resourceDetails',
  ]),
  detects: isActivity,
  map: mapActivity,
})

function isActivity(record: JsonRecord): boolean {
  const id = record['id']
  return isObject(id) && 'applicationName' in id && 'time' in id && typeof record['events'] === 'object'
}

/** Each of the events of an activity is one; an activity without any is one by itself. */
function mapActivity(activity: JsonRecord): Draft | readonly Draft[] {
  const id = object(activity['id'])
  if (text(id['applicationName']) === '' && !('events' in activity)) {
    throw new MappingError('MISSING_FIELD', 'neither id.applicationName nor events is there: every activity has them')
  }
  const shared = sharedOf(activity, id)
  const { maxEvents } = defaultLimits
  if (list(activity['events']).length > maxEvents) {
    throw new MappingError('TOO_MANY_EVENTS', `the activity holds more than ${maxEvents} events`)
  }
  // Some shippers split the events of an activity, and leave one object.
  const events = isObject(activity['events']) ? [activity['events']] : list(activity['events']).filter(isObject)
  if (events.length === 0) return { ...shared, action: text(id['applicationName']), outcome: 'unknown' }
  return events.map((event, place) => eventDraft(activity, event, shared, place))
}

function sharedOf(activity: JsonRecord, id: JsonRecord): Draft {
  const actor = object(activity['actor'])
  const login = text(actor['email'])
  const app = object(actor['applicationInfo'])
  const key = text(actor['key'])
  return {
    event_time: isoTime(id['time']),
    event_time_raw: text(id['time']),
    service: firstText(id['applicationName'], 'Google Workspace'),
    actor_type: typeOf(text(actor['callerType']), login, key),
    actor_id: firstText(actor['profileId'], login, key),
    actor_name: firstText(login, key, actor['profileId']),
    actor_email: email(login),
    actor_credential_id: firstText(app['oauthClientId'], key),
    source: firstAddress(activity['ipAddress']),
    cloud_provider: 'gcp',
    cloud_account: text(id['customerId']),
    source_event_id: firstText(id['uniqueQualifier'], id['uniqQualifier']),
  }
}

function typeOf(callerType: string, login: string, key: string): Draft['actor_type'] {
  if (login.endsWith('gserviceaccount.com')) return 'service'
  if (callerType === 'KEY' || (login === '' && key !== '')) return key.includes('ANONYMOUS') ? 'unknown' : 'service'
  return login === '' && callerType !== 'USER' ? 'unknown' : 'user'
}

function eventDraft(activity: JsonRecord, event: JsonRecord, shared: Draft, place: number): Draft {
  const name = firstText(event['name'], event['type'])
  const parameters = parametersOf(event['parameters'])
  const result = outcomeOf(name, event['status'], parameters)
  const targets = targetsOf(parameters)
  for (const entry of list(activity['resourceDetails'])) {
    const resource = object(entry)
    addTarget(targets, firstText(resource['type'], 'Resource'), text(resource['id']), text(resource['title']))
  }
  const device = first(parameters, 'DEVICE_NAME')
  const classification = classify(name)
  const change = changeOf(parameters)
  return {
    event_time: shared.event_time,
    event_time_raw: shared.event_time_raw,
    service: shared.service,
    actor_type: shared.actor_type,
    actor_id: shared.actor_id,
    actor_name: shared.actor_name,
    actor_email: shared.actor_email,
    actor_credential_id: shared.actor_credential_id,
    cloud_provider: shared.cloud_provider,
    cloud_account: shared.cloud_account,
    source_event_id: shared.source_event_id,
    outcome: result.outcome,
    status_code: result.status_code,
    status_detail: result.status_detail,
    class_uid: classification.class_uid,
    activity_id: classification.activity_id,
    before: change.before,
    after: change.after,
    changed: change.changed,
    severity_id: severityOf(parameters, result.outcome === 'failure'),
    action: name,
    source: shared.source || firstAddress(first(parameters, 'ip_address', 'IP_ADDRESS', 'REMOTE_IP', 'LOCAL_IP')),
    source_host: device,
    user_agent: first(parameters, 'user_agent', 'USER_AGENT', 'BROWSER_VERSION'),
    actor_session_id: first(parameters, 'session_id', 'SESSION_ID'),
    targets,
    // The id of an activity is one with its time and its application.
    event_key: `${shared.service}/${shared.event_time_raw}/${place}`,
  }
}

const severities = new Map<string, number>([
  ['HIGH', severity.high],
  ['MEDIUM', severity.medium],
  ['LOW', severity.low],
])

function severityOf(parameters: ReturnType<typeof parametersOf>, failed: boolean): number {
  const given = first(parameters, 'severity', 'SEVERITY', 'rule_severity').toUpperCase()
  if (first(parameters, 'is_suspicious') === 'true') return severity.medium
  return severities.get(given) ?? (failed ? severity.low : severity.informational)
}
