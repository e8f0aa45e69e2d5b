import { actorOf } from '../kubernetes-audit/actor.ts'
import { classify } from '../kubernetes-audit/classify.ts'
import { outcomeOf } from '../kubernetes-audit/outcome.ts'
import { targetsOf } from '../kubernetes-audit/targets.ts'
import { propertiesOf } from '../src/azure-monitor.ts'
import { addTarget } from '../src/fields/targets.ts'
import { firstText, list, object, text } from '../src/fields/text.ts'
import { isoTime } from '../src/fields/time.ts'
import type { JsonRecord } from '../src/json-mapper.ts'
import type { Draft } from '../src/mapper.ts'
import { severity } from '../src/ocsf.ts'
import type { Entry } from './forms.ts'

/** AKS puts an audit event of its API server into `log`, as text. */
export function kubeAuditIn({ category, properties }: Entry): JsonRecord | undefined {
  if (!category.startsWith('kube-audit')) return undefined
  const event = propertiesOf(properties, 'log')
  return text(event['verb']) === '' ? undefined : event
}

export function kubeAuditDraft({ shared, resourceId }: Entry, event: JsonRecord): Draft {
  const reference = object(event['objectRef'])
  const verb = text(event['verb'])
  const result = outcomeOf(event)
  const classification = classify(verb, reference)
  const targets = targetsOf(event, reference)
  addTarget(
    targets,
    'Microsoft.ContainerService/managedClusters',
    resourceId,
    resourceId.slice(resourceId.lastIndexOf('/') + 1),
  )
  const actor = actorOf(object(event['user']))
  return {
    event_time_raw: shared.event_time_raw,
    cloud_provider: shared.cloud_provider,
    cloud_account: shared.cloud_account,
    cloud_region: shared.cloud_region,
    trace_id: shared.trace_id,
    actor_type: actor.actor_type,
    actor_id: actor.actor_id,
    actor_name: actor.actor_name,
    actor_email: actor.actor_email,
    actor_credential_id: actor.actor_credential_id,
    outcome: result.outcome,
    status_code: result.status_code,
    status_detail: result.status_detail,
    class_uid: classification.class_uid,
    activity_id: classification.activity_id,
    severity_id: Math.max(classification.severity_id ?? 0, result.outcome === 'failure' ? severity.low : 1),
    event_time: isoTime(firstText(event['stageTimestamp'], event['requestReceivedTimestamp'])) ?? shared.event_time,
    action: verb,
    service: firstText(reference['apiGroup'], 'core'),
    source: text(list(event['sourceIPs'])[0]),
    user_agent: text(event['userAgent']),
    targets,
    request_id: text(event['auditID']),
    source_event_id: text(event['auditID']),
    event_key: text(event['stage']),
  }
}
