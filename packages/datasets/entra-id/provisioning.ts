import type { Target } from '@trailhouse/event'
import { propertiesOf, valueChanges } from '../src/azure-monitor.ts'
import { addTarget } from '../src/fields/targets.ts'
import { email, firstText, list, object, text } from '../src/fields/text.ts'
import type { JsonRecord } from '../src/json-mapper.ts'
import type { Draft } from '../src/mapper.ts'
import { accountActivity, type Classification, groupActivity, ocsfClass, otherActivity, severity } from '../src/ocsf.ts'
import type { Entry } from './forms.ts'

/** https://learn.microsoft.com/graph/api/resources/provisioningobjectsummary */
export function provisioningDraft({ shared, envelope, properties, action }: Entry): Draft {
  const verb = firstText(properties['provisioningAction'], properties['action'])
  const status = statusOf(properties)
  const error = propertiesOf(status, 'errorInformation')
  const outcome = outcomeOf(firstText(status['status'], envelope['resultType']))
  const actor = actorOf(propertiesOf(properties, 'initiatedBy'))
  const change = changeOf(properties)
  const classification = classify(verb, text(propertiesOf(properties, 'targetIdentity')['identityType']))
  return {
    event_time: shared.event_time,
    event_time_raw: shared.event_time_raw,
    cloud_provider: shared.cloud_provider,
    cloud_account: shared.cloud_account,
    source_event_id: shared.source_event_id,
    unknown_event_type: shared.unknown_event_type,
    actor_type: actor.actor_type,
    actor_id: actor.actor_id,
    actor_name: actor.actor_name,
    actor_email: actor.actor_email,
    before: change.before,
    after: change.after,
    changed: change.changed,
    class_uid: classification.class_uid,
    activity_id: classification.activity_id,
    severity_id: outcome === 'failure' ? severity.low : severity.informational,
    action: firstText(action, verb),
    service: firstText(propertiesOf(properties, 'servicePrincipal')['displayName'], 'Provisioning service'),
    outcome,
    status_code: firstText(error['errorCode'], properties['statusErrorCode']),
    status_detail: firstText(error['reason'], error['additionalDetails'], envelope['resultDescription']),
    targets: targetsOf(properties),
    request_id: text(properties['changeId']),
    trace_id: text(properties['cycleId']),
  }
}

const statusOf = (properties: JsonRecord): JsonRecord =>
  'provisioningStatusInfo' in properties
    ? propertiesOf(properties, 'provisioningStatusInfo')
    : propertiesOf(properties, 'statusInfo')

/** A step that was skipped or only gave a warning did not fail. */
function outcomeOf(status: string): Draft['outcome'] {
  const name = status.toLowerCase()
  if (name === 'success' || name === 'skipped' || name === 'warning') return 'success'
  return name === 'failure' ? 'failure' : 'unknown'
}

/** https://learn.microsoft.com/graph/api/resources/initiator */
function actorOf(initiator: JsonRecord): Draft {
  const type = firstText(initiator['initiatorType'], initiator['initiatingType']).toLowerCase()
  const name = firstText(initiator['displayName'], initiator['name'])
  return {
    actor_type: type === 'user' ? 'user' : type === 'application' ? 'service' : 'system',
    actor_id: firstText(initiator['id'], name),
    actor_name: name,
    actor_email: email(name),
  }
}

function targetsOf(properties: JsonRecord): Target[] {
  const targets: Target[] = []
  for (const member of ['targetIdentity', 'sourceIdentity', 'servicePrincipal', 'targetSystem', 'sourceSystem']) {
    const thing = propertiesOf(properties, member)
    const type = firstText(thing['identityType'], types.get(member))
    const login = text(propertiesOf(thing, 'details')['userPrincipalName'])
    addTarget(targets, type, text(thing['id']), firstText(thing['displayName'], thing['name']), login)
  }
  return targets
}

const types = new Map([
  ['servicePrincipal', 'ServicePrincipal'],
  ['targetSystem', 'System'],
  ['sourceSystem', 'System'],
])

const accountVerbs = new Map<string, number>([
  ['create', accountActivity.create],
  ['delete', accountActivity.delete],
  ['disable', accountActivity.disable],
  ['enable', accountActivity.enable],
])
const groupVerbs = new Map<string, number>([
  ['create', groupActivity.create],
  ['delete', groupActivity.delete],
])

function classify(verb: string, type: string): Classification {
  if (type.toLowerCase() === 'group') {
    return { class_uid: ocsfClass.groupManagement, activity_id: groupVerbs.get(verb.toLowerCase()) ?? otherActivity }
  }
  return { class_uid: ocsfClass.accountChange, activity_id: accountVerbs.get(verb.toLowerCase()) ?? otherActivity }
}

function changeOf(properties: JsonRecord): Draft {
  const changes = valueChanges()
  for (const entry of list(properties['modifiedProperties'])) {
    const { displayName, oldValue, newValue } = object(entry)
    changes.add(text(displayName), text(oldValue), text(newValue))
  }
  return changes.draft()
}
