import type { Target } from '@trailhouse/event'
import { addTarget } from '../src/fields/targets.ts'
import { list, object, text } from '../src/fields/text.ts'

/** Values of an event's parameters by name; a parameter of several values has them all. */
export type Parameters = ReadonlyMap<string, readonly string[]>

/**
 * Reads the parameters of an activity of the Reports API, or of the same as Cloud Logging writes it (multiStrValue).
 * Of a message the parameters within count as the event's own.
 */
export function parametersOf(entries: unknown): Parameters {
  const parameters = new Map<string, string[]>()
  for (const entry of list(entries)) addParameter(parameters, object(entry), 0)
  return parameters
}

function addParameter(parameters: Map<string, string[]>, entry: Record<string, unknown>, depth: number): void {
  const name = text(entry['name'])
  const values = [entry['value'], entry['intValue'], entry['boolValue']].map(text).filter((value) => value !== '')
  for (const member of ['multiValue', 'multiStrValue', 'multiIntValue']) {
    if (member in entry) for (const value of list(entry[member])) if (text(value) !== '') values.push(text(value))
  }
  const known = parameters.get(name)
  if (known !== undefined) for (const value of values) known.push(value)
  else if (name !== '' && values.length > 0) parameters.set(name, values)
  if (depth > 3 || !('messageValue' in entry || 'multiMessageValue' in entry)) return
  for (const message of [entry['messageValue'], ...list(entry['multiMessageValue'])]) {
    for (const inner of list(object(message)['parameter'])) addParameter(parameters, object(inner), depth + 1)
  }
}

export const first = (parameters: Parameters, ...names: readonly string[]): string => {
  for (const name of names) {
    const value = parameters.get(name)?.[0]
    if (value !== undefined) return value
  }
  return ''
}

/**
 * What was acted on, by the parameters that name it: type, parameter of the id, parameter of the name. The first that an
 * event has is its primary target.
 */
const things: readonly (readonly [string, string, string?])[] = [
  ['Document', 'doc_id', 'doc_title'],
  ['User', 'USER_EMAIL'],
  ['User', 'user_email'],
  ['Group', 'GROUP_EMAIL'],
  ['Group', 'group_email'],
  ['Group', 'group_id'],
  ['Calendar event', 'event_id', 'event_title'],
  ['Calendar', 'calendar_id'],
  ['Room', 'room_id', 'room_name'],
  ['Message', 'message_id'],
  ['Application', 'client_id', 'app_name'],
  ['Application', 'OAUTH2_APP_ID', 'OAUTH2_APP_NAME'],
  ['Application', 'APP_ID', 'APP_NAME'],
  ['Application', 'app_id'],
  ['Application', 'APPLICATION_NAME'],
  ['Application', 'application_name'],
  ['API client', 'API_CLIENT_NAME'],
  ['Device', 'DEVICE_ID'],
  ['Device', 'device_id', 'device_model'],
  ['Device', 'DIRECTORY_DEVICE_ID', 'DEVICE_NAME'],
  ['Device', 'DEVICE_SERIAL_NUMBER'],
  ['Device', 'serial_number'],
  ['Meeting', 'conference_id', 'meeting_code'],
  ['Message', 'rfc2822_message_id', 'subject'],
  ['Matter', 'matter_id', 'matter_name'],
  ['Note', 'note_name'],
  ['Asset', 'ASSET_ID', 'ASSET_NAME'],
  ['Course', 'course_id', 'course_title'],
  ['Takeout', 'takeout_job_id'],
  ['Attachment', 'attachment_name'],
  ['Device', 'SERIAL_NUMBER', 'DEVICE_MODEL'],
  ['Rule', 'rule_resource_name', 'rule_name'],
  ['Rule', 'RULE_NAME'],
  ['Alert', 'ALERT_ID', 'ALERT_NAME'],
  ['Alert', 'alert_id'],
  ['Resource', 'resource_id', 'resource_title'],
  ['Role', 'ROLE_ID', 'ROLE_NAME'],
  ['Privilege', 'PRIVILEGE_NAME'],
  ['Setting', 'SETTING_NAME'],
  ['Domain', 'DOMAIN_NAME'],
  ['Domain', 'DOMAIN_ALIAS'],
  ['Organizational unit', 'ORG_UNIT_NAME'],
  ['Organizational unit', 'orgunit_path'],
  ['Product', 'PRODUCT_NAME'],
  ['Shared drive', 'shared_drive_id', 'shared_drive_name'],
  ['Policy', 'POLICY_NAME'],
  ['Application', 'CAA_APPLICATION'],
  ['Device', 'CAA_DEVICE_ID'],
  ['Access level', 'CAA_ACCESS_LEVEL_APPLIED'],
]

/** Parameters that name people, groups or accounts beside the thing itself, in the case of the application's log. */
const people = new Set(
  `affected_email_address owner target_user target_users old_owner new_owner member member_email members user
  email_forwarding_destination_address grantee_email event_guest organizer_calendar_id subscriber_calendar_id
  recipient_email organizer_email identifier display_name target_email target_display_names target target_domain actor
  resource_owner_email resource_recipients recipients triggered_user_emails sender impersonated_user attendees
  invited_email user_id account_id owner_email address from_header_address flattened_destinations impacted_users
  takeout_initiator OWNER_EMAIL TARGET_USER_EMAIL PARENT_WORKSPACE_OWNER EMAIL USER_NICKNAME NEW_USER_EMAIL OLD_USER_EMAIL DEVICE_USER MANAGED_USER TARGET_USER
  TRIGGER_SOURCE_OWNER CHROME_PROFILE_NAME PROFILE_USER_NAME FULLY_QUALIFIED_EMAIL USER_CUSTOM_FIELD EMAIL_MONITOR_DEST_EMAIL
  EMAIL_EXPORT_INCLUDE_DELETED RESOURCE_IDENTIFIER RESOURCE_NAME GATEWAY_NAME NEW_GROUP_EMAIL ALIAS MEMBER_EMAIL
  INVESTIGATION_OBJECT_IDENTIFIER BULK_EMAIL_USER destination_email delegate_email delegator_email signer_email`.split(
    /\s+/,
  ),
)

export function targetsOf(parameters: Parameters): Target[] {
  const targets: Target[] = []
  for (const [type, id, name] of things) {
    const idValue = first(parameters, id)
    if (idValue !== '') addTarget(targets, type, idValue, name === undefined ? '' : first(parameters, name))
    else if (name !== undefined) addTarget(targets, type, '', first(parameters, name))
  }
  for (const [parameter, values] of parameters) {
    if (!people.has(parameter)) continue
    for (const value of values.slice(0, maxPeople)) if (value !== '-') addTarget(targets, 'Account', value)
  }
  return targets
}

/** A calendar event may have thousands of guests: `raw` has the rest. */
const maxPeople = 100
