import { classify as classifyActivity } from '../entra-id/classify.ts'
import { text } from '../src/fields/text.ts'
import { type Classification, ocsfClasses, severity } from '../src/ocsf.ts'
import { actions, words } from './actions.ts'
import type { AuditRecord } from './forms.ts'

/** Class and activity: the operation's own where the table has it, else by the record's type and the verb in its name. */
export function classify(record: AuditRecord, action: string, failed: boolean): Classification {
  const type = text(record.RecordType)
  const found = actions.get(action) ?? byRecordType(type, action) ?? byVerb(action)
  return { ...found, severity_id: severityOf(record, failed) }
}

const severities = new Map<string, number>([
  ['informational', severity.informational],
  ['low', severity.low],
  ['medium', severity.medium],
  ['high', severity.high],
])

function severityOf(record: AuditRecord, failed: boolean): number {
  const given = text(record.Severity ?? record.AlertSeverity).toLowerCase()
  return severities.get(given) ?? (failed ? severity.low : severity.informational)
}

/** AuditLogRecordType, by number and as Search-UnifiedAuditLog writes it. */
const directory = new Set(['8', 'AzureActiveDirectory'])
const signIns = new Set(['9', '15', 'AzureActiveDirectoryAccountLogon', 'AzureActiveDirectoryStsLogon'])
const dataLoss = new Set([
  ...['11', '13', '33', '63', '107', '99'],
  ...['ComplianceDLPSharePoint', 'ComplianceDLPExchange', 'ComplianceDLPSharePointClassification', 'DLPEndpoint'],
])
const findings = new Set([
  ...['28', '34', '40', '41', '47', '51', '62', '64', '98', '113'],
  ...['ThreatIntelligence', 'ThreatFinder', 'SecurityComplianceAlerts', 'ThreatIntelligenceUrl', 'HygieneEvent'],
  ...['ThreatIntelligenceAtpContent', 'Campaign', 'AirInvestigation', 'MCASAlerts', 'MS365DCustomDetection'],
])
const fileTypes = new Set([
  ...['4', '6', '7', '14', '36', '37', '54', '55', '56'],
  ...['SharePoint', 'SharePointFileOperation', 'OneDrive', 'SharePointSharingOperation', 'SharePointListOperation'],
])

function byRecordType(type: string, action: string): Classification | undefined {
  if (directory.has(type)) return classifyActivity(action.replace(/\.$/, ''), '')
  if (signIns.has(type)) return signIn
  if (dataLoss.has(type)) return leak
  if (findings.has(type)) return finding
  return fileTypes.has(type) ? fileAction(action) : undefined
}

const signIn: Classification = {
  class_uid: ocsfClasses.authentication.uid,
  activity_id: ocsfClasses.authentication.activities.logon,
}
const leak: Classification = {
  class_uid: ocsfClasses.data_security_finding.uid,
  activity_id: ocsfClasses.data_security_finding.activities.create,
}
const finding: Classification = {
  class_uid: ocsfClasses.detection_finding.uid,
  activity_id: ocsfClasses.detection_finding.activities.create,
}

const file = ocsfClasses.file_hosting.activities
const fileVerbs = { create: file.upload, read: file.open, update: file.update, delete: file.delete } as const

function fileAction(action: string): Classification {
  const verb = verbOf(action)
  return { class_uid: ocsfClasses.file_hosting.uid, activity_id: verb === undefined ? 99 : fileVerbs[verb] }
}

const web = ocsfClasses.web_resources_activity

/** Cmdlets (`Set-Mailbox`) are API calls, the rest (`ViewReport`, `MessageSent`) acts on things of a web application. */
function byVerb(action: string): Classification {
  const verb = verbOf(action)
  if (/^[A-Z][a-z]+-/.test(action)) {
    return {
      class_uid: ocsfClasses.api_activity.uid,
      activity_id: verb === undefined ? 99 : ocsfClasses.api_activity.activities[verb],
    }
  }
  return { class_uid: web.uid, activity_id: verb === undefined ? 99 : web.activities[verb] }
}

type Verb = 'create' | 'read' | 'update' | 'delete'

/** The first word of an operation's name that is a verb: of `FileAccessedExtended` it is `Accessed`. */
function verbOf(action: string): Verb | undefined {
  for (const word of action.slice(0, 100).match(/[A-Z]?[a-z]+/g) ?? []) {
    const verb = words.get(word.toLowerCase())
    if (verb !== undefined) return verb
  }
  return undefined
}
