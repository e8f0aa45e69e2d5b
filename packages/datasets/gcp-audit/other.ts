import type { Target } from '@trailhouse/event'
import { firstAddress } from '../src/azure-monitor.ts'
import { addTarget } from '../src/fields/targets.ts'
import { firstText, object, text } from '../src/fields/text.ts'
import type { JsonRecord } from '../src/json-mapper.ts'
import type { Draft } from '../src/mapper.ts'
import { networkActivity, ocsfClass, severity, unclassified } from '../src/ocsf.ts'

/** An event of a GKE cluster: https://kubernetes.io/docs/reference/kubernetes-api/cluster-resources/event-v1/ */
export function kubernetesEventDraft(event: JsonRecord, shared: Draft): Draft {
  const about = object(event['involvedObject'] ?? event['regarding'])
  const source = object(event['source'])
  const namespace = text(about['namespace'])
  const name = text(about['name'])
  const targets: Target[] = []
  addTarget(targets, text(about['kind']), namespace === '' ? name : `${namespace}/${name}`, name)
  addTarget(targets, 'namespaces', namespace, namespace)
  const component = firstText(source['component'], event['reportingComponent'], event['reportingController'])
  return {
    ...shared,
    class_uid: ocsfClass.applicationLifecycle,
    activity_id: 99,
    severity_id: event['type'] === 'Warning' ? severity.low : shared.severity_id,
    action: firstText(event['reason'], 'Event'),
    service: 'k8s.io',
    status_detail: firstText(event['message'], event['note']),
    actor_type: component === '' ? 'unknown' : 'system',
    actor_id: component,
    actor_name: component,
    source_host: text(source['host']),
    targets,
  }
}

/** Any other entry: an HTTP request that a load balancer saw, a flow of a network, or a line of text. */
export function otherDraft(entry: JsonRecord, payload: JsonRecord, shared: Draft): Draft {
  const http = object(entry['httpRequest'])
  const connection = object(payload['connection'])
  const status = Number(text(http['status']))
  const disposition = text(payload['disposition'])
  const targets: Target[] = []
  const resource = object(entry['resource'])
  addTarget(targets, 'url', text(http['requestUrl']))
  addTarget(targets, 'Rule', text(object(payload['rule_details'])['reference']))
  addTarget(targets, firstText(resource['type'], 'resource'), nameOf(object(resource['labels'])))
  const isFlow = 'src_ip' in connection
  return {
    ...shared,
    ...(isFlow ? { class_uid: ocsfClass.networkActivity, activity_id: networkActivity.traffic } : unclassified),
    action: firstText(payload['action'], payload['event'], http['requestMethod'], logOf(entry)),
    service: text(resource['type']),
    outcome: status >= 100 ? (status < 400 ? 'success' : 'failure') : outcomes.get(disposition),
    status_code: firstText(http['status'], disposition),
    status_detail: firstText(entry['textPayload'], payload['message']),
    source: firstAddress(http['remoteIp'], connection['src_ip']),
    source_port: Number(text(connection['src_port'])) || 0,
    destination: firstAddress(http['serverIp'], connection['dest_ip']),
    destination_port: Number(text(connection['dest_port'])) || 0,
    targets,
  }
}

const outcomes = new Map<string, 'success' | 'failure'>([
  ['ALLOWED', 'success'],
  ['DENIED', 'failure'],
])

const nameOf = (labels: JsonRecord): string =>
  firstText(labels['instance_id'], labels['cluster_name'], labels['service_name'], labels['project_id'])

/** `projects/p/logs/compute.googleapis.com%2Fvpc_flows` is vpc_flows. */
function logOf(entry: JsonRecord): string {
  const name = text(entry['logName'])
  return name.slice(Math.max(name.lastIndexOf('/'), name.lastIndexOf('%2F') + 2) + 1)
}
