import { monitorFields } from '../src/azure-monitor.ts'
import { firstText, text } from '../src/fields/text.ts'
import { type JsonRecord, jsonMapper } from '../src/json-mapper.ts'
import { type Draft, MappingError } from '../src/mapper.ts'
import { severity } from '../src/ocsf.ts'
import { actorOf } from './actor.ts'
import { classify } from './classify.ts'
import { activityFields, isAzure, readEntry, recordOf } from './forms.ts'
import { isKubeAudit, kubeAuditDraft } from './kube-audit.ts'
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

function mapRecord(record: JsonRecord): Draft | readonly Draft[] {
  const entry = readEntry(record)
  const { properties, action, resourceId } = entry
  if (action === '') throw new MappingError('MISSING_FIELD', 'operationName is missing: every record has it')
  if (isKubeAudit(entry)) return kubeAuditDraft(entry)
  const flows = 'flows' in properties ? flowDrafts(entry) : []
  if (flows.length > 0) return flows
  const actor = actorOf(record, properties)
  const result = outcomeOf(record, properties)
  const classification = classify(entry, result.outcome === 'failure')
  const atLeast = result.outcome === 'failure' ? severity.low : severity.informational
  return {
    ...entry.shared,
    ...actor.fields,
    ...result,
    ...classification,
    ...endpointsOf(entry, actor.address),
    severity_id: Math.max(classification.severity_id ?? 0, levelOf(record, properties), atLeast),
    action,
    service: entry.provider,
    user_agent: firstText(
      properties['clientInfo'],
      properties['userAgentHeader'],
      properties['userAgent'],
      properties['UserAgent'],
      properties['userAgent_s'],
    ),
    targets: targetsOf(entry, resourceId),
  }
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

function levelOf(record: JsonRecord, properties: JsonRecord): number {
  const level = text(record['level'] ?? record['Level']).toLowerCase()
  const alert = text(properties['severity'] ?? properties['Severity']).toLowerCase()
  return Math.max(levels.get(level) ?? 0, alertLevels.get(alert) ?? 0)
}
