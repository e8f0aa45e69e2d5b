import { firstText, isObject, text } from '../src/fields/text.ts'
import { isoTime } from '../src/fields/time.ts'
import { headed } from '../src/headed.ts'
import { type JsonRecord, jsonMapper } from '../src/json-mapper.ts'
import { type Draft, MappingError } from '../src/mapper.ts'
import { severity } from '../src/ocsf.ts'
import { carriedJson } from '../src/parsers/carried-json.ts'
import { actorOf } from './actor.ts'
import { actionOf, changeOf } from './change.ts'
import { classify } from './classify.ts'
import { targetsOf } from './targets.ts'

/** Of the API and the streams, and what the log file adds: the members that `details` has there, and the logger's own. */
const fields =
  'id author_id author_name author_email author_class entity_id entity_type entity_path entity details ip_address target_id target_type target_details created_at event_type event_name severity time correlation_id meta.caller_id meta.remote_ip meta.feature_category meta.user meta.user_id meta.project meta.root_namespace meta.client_id meta.organization_id meta.http_router_rule_action meta.http_router_rule_type meta.gl_user_id class ua user_agent remote_ip change from to add remove as with failed_login custom_message action member_id expiry_from expiry_to description per_page updated_ref registration_token impersonated_by push_access_levels merge_access_levels allow_force_push code_owner_approval_required'

const events = jsonMapper({
  name: 'gitlab-audit',
  version: 1,
  unwrap: (record) => carriedJson(record, isAuditEvent),
  fields: new Set(fields.split(' ')),
  detects: isAuditEvent,
  map: mapEvent,
})

/** GitLab audit events. README.md says which field comes from where. */
export default headed(events)

function isAuditEvent(event: JsonRecord): boolean {
  return (
    'author_id' in event &&
    'entity_id' in event &&
    'entity_type' in event &&
    ('details' in event || 'target_type' in event || 'author_name' in event)
  )
}

function mapEvent(event: JsonRecord): Draft {
  // The log file has the members of `details` beside the others.
  const details = isObject(event['details']) ? event['details'] : event
  const action = actionOf(event, details)
  if (action === '') throw new MappingError('MISSING_FIELD', 'neither the type of the event nor what it says is there')
  const failed = isFailure(action, details)
  const classification = classify(action, details)
  const time = firstText(event['created_at'], event['time'])
  return {
    ...actorOf(event, details),
    ...changeOf(details),
    event_time: isoTime(time, 'utc'),
    event_time_raw: time,
    class_uid: classification.class_uid,
    activity_id: classification.activity_id,
    severity_id: classification.severity_id ?? (failed ? severity.low : severity.informational),
    action,
    service: 'gitlab',
    outcome: failed ? 'failure' : 'success',
    status_detail: firstText(details['custom_message'], details['failed_login'], details['error_message']),
    actor_credential_id: firstText(details['token_id'], details['personal_access_token_id']),
    source: firstText(event['ip_address'], details['ip_address'], event['meta.remote_ip'], event['remote_ip']),
    user_agent: firstText(event['user_agent'], details['user_agent'], event['ua']),
    targets: targetsOf(event, details),
    request_id: firstText(event['correlation_id'], details['correlation_id'], event['meta.correlation_id']),
    source_event_id: text(event['id']),
    // Every instance counts its events from 1: the time tells those of two instances apart.
    event_key: time,
  }
}

/** Audit events tell what was done; of what failed only logins, and those whose type says so. */
function isFailure(action: string, details: JsonRecord): boolean {
  if (text(details['failed_login']) !== '') return true
  return /(?:^|[_ ])fail(?:ed|ure)(?:[_ ]|$)/i.test(action.slice(0, 200))
}
