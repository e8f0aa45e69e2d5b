import type { Target } from '@trailhouse/event'
import { unquoted } from '../src/azure-monitor.ts'
import { addTarget } from '../src/fields/targets.ts'
import { firstText, list, object, text } from '../src/fields/text.ts'
import type { JsonRecord } from '../src/json-mapper.ts'
import { embeddedObject } from '../src/parsers/json.ts'
import type { AuditRecord } from './forms.ts'
import { flatTargets, peopleLists } from './target-fields.ts'

/** What the record acted on: its object first, then everything and everyone that the workload's schema names. */
export function targetsOf(given: JsonRecord, record: AuditRecord): Target[] {
  const targets: Target[] = []
  const type = firstText(record.ItemType, record.EntityType, record.ObjectType, 'Object')
  const name = firstText(record.SourceFileName, record.ItemName, record.ObjectName)
  addTarget(targets, type, text(record.ObjectId), name)
  for (const place of fieldsIn(given)) fields[place]?.(targets, given)
  addDirectory(targets, record)
  addMailbox(targets, record)
  addParameters(targets, record)
  addProtection(targets, record)
  return targets
}

type AddField = (targets: Target[], record: JsonRecord) => void

const fields: readonly AddField[] = [
  ...flatTargets.map(([kind, id, one = '', two = '']): AddField => {
    return (targets, record) =>
      addTarget(targets, kind, memberText(record, id), memberText(record, one), memberText(record, two))
  }),
  ...peopleLists.map(([kind, member]): AddField => {
    return (targets, record) => addList(targets, kind, record[member])
  }),
]

const memberText = (record: JsonRecord, member: string): string => (member === '' ? '' : text(record[member]))

/** Places in `fields` by member: a record has few of the members, and asking for each costs more than for those it has. */
const placesOf = new Map<string, number[]>()
for (const [place, [, ...members]] of [...flatTargets, ...peopleLists].entries()) {
  for (const member of members) if (member) placesOf.set(member, [...(placesOf.get(member) ?? []), place])
}

function fieldsIn(record: JsonRecord): number[] {
  const found: number[] = []
  for (const member in record) {
    for (const place of placesOf.get(member) ?? none) if (!found.includes(place)) found.push(place)
  }
  return found.length < 2 ? found : found.sort((one, other) => one - other)
}

const none: readonly number[] = []

/** Members as addresses, or as objects with a name by workload. */
function addList(targets: Target[], kind: string, entries: unknown): void {
  for (const entry of list(entries)) {
    if (typeof entry === 'string') addTarget(targets, kind, text(entry))
    else {
      const thing = object(entry)
      const id = firstText(thing['UPN'], thing['ID'], thing['Id'], thing['ObjectId'], thing['RecipientEmail'])
      addTarget(
        targets,
        kind,
        id,
        text(thing['UPN']),
        firstText(thing['DisplayName'], thing['Name'], thing['RecipientName'], thing['Subject'], thing['FileName']),
      )
    }
  }
}

/** Actor and Target of the directory: ids of several kinds of the same, among them words such as `User`. */
function addDirectory(targets: Target[], record: AuditRecord): void {
  if (record.Actor === null && record.Target === null) return
  for (const member of ['Target', 'Actor'] as const) {
    for (const entry of list(record[member])) {
      const id = text(object(entry)['ID'])
      if (words.has(id) || /^(?:User|ServicePrincipal|Group)_/.test(id)) continue
      if (member === 'Target' || (id !== record.UserId && id !== record.UserKey)) addTarget(targets, member, id)
    }
  }
  addModified(targets, record.ModifiedProperties)
}

/** `Role.ObjectID` and `Role.DisplayName` name a role. */
function addModified(targets: Target[], properties: unknown): void {
  const things = new Map<string, { id: string; names: string[] }>()
  for (const entry of list(properties)) {
    const property = object(entry)
    const [kind = '', part = ''] = text(property['Name']).split('.')
    if (!ids.has(part) && !names.has(part)) continue
    const value = firstText(unquoted(property['NewValue']), unquoted(property['OldValue']))
    if (value === '' || value.length > 300) continue
    const thing = things.get(kind) ?? { id: '', names: [] }
    if (ids.has(part) && thing.id === '') thing.id = value
    else thing.names.push(value)
    things.set(kind, thing)
  }
  for (const [kind, thing] of things) addTarget(targets, kind, thing.id, ...thing.names)
}

const words = new Set(['', 'User', 'ServicePrincipal', 'Group', 'Application', 'Role', 'Device', 'Other', 'Policy'])
const ids = new Set(['ObjectID', 'AppId'])
const names = new Set(['DisplayName', 'UPN', 'TemplateId', 'Name', 'UserPrincipalName', 'ServicePrincipalNames'])

