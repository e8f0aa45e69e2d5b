import type { Target } from '@trailhouse/event'
import { firstAddress, propertiesOf } from '../src/azure-monitor.ts'
import { addTarget } from '../src/fields/targets.ts'
import { email, firstText, text } from '../src/fields/text.ts'
import type { JsonRecord } from '../src/json-mapper.ts'
import type { Draft } from '../src/mapper.ts'
import { authenticationActivity, ocsfClass, severity } from '../src/ocsf.ts'
import type { Entry } from './forms.ts'

/** https://learn.microsoft.com/graph/api/resources/signin */
export function signInDraft({ shared, envelope, properties, action }: Entry): Draft {
  const status = propertiesOf(properties, 'status')
  const code = firstText(status['errorCode'], envelope['resultType'])
  const outcome = code === '' ? 'unknown' : code === '0' ? 'success' : 'failure'
  const actor = actorOf(properties, envelope)
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
    class_uid: ocsfClass.authentication,
    activity_id: authenticationActivity.logon,
    severity_id: severityOf(properties, outcome),
    action: firstText(action, 'Sign-in activity'),
    service: firstText(properties['appDisplayName'], properties['resourceDisplayName'], 'Microsoft Entra ID'),
    outcome,
    status_code: code === '0' ? '' : code,
    status_detail: outcome === 'failure' ? reasonOf(status, envelope) : '',
    actor_session_id: text(properties['sessionId']),
    source: firstAddress(properties['ipAddress'], envelope['callerIpAddress']),
    user_agent: firstText(properties['userAgent'], propertiesOf(properties, 'deviceDetail')['browser']),
    targets: targetsOf(properties),
    trace_id: text(properties['originalRequestId']),
  }
}

/** The user; in the logs of service principals and managed identities the principal. */
function actorOf(properties: JsonRecord, envelope: JsonRecord): Draft {
  const login = firstText(
    properties['userPrincipalName'],
    properties['alternateSignInName'],
    properties['signInIdentifier'],
  )
  const userId = text(properties['userId'])
  if (login !== '' || userId !== '') {
    return {
      actor_type: 'user',
      actor_id: firstText(userId, login),
      actor_name: firstText(login, properties['userDisplayName'], envelope['identity']),
      actor_email: email(login),
      actor_credential_id: text(properties['uniqueTokenIdentifier']),
    }
  }
  const principal = firstText(properties['servicePrincipalId'], properties['appId'])
  return {
    actor_type: principal === '' ? 'unknown' : 'service',
    actor_id: principal,
    actor_name: firstText(properties['servicePrincipalName'], properties['appDisplayName'], envelope['identity']),
    actor_credential_id: firstText(
      properties['servicePrincipalCredentialKeyId'],
      properties['federatedCredentialId'],
      properties['uniqueTokenIdentifier'],
    ),
  }
}

function reasonOf(status: JsonRecord, envelope: JsonRecord): string {
  const reason = text(status['failureReason'])
  return firstText(reason === 'Other.' ? '' : reason, envelope['resultDescription'], status['additionalDetails'])
}

function severityOf(properties: JsonRecord, outcome: string): number {
  const risk = text(properties['riskLevelDuringSignIn']).toLowerCase()
  if (risk === 'high') return severity.high
  if (risk === 'medium') return severity.medium
  return outcome === 'failure' ? severity.low : severity.informational
}

/** The application that asks, the resource that it asks for, the account by all of its names, and the device. */
function targetsOf(properties: JsonRecord): Target[] {
  const targets: Target[] = []
  const device = propertiesOf(properties, 'deviceDetail')
  addTarget(targets, 'Application', text(properties['appId']), text(properties['appDisplayName']))
  addTarget(
    targets,
    'Resource',
    firstText(properties['resourceIdentity'], properties['resourceId'], properties['resourceServicePrincipalId']),
    text(properties['resourceDisplayName']),
  )
  addTarget(
    targets,
    'User',
    text(properties['userId']),
    text(properties['userPrincipalName']),
    text(properties['alternateSignInName']),
    text(properties['userDisplayName']),
  )
  addTarget(
    targets,
    'ServicePrincipal',
    text(properties['servicePrincipalId']),
    text(properties['servicePrincipalName']),
  )
  addTarget(targets, 'Device', text(device['deviceId']), text(device['displayName']))
  return targets
}
