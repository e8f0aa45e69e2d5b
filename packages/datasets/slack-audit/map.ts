import { epochTime } from '../src/fields/epoch.ts'
import { email, firstText, list, object, text } from '../src/fields/text.ts'
import { isoTime } from '../src/fields/time.ts'
import { type JsonRecord, jsonMapper } from '../src/json-mapper.ts'
import { type Draft, MappingError } from '../src/mapper.ts'
import { severity } from '../src/ocsf.ts'
import { carriedJson } from '../src/parsers/carried-json.ts'
import { changeOf } from './change.ts'
import { classify, isKnownAction } from './classify.ts'
import { targetsOf } from './targets.ts'

/** Slack's Audit Logs API. README.md says which field comes from where. */
export default jsonMapper({
  name: 'slack-audit',
  version: 1,
  arrayMember: 'entries',
  unwrap: (record) => carriedJson(record, isEntry),
  fields: new Set(['id', 'date_create', 'action', 'actor', 'entity', 'context', 'details']),
  detects: isEntry,
  map: mapEntry,
})

function isEntry(entry: JsonRecord): boolean {
  return 'date_create' in entry && 'action' in entry && 'actor' in entry && ('entity' in entry || 'context' in entry)
}

function mapEntry(entry: JsonRecord): Draft {
  const action = text(entry['action'])
  if (action === '') throw new MappingError('MISSING_FIELD', 'action is missing: every entry has it')
  const context = object(entry['context'])
  const details = object(entry['details'])
  const failed = action.includes('_failed')
  const classification = classify(action)
  return {
    ...actorOf(object(entry['actor'])),
    ...changeOf(details),
    event_time: epochTime(entry['date_create']) ?? isoTime(entry['date_create'], 'utc'),
    event_time_raw: text(entry['date_create']),
    class_uid: classification.class_uid,
    activity_id: classification.activity_id,
    severity_id: classification.severity_id ?? (failed ? severity.low : severity.informational),
    action,
    unknown_event_type: isKnownAction(action) ? undefined : action,
    service: text(object(context['location'])['domain']) || 'slack',
    // The log holds what was done; of failures only those of logins and the like, which say so.
    outcome: failed ? 'failure' : 'success',
    status_detail: firstText(details['reason'], list(details['reason']).map(text).join(', '), details['error']),
    actor_session_id: text(context['session_id']),
    actor_credential_id: firstText(details['app_id'], object(context['app'])['id']),
    source: text(context['ip_address']),
    user_agent: text(context['ua']),
    targets: targetsOf(entry, context, details),
    source_event_id: text(entry['id']),
  }
}

/** What is in `actor` is named by its type: {"type": "user", "user": {...}}. */
function actorOf(actor: JsonRecord): Pick<Draft, 'actor_type' | 'actor_id' | 'actor_name' | 'actor_email'> {
  const type = text(actor['type'])
  const who = object(actor[type === '' ? 'user' : type])
  const id = text(who['id'])
  const name = text(who['name'])
  const address = text(who['email'])
  return {
    actor_type: id === 'USLACKBOT' ? 'system' : (actorTypes.get(type) ?? 'unknown'),
    actor_id: id,
    actor_name: name,
    actor_email: email(address) || email(name),
  }
}

const actorTypes = new Map<string, 'user' | 'service' | 'system'>([
  ['user', 'user'],
  ['app', 'service'],
  ['bot', 'service'],
  ['workflow', 'service'],
  ['system', 'system'],
  ['slack', 'system'],
])
