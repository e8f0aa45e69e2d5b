import type { Target } from '@trailhouse/event'
import { firstAddress, unquoted, valueChanges } from '../src/azure-monitor.ts'
import { addTarget } from '../src/fields/targets.ts'
import { email, firstText, list, object, text } from '../src/fields/text.ts'
import type { JsonRecord } from '../src/json-mapper.ts'
import type { Draft } from '../src/mapper.ts'
import { severity } from '../src/ocsf.ts'
import { classify } from './classify.ts'
import type { Entry } from './forms.ts'

/** https://learn.microsoft.com/graph/api/resources/directoryaudit */
export function auditDraft({ shared, envelope, properties, action: operation }: Entry): Draft {
  const action = firstText(properties['activityDisplayName'], operation)
  const details = detailsOf(properties)
  const initiator = object(properties['initiatedBy'])
  const outcome = outcomeOf(properties, envelope)
  const actor = actorOf(initiator, envelope)
  const change = changeOf(properties)
  const classification = classify(action, firstText(properties['operationType'], properties['aADOperationType']))
  return {
    event_time: shared.event_time,
    event_time_raw: shared.event_time_raw,
    cloud_provider: shared.cloud_provider,
    cloud_account: shared.cloud_account,
    request_id: shared.request_id,
    source_event_id: shared.source_event_id,
    unknown_event_type: shared.unknown_event_type,
    actor_type: actor.actor_type,
    actor_id: actor.actor_id,
    actor_name: actor.actor_name,
    actor_email: actor.actor_email,
    actor_credential_id: actor.actor_credential_id,
    before: change.before,
    after: change.after,
    changed: change.changed,
    class_uid: classification.class_uid,
    activity_id: classification.activity_id,
    severity_id: outcome === 'failure' ? severity.low : severity.informational,
    action,
    service: firstText(properties['loggedByService'], 'Microsoft Entra ID'),
    outcome,
    status_code: codeOf(envelope),
    status_detail: firstText(properties['resultReason'], envelope['resultDescription']),
    source: firstAddress(object(initiator['user'])['ipAddress'], envelope['callerIpAddress'], details.get('ipaddr')),
    user_agent: firstText(properties['userAgent'], details.get('User-Agent')),
    targets: targetsOf(properties),
  }
}

/** additionalDetails by their key. */
function detailsOf(properties: JsonRecord): ReadonlyMap<string, string> {
  const details = new Map<string, string>()
  for (const entry of list(properties['additionalDetails'])) {
    const { key, value } = object(entry)
    details.set(text(key), text(value))
  }
  return details
}

/** auditActivityInitiator: a user or an app. Neither is the directory itself, by the name in `identity`. */
function actorOf(initiator: JsonRecord, envelope: JsonRecord): Draft {
  const user = object(initiator['user'])
  const app = object(initiator['app'])
  const login = text(user['userPrincipalName'])
  const userId = firstText(user['id'], login)
  if (userId !== '' || text(user['displayName']) !== '') {
    const name = firstText(login, user['displayName'])
    return { actor_type: 'user', actor_id: userId, actor_name: name, actor_email: email(login) }
  }
  const appId = text(app['appId'])
  const name = firstText(app['displayName'], app['servicePrincipalName'])
  const id = firstText(app['servicePrincipalId'], appId, name)
  if (id !== '') return { actor_type: 'service', actor_id: id, actor_name: name, actor_credential_id: appId }
  const identity = text(envelope['identity'])
  return { actor_type: identity.includes('@') ? 'user' : 'system', actor_name: identity, actor_email: email(identity) }
}

function outcomeOf(properties: JsonRecord, envelope: JsonRecord): Draft['outcome'] {
  const result = firstText(properties['result'], envelope['resultType'], envelope['resultSignature']).toLowerCase()
  if (result === 'success' || result === '0' || result === 'succeeded') return 'success'
  return result === '' || result === 'none' || result === 'unknownfuturevalue' ? 'unknown' : 'failure'
}

function codeOf(envelope: JsonRecord): string {
  const code = text(envelope['resultType'])
  return code === '0' || code.toLowerCase() === 'success' ? '' : code
}

/** targetResources, and what their modified properties name: the group of a member, the role that is granted. */
function targetsOf(properties: JsonRecord): Target[] {
  const targets: Target[] = []
  const resources = list(properties['targetResources'])
  for (const entry of resources) {
    const resource = object(entry)
    const type = firstText(resource['type'], resource['Type'])
    addTarget(targets, type, text(resource['id']), text(resource['userPrincipalName']), text(resource['displayName']))
  }
  for (const entry of resources) addNamed(targets, list(object(entry)['modifiedProperties']))
  return targets
}

/** Properties such as `Group.ObjectID` and `Group.DisplayName`: what they name is of the type before the point. */
const nameParts = new Map<string, 'id' | 'name'>([
  ['objectid', 'id'],
  ['id', 'id'],
  ['appid', 'id'],
  ['displayname', 'name'],
  ['upn', 'name'],
  ['value', 'name'],
  ['name', 'name'],
  ['userprincipalname', 'name'],
])

function addNamed(targets: Target[], modified: readonly unknown[]): void {
  const named = new Map<string, { id: string; names: string[] }>()
  for (const entry of modified) {
    const property = object(entry)
    const name = text(property['displayName'])
    const dot = name.indexOf('.')
    const part = dot < 1 ? undefined : nameParts.get(name.slice(dot + 1).toLowerCase())
    const value = part === undefined ? '' : firstText(unquoted(property['newValue']), unquoted(property['oldValue']))
    if (value === '') continue
    const thing = named.get(name.slice(0, dot)) ?? { id: '', names: [] }
    if (part === 'id' && thing.id === '') thing.id = value
    else thing.names.push(value)
    named.set(name.slice(0, dot), thing)
  }
  for (const [type, { id, names }] of named) addTarget(targets, type, id, ...names)
}

/** Old and new values are JSON in text. The list of updated properties is not a property. */
function changeOf(properties: JsonRecord): Draft {
  const changes = valueChanges()
  for (const resource of list(properties['targetResources'])) {
    for (const entry of list(object(resource)['modifiedProperties'])) {
      const property = object(entry)
      const name = text(property['displayName'])
      if (name !== 'Included Updated Properties') {
        changes.add(name, text(property['oldValue']), text(property['newValue']))
      }
    }
  }
  return changes.draft()
}
