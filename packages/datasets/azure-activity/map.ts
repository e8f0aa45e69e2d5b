import { monitorFields } from '../src/azure-monitor.ts'
import { firstText, text } from '../src/fields/text.ts'
import { type JsonRecord, jsonMapper } from '../src/json-mapper.ts'
import { type Draft, MappingError } from '../src/mapper.ts'
import { severity } from '../src/ocsf.ts'
import { actorOf } from './actor.ts'
import { classify } from './classify.ts'
import { type AzureRecord, activityFields, type Entry, isAzure, type Properties, readEntry, recordOf } from './forms.ts'
import { kubeAuditDraft, kubeAuditIn } from './kube-audit.ts'
import { endpointsOf, flowDrafts } from './network.ts'
import { outcomeOf } from './outcome.ts'
import { targetsOf } from './targets.ts'

/** Azure activity log and resource logs. README.md says which field comes from where. */
export default jsonMapper({
  name: 'azure-activity',
  version: 1,
  arrayMember: ['records', 'value'],
  fields: new Set([...monitorFields, ...activityFields]),
  unwrap: recordOf,
  detects: isAzure,
  map: mapRecord,
})

function mapRecord(given: JsonRecord): Draft | readonly Draft[] {
  const entry = readEntry(given)
  const { record, properties, action, resourceId } = entry
  if (action === '') throw new MappingError('MISSING_FIELD', 'operationName is missing: every record has it')
  const kubeAudit = kubeAuditIn(entry)
  if (kubeAudit !== undefined) return kubeAuditDraft(entry, kubeAudit)
  const flows = properties.flows ? flowDrafts(entry) : []
  if (flows.length > 0) return flows
  const actor = actorOf(record, properties)
  const result = outcomeOf(record, properties)
  const classification = classify(entry, result.outcome === 'failure')
  const endpoints = endpointsOf(entry, actor.address)
  const atLeast = result.outcome === 'failure' ? severity.low : severity.informational
  const { shared } = entry
  // Written out: spreads of five objects would cost as much as all the rest of this function.
  return {
    event_time: shared.event_time,
    event_time_raw: shared.event_time_raw,
    cloud_provider: shared.cloud_provider,
    cloud_account: shared.cloud_account,
    cloud_region: shared.cloud_region,
    request_id: shared.request_id,
    trace_id: shared.trace_id,
    source_event_id: shared.source_event_id,
    actor_type: actor.fields.actor_type,
    actor_id: actor.fields.actor_id,
    actor_name: actor.fields.actor_name,
    actor_email: actor.fields.actor_email,
    actor_session_id: actor.fields.actor_session_id,
    actor_credential_id: actor.fields.actor_credential_id,
    outcome: result.outcome,
    status_code: result.status_code,
    status_detail: result.status_detail,
    class_uid: classification.class_uid,
    activity_id: classification.activity_id,
    source: endpoints.source,
    source_port: endpoints.source_port,
    source_host: endpoints.source_host,
    destination: endpoints.destination,
    destination_port: endpoints.destination_port,
    severity_id: Math.max(classification.severity_id ?? 0, levelOf(record, properties), atLeast),
    action,
    service: entry.provider,
    user_agent: firstText(
      properties.clientInfo,
      properties.userAgentHeader,
      properties.userAgent,
      properties.UserAgent,
      properties.userAgent_s,
    ),
    targets: targetsOf(entry, resourceId),
    unknown_event_type: newCategory(entry),
  }
}

/**
 * Categories of the activity log, the later ones as event hubs and Log Analytics had them first. The services' own logs
 * have categories without end: of those none is new.
 * https://learn.microsoft.com/azure/azure-monitor/platform/activity-log-schema#categories
 */
const categories = new Set(
  `administrative servicehealth resourcehealth alert autoscale security recommendation policy
  write delete action`.split(/\s+/),
)

function newCategory({ record, category }: Entry): string | undefined {
  const isNew = record.eventTimestamp && category !== '' && !categories.has(category.toLowerCase())
  return isNew ? category : undefined
}

const levels = new Map<string, number>([
  ['critical', severity.high],
  ['error', severity.medium],
  ['warning', severity.low],
  ['1', severity.high],
  ['2', severity.medium],
  ['3', severity.low],
])
const alertLevels = new Map<string, number>([
  ['high', severity.high],
  ['medium', severity.medium],
  ['low', severity.low],
])

function levelOf(record: AzureRecord, properties: Properties): number {
  const level = text(record.level ?? record.Level).toLowerCase()
  const alert = text(properties.severity ?? properties.Severity).toLowerCase()
  return Math.max(levels.get(level) ?? 0, alertLevels.get(alert) ?? 0)
}
