import { type Members, memberReader } from '../src/fields/members.ts'
import { isObject, text } from '../src/fields/text.ts'
import type { JsonRecord } from '../src/json-mapper.ts'
import { embeddedObject } from '../src/parsers/json.ts'

export function isAuditRecord(record: JsonRecord): boolean {
  return (
    'Operation' in record &&
    'CreationTime' in record &&
    'RecordType' in record &&
    ('Workload' in record || 'UserType' in record)
  )
}

/**
 * The audit record as the Management Activity API has it, out of what else carries it: a row of
 * Search-UnifiedAuditLog (`AuditData`, JSON in text), an auditLogRecord of Microsoft Graph (`auditData`), or a row of
 * the table OfficeActivity of Log Analytics.
 */
export function recordOf(record: JsonRecord): JsonRecord {
  const carried = record['AuditData'] ?? record['auditData']
  if (isObject(carried)) return carried
  if (typeof carried === 'string') return embeddedObject(carried) ?? record
  return record['Type'] === 'OfficeActivity' ? fromLogAnalytics(record) : record
}

/** https://learn.microsoft.com/azure/azure-monitor/reference/tables/officeactivity */
function fromLogAnalytics(row: JsonRecord): JsonRecord {
  return {
    ...row,
    CreationTime: row['TimeGenerated'],
    Id: row['OfficeId'],
    Workload: row['OfficeWorkload'],
    ObjectId: row['OfficeObjectId'],
    ClientIPAddress: row['Client_IPAddress'],
    MailboxOwnerUPN: row['MailboxOwnerUPN'],
    Parameters: parsed(row['Parameters']),
    ExtendedProperties: parsed(row['ExtendedProperties']),
    ModifiedProperties: parsed(row['ModifiedProperties']),
    Members: parsed(row['Members']),
  }
}

function parsed(value: unknown): unknown {
  if (typeof value !== 'string') return value
  try {
    return JSON.parse(text(value))
  } catch {
    return undefined
  }
}

/** Members that the mapping asks for by name, of the four hundred that the workloads have between them. */
const names = [
  'Activity',
  'Actor',
  'ActorIpAddress',
  'AffectedItems',
  'AlertDisplayName',
  'AlertId',
  'AlertSeverity',
  'AppAccessContext',
  'AppId',
  'ApplicationId',
  'ClientAppId',
  'ClientIP',
  'ClientIPAddress',
  'ClientIPs',
  'ClientInfoString',
  'ClientIp',
  'ClientMachineName',
  'ClientRequestId',
  'Comments',
  'CopilotEventData',
  'CorrelationId',
  'CreationTime',
  'Data',
  'DestFolder',
  'DeviceSessionId',
  'EntityType',
  'ErrorCode',
  'ErrorMessage',
  'ErrorNumber',
  'ExchangeMetaData',
  'ExtendedProperties',
  'FileData',
  'Folder',
  'Folders',
  'Id',
  'InterSystemsId',
  'IntraSystemId',
  'IsSuccess',
  'Item',
  'ItemName',
  'ItemType',
  'LogonError',
  'LogonUserDisplayName',
  'LogonUserSid',
  'ModifiedProperties',
  'ObjectId',
  'ObjectName',
  'ObjectType',
  'Operation',
  'OrganizationId',
  'Parameters',
  'PolicyDetails',
  'RecordType',
  'RequestId',
  'ResultStatus',
  'SenderIp',
  'SessionId',
  'Severity',
  'SharePointMetaData',
  'Source',
  'SourceFileName',
  'Target',
  'UserAgent',
  'UserId',
  'UserIp',
  'UserKey',
  'UserType',
  'Workload',
] as const

export type AuditRecord = Members<(typeof names)[number]>
export const readMembers = memberReader(names)
