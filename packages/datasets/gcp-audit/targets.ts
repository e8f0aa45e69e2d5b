import type { Target } from '@trailhouse/event'
import { parametersOf, targetsOf as parameterTargets } from '../google-workspace/parameters.ts'
import { addTarget } from '../src/fields/targets.ts'
import { firstText, list, object, text } from '../src/fields/text.ts'
import type { JsonRecord } from '../src/json-mapper.ts'
import { addDelegates } from './actor.ts'
import { addMember, type Delta } from './policy.ts'

/** The resource; who was given or lost which role; what metadata and labels name; whose authority was used. */
export function targetsOf(entry: JsonRecord, payload: JsonRecord, deltas: readonly Delta[]): Target[] {
  const targets: Target[] = []
  const resource = object(entry['resource'])
  const name = text(payload['resourceName'])
  addTarget(targets, typeOf(payload, resource), name, lastPart(name))
  for (const { role, member } of deltas) {
    addMember(targets, member)
    addTarget(targets, 'Role', role)
  }
  addLabels(targets, resource)
  addWorkspace(targets, payload)
  addBigQuery(targets, object(payload['metadata']), object(payload['serviceData']))
  addViolation(targets, object(payload['metadata']))
  addBinding(targets, object(payload['request']))
  addResponse(targets, object(payload['response']))
  for (const info of list(payload['authorizationInfo'])) addAuthorized(targets, object(info))
  addDelegates(targets, object(payload['authenticationInfo']))
  return targets
}

function typeOf(payload: JsonRecord, resource: JsonRecord): string {
  const owner = /^(project|organization|folder)s\/[^/]+$/.exec(text(payload['resourceName']).slice(0, 300))
  if (owner !== null) return owner[1] ?? ''
  if (payload['serviceName'] === 'k8s.io') return objectOf(text(payload['methodName']))
  const info = object(list(payload['authorizationInfo'])[0])
  return firstText(object(info['resourceAttributes'])['type'], resource['type'], 'resource')
}

/** `io.k8s.core.v1.pods.exec.create` is about pods/exec. */
function objectOf(method: string): string {
  const found = /\.v\d\w{0,20}\.(.{1,200})\.\w+$/.exec(method.slice(0, 300))
  return found?.[1]?.replaceAll('.', '/') ?? 'k8s'
}

const lastPart = (name: string): string => name.slice(name.lastIndexOf('/') + 1)

/** Other resources that permissions were asked on. */
function addAuthorized(targets: Target[], info: JsonRecord): void {
  const name = firstText(info['resource'], object(info['resourceAttributes'])['name'])
  if (name === '' || targets.length > 50 || targets.some(({ id }) => id === name)) return
  addTarget(targets, firstText(object(info['resourceAttributes'])['type'], 'resource'), name, lastPart(name))
}

/** Labels of the monitored resource that name it. */
const labelled: readonly (readonly [string, string, string])[] = [
  ['service_account', 'unique_id', 'email_id'],
  ['gce_instance', 'instance_id', ''],
  ['gcs_bucket', '', 'bucket_name'],
  ['k8s_cluster', '', 'cluster_name'],
  ['cloudsql_database', 'database_id', ''],
  ['cloud_function', '', 'function_name'],
  ['cloud_run_revision', '', 'service_name'],
  ['role', '', 'role_name'],
  ['dataset', '', 'dataset_id'],
  ['secret', '', 'secret_id'],
]

function addLabels(targets: Target[], resource: JsonRecord): void {
  const labels = object(resource['labels'])
  for (const [type, id, name] of labelled) {
    if (id in labels || name in labels) addTarget(targets, type, text(labels[id]), text(labels[name]))
  }
}

/** Activities of Google Workspace and Cloud Identity stand in metadata.event. */
function addWorkspace(targets: Target[], payload: JsonRecord): void {
  for (const event of list(object(payload['metadata'])['event'])) {
    for (const { type, id, name } of parameterTargets(parametersOf(object(event)['parameter']))) {
      addTarget(targets, type, id, name)
    }
  }
}

/** Jobs and the tables that they read and wrote, of BigQueryAuditMetadata and the AuditData before it. */
function addBigQuery(targets: Target[], metadata: JsonRecord, serviceData: JsonRecord): void {
  const job = object(object(metadata['jobChange'] ?? metadata['jobInsertion'])['job'])
  addTarget(targets, 'bigquery.job', text(job['jobName']), lastPart(text(job['jobName'])))
  const query = object(object(job['jobConfig'])['queryConfig'])
  addTarget(targets, 'bigquery.table', text(query['destinationTable']))
  for (const table of list(object(object(job['jobStats'])['queryStats'])['referencedTables']).slice(0, maxTables)) {
    addTarget(targets, 'bigquery.table', text(table))
  }
  addTarget(targets, 'bigquery.job', text(object(metadata['tableDataRead'])['jobName']))
  addTarget(targets, 'bigquery.job', text(object(metadata['tableDataChange'])['jobName']))
  const old = object(object(serviceData['jobCompletedEvent'])['job'])
  addTarget(targets, 'bigquery.job', text(object(old['jobName'])['jobId']))
  for (const entry of list(object(old['jobStatistics'])['referencedTables']).slice(0, maxTables)) {
    const table = object(entry)
    addTarget(targets, 'bigquery.table', [table['projectId'], table['datasetId'], table['tableId']].map(text).join('.'))
  }
}

const maxTables = 50

/** https://cloud.google.com/vpc-service-controls/docs/audit-logging */
function addViolation(targets: Target[], metadata: JsonRecord): void {
  addTarget(targets, 'Service perimeter', text(object(metadata['securityPolicyInfo'])['servicePerimeterName']))
  for (const name of list(metadata['resourceNames'])) addTarget(targets, 'resource', text(name))
  for (const member of ['ingressViolations', 'egressViolations']) {
    for (const entry of list(metadata[member])) {
      const violation = object(entry)
      addTarget(targets, 'resource', text(violation['targetResource']))
      addTarget(targets, 'Service perimeter', text(violation['servicePerimeter']))
      addTarget(targets, 'Source', text(violation['source']))
    }
  }
}

/** Subjects and role of a cluster's role binding. */
function addBinding(targets: Target[], request: JsonRecord): void {
  if (!text(request['kind']).endsWith('RoleBinding')) return
  for (const entry of list(request['subjects'])) {
    const subject = object(entry)
    addTarget(targets, text(subject['kind']), text(subject['name']), text(subject['name']))
  }
  const role = object(request['roleRef'])
  addTarget(targets, text(role['kind']), text(role['name']), text(role['name']))
}

/** A service account or a key that was made says who it is. */
function addResponse(targets: Target[], response: JsonRecord): void {
  const address = text(response['email'])
  if (address !== '') addTarget(targets, 'service_account', text(response['unique_id']), address)
  if (text(response['@type']).endsWith('ServiceAccountKey'))
    addTarget(targets, 'service_account_key', text(response['name']))
}
