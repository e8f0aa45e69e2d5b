import { actorOf } from '../kubernetes-audit/actor.ts'
import { classify } from '../kubernetes-audit/classify.ts'
import { outcomeOf } from '../kubernetes-audit/outcome.ts'
import { targetsOf } from '../kubernetes-audit/targets.ts'
import { propertiesOf } from '../src/azure-monitor.ts'
import { addTarget } from '../src/fields/targets.ts'
import { firstText, list, object, text } from '../src/fields/text.ts'
import { isoTime } from '../src/fields/time.ts'
import type { Draft } from '../src/mapper.ts'
import { severity } from '../src/ocsf.ts'
import type { Entry } from './forms.ts'

/** AKS puts an audit event of its API server into `log`, as text. */
export function isKubeAudit({ category, properties }: Entry): boolean {
  return category.startsWith('kube-audit') && text(propertiesOf(properties, 'log')['verb']) !== ''
}

export function kubeAuditDraft({ shared, properties, resourceId }: Entry): Draft {
  const event = propertiesOf(properties, 'log')
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
  return {
    ...shared,
    ...actorOf(object(event['user'])),
    ...result,
    ...classification,
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
