import type { Target } from '@trailhouse/event'
import { firstAddress } from '../src/azure-monitor.ts'
import { addTarget } from '../src/fields/targets.ts'
import { email, firstText, list, object, text } from '../src/fields/text.ts'
import type { JsonRecord } from '../src/json-mapper.ts'
import type { Draft } from '../src/mapper.ts'
import { ocsfClass, ocsfClasses, severity } from '../src/ocsf.ts'
import type { Entry } from './forms.ts'

/**
 * A risk that Identity Protection found in a sign-in or an account, and the accounts at risk.
 * https://learn.microsoft.com/graph/api/resources/riskdetection, riskyuser, serviceprincipalriskdetection
 */
export function riskDraft({ shared, envelope, properties, action }: Entry): Draft {
  const state = text(properties['riskState'])
  const type = firstText(properties['riskEventType'], properties['riskType'])
  const subject = subjectOf(properties, envelope)
  return {
    event_time: shared.event_time,
    event_time_raw: shared.event_time_raw,
    cloud_provider: shared.cloud_provider,
    cloud_account: shared.cloud_account,
    request_id: shared.request_id,
    source_event_id: shared.source_event_id,
    unknown_event_type: shared.unknown_event_type,
    actor_type: subject.actor_type,
    actor_id: subject.actor_id,
    actor_name: subject.actor_name,
    actor_email: subject.actor_email,
    actor_credential_id: subject.actor_credential_id,
    class_uid: ocsfClass.detectionFinding,
    activity_id: activityOf(state),
    severity_id: severities.get(text(properties['riskLevel']).toLowerCase()) ?? severity.informational,
    action: firstText(action, type, 'Risky user'),
    service: firstText(properties['source'], 'IdentityProtection'),
    status_code: firstText(type, state),
    status_detail: text(properties['riskDetail']),
    source: firstAddress(properties['ipAddress'], envelope['callerIpAddress']),
    user_agent: userAgentOf(properties['additionalInfo']),
    targets: targetsOf(properties),
    trace_id: text(properties['requestId']),
  }
}

const severities = new Map<string, number>([
  ['low', severity.low],
  ['medium', severity.medium],
  ['high', severity.high],
])

const closed = new Set(['remediated', 'dismissed', 'confirmedSafe'])
const finding = ocsfClasses.detection_finding.activities

function activityOf(state: string): number {
  if (closed.has(state)) return finding.close
  return state === 'confirmedCompromised' ? finding.update : finding.create
}

/** A risky user is its own record: its `id` is the user's. */
function subjectOf(properties: JsonRecord, envelope: JsonRecord): Draft {
  const login = text(properties['userPrincipalName'])
  const servicePrincipal = firstText(properties['servicePrincipalId'], properties['appId'])
  const isUser = login !== '' || text(properties['userId']) !== ''
  if (!isUser && servicePrincipal !== '') {
    const name = firstText(properties['servicePrincipalDisplayName'], properties['displayName'], envelope['identity'])
    return {
      actor_type: 'service',
      actor_id: servicePrincipal,
      actor_name: name,
      actor_credential_id: text(list(properties['keyIds'])[0]),
    }
  }
  return {
    actor_type: 'user',
    actor_id: firstText(properties['userId'], properties['id']),
    actor_name: firstText(login, properties['userDisplayName'], envelope['identity']),
    actor_email: email(login),
  }
}

function targetsOf(properties: JsonRecord): Target[] {
  const targets: Target[] = []
  const userId = firstText(properties['userId'], 'userPrincipalName' in properties ? properties['id'] : undefined)
  addTarget(targets, 'User', userId, text(properties['userPrincipalName']), text(properties['userDisplayName']))
  addTarget(
    targets,
    'ServicePrincipal',
    text(properties['servicePrincipalId']),
    firstText(properties['servicePrincipalDisplayName'], properties['displayName']),
  )
  addTarget(targets, 'Application', text(properties['appId']))
  return targets
}

/** additionalInfo is JSON in text: `[{"Key":"userAgent","Value":"..."}]`. */
function userAgentOf(info: unknown): string {
  if (typeof info !== 'string' || !info.includes('userAgent')) return ''
  try {
    for (const entry of list(JSON.parse(info))) {
      if (object(entry)['Key'] === 'userAgent') return text(object(entry)['Value'])
    }
  } catch {
    // Text of another form has no user agent to find.
  }
  return ''
}
