import type { Target } from '@trailhouse/event'
import { firstAddress } from '../src/azure-monitor.ts'
import { addTarget } from '../src/fields/targets.ts'
import { email, firstText, text } from '../src/fields/text.ts'
import type { JsonRecord } from '../src/json-mapper.ts'
import type { Draft } from '../src/mapper.ts'
import { apiActivity, ocsfClass, otherActivity, severity, unclassified } from '../src/ocsf.ts'
import type { Entry } from './forms.ts'

/** https://learn.microsoft.com/azure/azure-monitor/reference/tables/microsoftgraphactivitylogs */
export function graphActivityDraft(entry: Entry): Draft {
  const { shared, envelope, properties, action } = entry
  const code = Number(firstText(properties['responseStatusCode'], envelope['resultSignature']))
  const failed = code >= 400
  const targets: Target[] = []
  addTarget(targets, 'url', text(properties['requestUri']))
  addTarget(targets, 'Application', text(properties['appId']))
  addTarget(targets, 'Device', firstText(properties['deviceId'], properties['C_DeviceId']))
  const principal = principalOf(properties, envelope)
  return {
    event_time: shared.event_time,
    event_time_raw: shared.event_time_raw,
    cloud_provider: shared.cloud_provider,
    cloud_account: shared.cloud_account,
    unknown_event_type: shared.unknown_event_type,
    actor_type: principal.actor_type,
    actor_id: principal.actor_id,
    actor_name: principal.actor_name,
    actor_email: principal.actor_email,
    class_uid: ocsfClass.apiActivity,
    activity_id: methods.get(text(properties['requestMethod']).toUpperCase()) ?? otherActivity,
    severity_id: failed ? severity.low : severity.informational,
    action: firstText(action, 'Microsoft Graph Activity'),
    service: 'Microsoft Graph',
    outcome: failed ? 'failure' : code >= 100 ? 'success' : 'unknown',
    status_code: firstText(properties['responseStatusCode'], envelope['resultSignature']),
    actor_session_id: firstText(properties['sessionId'], properties['C_Sid']),
    actor_credential_id: firstText(properties['uniqueTokenId'], properties['signInActivityId']),
    source: firstAddress(properties['ipAddress'], envelope['callerIpAddress']),
    user_agent: text(properties['userAgent']),
    targets,
    request_id: firstText(properties['requestId'], envelope['correlationId']),
    trace_id: text(properties['clientRequestId']),
    source_event_id: text(properties['requestId']),
  }
}

const methods = new Map<string, number>([
  ['GET', apiActivity.read],
  ['HEAD', apiActivity.read],
  ['POST', apiActivity.create],
  ['PUT', apiActivity.update],
  ['PATCH', apiActivity.update],
  ['DELETE', apiActivity.delete],
])

function principalOf(properties: JsonRecord, envelope: JsonRecord): Draft {
  const userId = firstText(properties['userId'], properties['UserPrincipalObjectID'], properties['UserId'])
  const login = firstText(properties['userPrincipalName'], properties['UserPrincipalName'])
  if (userId !== '' || login !== '') {
    const id = firstText(userId, login)
    return { actor_type: 'user', actor_id: id, actor_name: firstText(login, userId), actor_email: email(login || id) }
  }
  const principal = firstText(properties['servicePrincipalId'], properties['appId'])
  const identity = text(envelope['identity'])
  if (principal === '') return { actor_type: 'unknown', actor_name: identity, actor_email: email(identity) }
  return { actor_type: 'service', actor_id: principal, actor_name: firstText(identity, principal) }
}

/** Global Secure Access, Azure AD B2C and the logs of Office that it enriches. */
export function otherDraft({ shared, envelope, properties, action }: Entry): Draft {
  const outcome = outcomeOf(properties, envelope)
  const targets: Target[] = []
  addTarget(
    targets,
    'Resource',
    firstText(properties['ObjectId'], properties['destinationFqdn'], properties['destinationUrl']),
  )
  addTarget(targets, 'Application', text(properties['appId']), text(properties['applicationName']))
  addTarget(targets, 'Device', text(properties['deviceId']), text(properties['deviceName']))
  const principal = principalOf(properties, envelope)
  const classification = firstAddress(properties['destinationIp']) === '' ? unclassified : traffic
  return {
    event_time: shared.event_time,
    event_time_raw: shared.event_time_raw,
    cloud_provider: shared.cloud_provider,
    cloud_account: shared.cloud_account,
    request_id: shared.request_id,
    unknown_event_type: shared.unknown_event_type,
    actor_type: principal.actor_type,
    actor_id: principal.actor_id,
    actor_name: principal.actor_name,
    actor_email: principal.actor_email,
    class_uid: classification.class_uid,
    activity_id: classification.activity_id,
    severity_id: outcome === 'failure' ? severity.low : severity.informational,
    action: firstText(properties['Operation'], action),
    service: firstText(properties['Workload'], 'Microsoft Entra ID'),
    outcome,
    status_detail: text(envelope['resultDescription']),
    source: firstAddress(
      properties['sourceIp'],
      properties['ClientIp'],
      properties['ipAddress'],
      envelope['callerIpAddress'],
    ),
    source_port: portOf(properties['sourcePort']),
    destination: firstText(properties['destinationIp'], properties['destinationFqdn']),
    destination_host: text(properties['destinationFqdn']),
    destination_port: portOf(properties['destinationPort']),
    user_agent: firstText(properties['userAgent'], properties['UserAgent']),
    targets,
    source_event_id: firstText(properties['id'], properties['Id'], properties['transactionId']),
  }
}

const traffic = { class_uid: ocsfClass.networkActivity, activity_id: 6 }
const portOf = (value: unknown): number => Number(text(value)) || 0

const successes = new Set(['0', 'success', 'succeeded', 'true', 'allow', 'allowed'])
const failures = new Set(['failure', 'failed', 'false', 'block', 'blocked', 'deny', 'denied'])

function outcomeOf(properties: JsonRecord, envelope: JsonRecord): Draft['outcome'] {
  const given = firstText(properties['ResultStatus'], properties['action'], envelope['resultType']).toLowerCase()
  return successes.has(given) ? 'success' : failures.has(given) ? 'failure' : 'unknown'
}
