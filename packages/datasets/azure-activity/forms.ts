import { azureTime, isEntraRecord, propertiesOf } from '../src/azure-monitor.ts'
import { type Members, memberReader } from '../src/fields/members.ts'
import { firstText, isObject, object, text } from '../src/fields/text.ts'
import type { JsonRecord } from '../src/json-mapper.ts'
import type { Draft } from '../src/mapper.ts'

/** Members of a record, and those of its properties, that the mapping asks for by name. */
const recordMembers = [
  'Category',
  'Level',
  'OperationName',
  'ResourceId',
  'authorization',
  'caller',
  'callerIpAddress',
  'category',
  'claims',
  'correlationId',
  'description',
  'eventDataId',
  'eventTimestamp',
  'httpRequest',
  'id',
  'identity',
  'level',
  'location',
  'operationId',
  'operationName',
  'properties',
  'resourceId',
  'resourceProviderName',
  'resourceUri',
  'resultDescription',
  'resultSignature',
  'resultType',
  'status',
  'statusCode',
  'statusText',
  'subStatus',
  'subscriptionId',
  'tenantId',
  'time',
  'uri',
] as const
const propertyMembers = [
  'Action',
  'AuthId',
  'CIp',
  'ClientIp',
  'ClientPort',
  'CsHost',
  'CsMethod',
  'CsUsername',
  'DestinationIp',
  'DestinationPort',
  'Fqdn',
  'ScStatus',
  'Severity',
  'SourceIP',
  'SourceIp',
  'SourcePort',
  'Status',
  'User',
  'UserAddress',
  'UserAgent',
  'aadPrincipalId',
  'action',
  'action_name',
  'activityId',
  'clientIP',
  'clientInfo',
  'clientIp',
  'clientIpAddress',
  'clientPort',
  'client_ip',
  'conditions',
  'correlationId',
  'databaseName',
  'database_name',
  'database_principal_name',
  'entity',
  'error_code',
  'eventDataId',
  'event_subclass',
  'flows',
  'host',
  'host_name',
  'httpMethod',
  'httpStatus',
  'httpStatusCode',
  'id',
  'identity',
  'ip',
  'ipAddress',
  'log',
  'message',
  'msg',
  'objectKey',
  'object_name',
  'policies',
  'requestBody',
  'requestbody',
  'resourceLocation',
  'responseBody',
  'schema_name',
  'server_principal_name',
  'serviceRequestId',
  'session_id',
  'severity',
  'statusCode',
  'statusMessage',
  'succeeded',
  'type',
  'user',
  'userAgent',
  'userAgentHeader',
  'userAgent_s',
] as const

export type AzureRecord = Members<(typeof recordMembers)[number]>
export type Properties = Members<(typeof propertyMembers)[number]>

const readRecord = memberReader(recordMembers)
const readProperties = memberReader(propertyMembers)

/** A record of any form, read alike. */
export type Entry = {
  readonly record: AzureRecord
  readonly properties: Properties
  /** Members of the properties that the record has. */
  readonly given: JsonRecord
  /** The operation, e.g. `Microsoft.Compute/virtualMachines/write`; of SQL's audit the name of the action. */
  readonly action: string
  readonly category: string
  readonly resourceId: string
  /** `Microsoft.KeyVault`, in the case in which the record has it. */
  readonly provider: string
  readonly shared: Draft
}

/** Members that the activity log's own form and the storage logs have beside those of the envelope. */
export const activityFields: readonly string[] =
  `authorization caller channels claims description eventDataId eventName eventTimestamp submissionTimestamp id
  resourceGroupName resourceProviderName resourceProvider resourceType resourceUri operationId status subStatus
  subscriptionId httpRequest relatedEvents eventSource eventSubmissionTimestamp
  schemaVersion statusCode statusText uri protocol serviceBuild RoleLocation ReleaseVersion SourceSystem
  macAddress systemId ccpNamespace Cloud Environment UnderlayClass UnderlayName containerId hostName ActivityId
  EventName operationVersionId eventCategory hierarchy releaseVersion clientIP DeploymentVersion
  LogicalServerName SubscriptionId ResourceGroup ResourceId OperationName Category`.split(/\s+/)

