import { azureTime, embeddedValue, isEntraCategory, isEntraRecord, propertiesOf } from '../src/azure-monitor.ts'
import { firstText, text } from '../src/fields/text.ts'
import type { JsonRecord } from '../src/json-mapper.ts'
import type { Draft } from '../src/mapper.ts'

export type Kind = 'audit' | 'sign-in' | 'risk' | 'provisioning' | 'graph-activity' | 'other'

/** A record of any form, read alike: Microsoft Graph's has no envelope, and is its own properties. */
export type Entry = {
  readonly kind: Kind
  /** Category of the log in Azure Monitor, empty for Microsoft Graph. */
  readonly category: string
  /** The envelope of Azure Monitor, or the record itself. */
  readonly envelope: JsonRecord
  readonly properties: JsonRecord
  /** Operation by the envelope, empty for Microsoft Graph. */
  readonly action: string
  /** What all kinds have in common. */
  readonly shared: Draft
}

export function readEntry(record: JsonRecord): Entry {
  const inEnvelope = 'properties' in record && 'category' in record
  const properties = inEnvelope ? propertiesOf(record) : record
  const category = inEnvelope ? text(record['category']) : ''
  const kind = kindOf(category) ?? kindByShape(properties)
  const time = firstText(record['time'], inEnvelope ? undefined : record['TimeGenerated'], ...timesOf(properties))
  return {
    kind,
    category,
    envelope: record,
    properties,
    action: inEnvelope ? firstText(record['operationName'], category) : '',
    shared: {
      event_time: azureTime(time),
      event_time_raw: time,
      cloud_provider: 'azure',
      cloud_account: firstText(record['tenantId'], properties['tenantId'], properties['resourceTenantId']),
      request_id: firstText(properties['correlationId'], record['correlationId']),
      source_event_id: text(properties['id']),
      unknown_event_type: category !== '' && !isEntraCategory(category) ? category : undefined,
    },
  }
}

/** `time` of the envelope is the time of the event; Microsoft Graph has one by kind. */
function timesOf(properties: JsonRecord): unknown[] {
  return [
    properties['activityDateTime'],
    properties['createdDateTime'],
    properties['detectedDateTime'],
    properties['riskLastUpdatedDateTime'],
    properties['timeGenerated'],
    properties['lastUpdatedDateTime'],
  ]
}

function kindOf(category: string): Kind | undefined {
  const name = category.toLowerCase()
  if (name === 'auditlogs') return 'audit'
  if (name.endsWith('signinlogs')) return 'sign-in'
  if (name.startsWith('risky') || name.endsWith('riskevents')) return 'risk'
  if (name === 'provisioninglogs') return 'provisioning'
  if (name.endsWith('graphactivitylogs')) return 'graph-activity'
  return category === '' ? undefined : 'other'
}

function kindByShape(record: JsonRecord): Kind {
  if ('activityDisplayName' in record || 'targetResources' in record) return 'audit'
  if ('provisioningSteps' in record || 'provisioningAction' in record) return 'provisioning'
  if ('riskEventType' in record || 'riskLastUpdatedDateTime' in record) return 'risk'
  return 'appId' in record || 'signInEventTypes' in record ? 'sign-in' : 'other'
}

export function isEntra(record: JsonRecord): boolean {
  if ('category' in record && 'operationName' in record) return isEntraRecord(record)
  if ('activityDisplayName' in record) return 'activityDateTime' in record && 'initiatedBy' in record
  if ('provisioningSteps' in record) return 'jobId' in record && 'sourceIdentity' in record
  if ('riskEventType' in record) return 'detectedDateTime' in record
  if ('riskLastUpdatedDateTime' in record) return 'riskState' in record
  return 'createdDateTime' in record && 'conditionalAccessStatus' in record && 'status' in record
}

/** Columns of Log Analytics that hold JSON: an export may write their text. */
const dynamic = new Set(
  `additionalDetails initiatedBy targetResources status deviceDetail locationDetails mfaDetail sourceIdentity
  targetIdentity sourceSystem targetSystem servicePrincipal provisioningSteps modifiedProperties statusInfo
  provisioningStatusInfo`.split(/\s+/),
)

/** A row of a table of Log Analytics, e.g. of SigninLogs, as the record of Azure Monitor that it was made of. */
export function fromLogAnalytics(row: JsonRecord): JsonRecord {
  const table = row['Type']
  if (typeof table !== 'string' || !('TimeGenerated' in row)) return row
  const category = table.replace(/^AAD(?=[A-Z])/, '')
  if (!isEntraCategory(category)) return row
  const properties: JsonRecord = {}
  for (const [column, value] of Object.entries(row)) {
    const name = column.startsWith('IP') ? `ip${column.slice(2)}` : column.slice(0, 1).toLowerCase() + column.slice(1)
    properties[name] = dynamic.has(name) && typeof value === 'string' ? embeddedValue(value) : value
  }
  return {
    time: row['TimeGenerated'],
    operationName: firstText(row['OperationName'], row['ActivityDisplayName']),
    category,
    resultType: row['ResultType'],
    resultDescription: row['ResultDescription'],
    correlationId: row['CorrelationId'],
    identity: row['Identity'],
    tenantId: firstText(row['AADTenantId'], row['TenantId']),
    properties,
  }
}