/** https://learn.microsoft.com/office/office-365-management-api/office-365-management-activity-api-schema#exchange-mailbox-schema */
function addMailbox(targets: Target[], record: AuditRecord): void {
  if (!record.Item && !record.Folder && !record.Folders && !record.AffectedItems) return
  const item = object(record.Item)
  const parent = object(item['ParentFolder'])
  addTarget(targets, 'Message', text(item['Id']), text(item['Subject']))
  addTarget(targets, 'Message', text(item['InternetMessageId']))
  addTarget(targets, 'User', text(parent['MemberSid']), text(parent['MemberUpn']))
  addTarget(targets, 'Folder', text(parent['Id']), firstText(parent['Path'], parent['Name']))
  for (const entry of list(record.AffectedItems).slice(0, maxItems)) {
    const affected = object(entry)
    addTarget(targets, 'Message', text(affected['Id']), text(affected['Subject']))
    addTarget(targets, 'Message', text(affected['InternetMessageId']))
  }
  for (const entry of list(record.Folders).slice(0, maxItems)) {
    const folder = object(entry)
    addTarget(targets, 'Folder', text(folder['Id']), text(folder['Path']))
    for (const message of list(folder['FolderItems']).slice(0, maxItems)) {
      addTarget(targets, 'Message', text(object(message)['InternetMessageId']))
    }
  }
  for (const member of ['Folder', 'DestFolder'] as const) {
    const folder = object(record[member])
    addTarget(targets, 'Folder', text(folder['Id']), firstText(folder['Path'], folder['Name']))
  }
}

/** A mailbox record may list thousands of messages: `raw` has the rest. */
const maxItems = 50

/** Parameters of a cmdlet that name whom or what it is about. */
const subjects = new Map([
  ['Identity', 'Object'],
  ['Name', 'Object'],
  ['Mailbox', 'Mailbox'],
  ['User', 'User'],
  ['Member', 'User'],
  ['Members', 'User'],
  ['Trustee', 'User'],
  ['Owner', 'User'],
  ['AccessRights', 'Permission'],
  ['Role', 'Role'],
  ['Roles', 'Role'],
  ['SecurityGroup', 'Group'],
  ['Group', 'Group'],
  ['ForwardTo', 'User'],
  ['RedirectTo', 'User'],
  ['ForwardAsAttachmentTo', 'User'],
  ['ForwardingAddress', 'User'],
  ['ForwardingSmtpAddress', 'User'],
  ['GrantSendOnBehalfTo', 'User'],
  ['WindowsEmailAddress', 'User'],
  ['MicrosoftOnlineServicesID', 'User'],
  ['UserPrincipalName', 'User'],
])

function addParameters(targets: Target[], record: AuditRecord): void {
  for (const entry of list(record.Parameters)) {
    const kind = subjects.get(text(object(entry)['Name']))
    const value = kind === undefined ? '' : text(object(entry)['Value'])
    if (kind !== undefined && value !== '') addTarget(targets, kind, value.replace(/^smtp:/i, ''))
  }
}

/** Data loss prevention, alerts and Defender. */
function addProtection(targets: Target[], record: AuditRecord): void {
  const mail = object(record.ExchangeMetaData)
  addTarget(targets, 'Message', text(mail['MessageID']), text(mail['Subject']))
  addTarget(targets, 'User', text(mail['From']))
  for (const member of ['To', 'CC', 'BCC']) addList(targets, 'User', mail[member])
  const file = object(record.SharePointMetaData)
  addTarget(targets, 'File', firstText(file['FilePathUrl'], file['FileID']), text(file['FileName']))
  addTarget(targets, 'User', text(file['From']))
  addTarget(targets, 'User', text(file['FileOwner']))
  for (const entry of list(record.PolicyDetails)) {
    const policy = object(entry)
    addTarget(targets, 'Policy', text(policy['PolicyId']), text(policy['PolicyName']))
    for (const rule of list(policy['Rules'])) {
      addTarget(targets, 'Rule', text(object(rule)['RuleId']), text(object(rule)['RuleName']))
    }
  }
  const malware = object(record.FileData)
  addTarget(targets, 'File', firstText(malware['FilePath'], malware['DocumentId']), text(malware['FileName']))
  for (const entry of list(object(record.CopilotEventData)['AccessedResources'])) {
    const resource = object(entry)
    addTarget(
      targets,
      firstText(resource['Type'], 'Resource'),
      firstText(resource['SiteUrl'], resource['ID']),
      text(resource['Name']),
    )
  }
  addAlertData(targets, record)
}

/** `Data` of an alert is JSON in text; its short names are those of users (f3u, suid, trc, tsd, mfrm, to) and files. */
function addAlertData(targets: Target[], record: AuditRecord): void {
  const data = record.Data
  if (record.AlertId === null || typeof data !== 'string') return
  const details = embeddedObject(data)
  if (details === undefined) return
  for (const member of ['f3u', 'suid', 'trc', 'tsd', 'mfrm', 'to', 'cc']) {
    for (const address of text(details[member]).split(/[,;]/)) addTarget(targets, 'User', address.trim())
  }
  addTarget(targets, 'Message', text(details['imsgid']))
  addTarget(targets, 'Entity', text(details['eid']))
}