export function isAzure(record: JsonRecord): boolean {
  if ('eventTimestamp' in record) return 'operationName' in record && ('claims' in record || 'subscriptionId' in record)
  if (!('operationName' in record) || !('category' in record)) return false
  if (!('time' in record) || !/^\/?subscriptions\//i.test(text(record['resourceId']))) return false
  return !isEntraRecord(record) && !othersCategories.has(text(record['category'])) && !isSqlAudit(propertiesOf(record))
}

/** Logs of pgaudit and mssql-audit. */
const othersCategories = new Set(['PostgreSQLLogs', 'SQLSecurityAuditEvents'])

/** Audit records of Azure SQL are those of SQL Server, mssql-audit's. */
const isSqlAudit = (properties: JsonRecord): boolean => 'action_id' in properties && 'succeeded' in properties

export function readEntry(whole: JsonRecord): Entry {
  const given = propertiesOf(whole)
  const record = readRecord(whole)
  const properties = readProperties(given)
  const operation = localizable(record.operationName ?? record.OperationName)
  const category = localizable(record.category ?? record.Category)
  const resourceId = firstText(record.resourceId, record.resourceUri, record.ResourceId, properties.entity)
  const time = firstText(record.time, record.eventTimestamp)
  const provider = providerOf(resourceId)
  return {
    record,
    properties,
    given,
    action: firstText(properties.action_name, properties.event_subclass, operation, category),
    category,
    resourceId,
    provider: firstText(provider, localizable(record.resourceProviderName), operation.split('/')[0], 'Azure'),
    shared: {
      event_time: azureTime(time),
      event_time_raw: time,
      cloud_provider: 'azure',
      cloud_account: firstText(
        /^\/?subscriptions\/([^/]+)/i.exec(resourceId)?.[1]?.toLowerCase(),
        record.subscriptionId,
        record.tenantId,
      ),
      cloud_region: firstText(record.location, properties.resourceLocation),
      request_id: firstText(record.correlationId, properties.correlationId, properties.activityId),
      trace_id: firstText(
        record.operationId,
        object(record.httpRequest)['clientRequestId'],
        properties.serviceRequestId,
      ),
      source_event_id: firstText(record.eventDataId, properties.eventDataId, record.id),
    },
  }
}

function providerOf(resourceId: string): string {
  const at = resourceId.toLowerCase().lastIndexOf('/providers/')
  if (at < 0) return ''
  const start = at + '/providers/'.length
  const end = resourceId.indexOf('/', start)
  return resourceId.slice(start, end < 0 ? undefined : end)
}

/** A localizable string of the activity log: `{"value": "Write", "localizedValue": "..."}`. */
export const localizable = (value: unknown): string => (isObject(value) ? text(value['value']) : text(value))

/**
 * The record out of what else carries it: an alert's webhook, Event Grid's event of a resource, or a row of the table
 * AzureActivity of Log Analytics.
 */
export function recordOf(record: JsonRecord): JsonRecord {
  const data = object(record['data'])
  const activityLog = object(data['context'])['activityLog']
  if (isObject(activityLog)) return activityLog
  if (text(record['eventType']).startsWith('Microsoft.Resources.'))
    return { ...data, eventTimestamp: record['eventTime'], id: record['id'] }
  return record['Type'] === 'AzureActivity' ? fromLogAnalytics(record) : record
}

/** https://learn.microsoft.com/azure/azure-monitor/reference/tables/azureactivity */
function fromLogAnalytics(row: JsonRecord): JsonRecord {
  return {
    eventTimestamp: row['TimeGenerated'],
    operationName: firstText(row['OperationNameValue'], row['OperationName']),
    category: firstText(row['CategoryValue'], row['Category']),
    status: firstText(row['ActivityStatusValue'], row['ActivityStatus']),
    subStatus: firstText(row['ActivitySubstatusValue'], row['ActivitySubstatus']),
    caller: row['Caller'],
    callerIpAddress: row['CallerIpAddress'],
    claims: row['Claims_d'] ?? row['Claims'],
    authorization: row['Authorization_d'] ?? row['Authorization'],
    httpRequest: row['HTTPRequest'],
    properties: row['Properties_d'] ?? row['Properties'],
    correlationId: row['CorrelationId'],
    eventDataId: row['EventDataId'],
    operationId: row['OperationId'],
    level: row['Level'],
    resourceId: firstText(row['_ResourceId'], row['ResourceId']),
    resourceProviderName: firstText(row['ResourceProviderValue'], row['ResourceProvider']),
    subscriptionId: row['SubscriptionId'],
    tenantId: row['TenantId'],
  }
}
