import { isObject, text } from '../src/fields/text.ts'
import type { Fields } from './record.ts'

/** A message of megabytes tells no more than its first 32 KiB. */
const maxMessage = 32_768

/**
 * The fields of an event from its rendered English message, or from what a shipper made of it: `Subject:` and below it
 * `Account Name:  ada`, as an object of objects (OpenTelemetry), or as `subject.account_name` (fluentd).
 */
export function messageFields(message: string | Fields): Map<string, unknown> {
  const fields = new Map<string, unknown>()
  if (typeof message === 'string') addMessage(fields, message)
  else addMembers(fields, message)
  return fields
}

/** Adds what a message says to the fields that are known without it. */
export function addMessage(fields: Map<string, unknown>, message: string): void {
  const end = Math.min(message.length, maxMessage)
  let section = ''
  let colon = -1
  for (let start = 0; start < end; ) {
    const newline = message.indexOf('\n', start)
    const lineEnd = newline < 0 ? end : Math.min(newline, end)
    if (colon < start) colon = message.indexOf(':', start)
    if (colon < 0) return
    const indented = message.charCodeAt(start) <= 32
    const label = colon < lineEnd ? message.slice(start, colon).trim() : ''
    const value = colon < lineEnd ? message.slice(colon + 1, lineEnd).trim() : ''
    if (value === '' && !indented && colon < lineEnd && label.length <= 64) section = label
    else if (colon < lineEnd && label.length <= 64) add(fields, indented ? section : '', label, value)
    start = lineEnd + 1
  }
}

function addMembers(fields: Map<string, unknown>, members: Fields): void {
  for (const name in members) {
    const value = members[name]
    if (isObject(value)) for (const label in value) add(fields, name, label, text(value[label]))
    else {
      const dot = name.indexOf('.')
      add(fields, dot < 0 ? '' : name.slice(0, dot), name.slice(dot + 1), text(value))
    }
  }
}

function add(fields: Map<string, unknown>, section: string, label: string, value: string): void {
  const field = fieldOf(section, label)
  fields.set(field, fields.get(field) ?? value)
}

/** Sections and labels of Windows's messages are some hundred: each is looked up once. */
const known = new Map<string, Map<string, string>>()
/** A record of made-up labels costs the others their place, not memory. */
const maxKnown = 4096
let knownLabels = 0

function fieldOf(section: string, label: string): string {
  const field = known.get(section)?.get(label)
  if (field !== undefined) return field
  if (knownLabels >= maxKnown) {
    known.clear()
    knownLabels = 0
  }
  knownLabels += 1
  const labels = known.get(section) ?? new Map<string, string>()
  const found = lookUp(section, label)
  known.set(section, labels.set(label, found))
  return found
}

function lookUp(section: string, label: string): string {
  const place = key(section)
  const name = key(label)
  return ofAccount(sections.get(place), name) ?? names.get(`${place}/${name}`) ?? names.get(name) ?? label
}

/** `Security ID`, `security_id` and `SecurityId` are one. */
const key = (label: string): string => label.toLowerCase().replace(/[^a-z0-9]/g, '')

/** Whose the names below a heading are. */
const sections = new Map([
  ['subject', 'Subject'],
  ['newlogon', 'Target'],
  ['accountforwhichlogonfailed', 'Target'],
  ['accountwhosecredentialswereused', 'Target'],
  ['targetaccount', 'Target'],
  ['targetsubject', 'Target'],
  ['newaccount', 'Target'],
  ['newcomputeraccount', 'Target'],
  ['computeraccountthatwaschanged', 'Target'],
  ['targetcomputer', 'Target'],
  ['accountthatwaslockedout', 'Target'],
  ['accountinformation', 'Target'],
  ['account', 'Target'],
  ['user', 'Target'],
  ['group', 'Target'],
  ['newgroup', 'Target'],
  ['deletedgroup', 'Target'],
  ['accountmodified', 'Target'],
  ['member', 'Member'],
])

function ofAccount(whose: string | undefined, label: string): string | undefined {
  if (whose === undefined) return undefined
  if (whose === 'Member')
    return label === 'securityid' ? 'MemberSid' : label === 'accountname' ? 'MemberName' : undefined
  const part = accountParts.get(label)
  return part === undefined ? undefined : `${whose}${part}`
}

const accountParts = new Map([
  ['securityid', 'UserSid'],
  ['userid', 'UserSid'],
  ['accountname', 'UserName'],
  ['username', 'UserName'],
  ['groupname', 'UserName'],
  ['accountdomain', 'DomainName'],
  ['domain', 'DomainName'],
  ['groupdomain', 'DomainName'],
  ['suppliedrealmname', 'DomainName'],
  ['logonid', 'LogonId'],
])

const names = new Map([
  ['logontype', 'LogonType'],
  ['logonaccount', 'TargetUserName'],
  ['accountname', 'AccountName'],
  ['sourceworkstation', 'Workstation'],
  ['workstationname', 'WorkstationName'],
  ['sourcenetworkaddress', 'IpAddress'],
  ['clientaddress', 'ClientAddress'],
  ['networkaddress', 'IpAddress'],
  ['clientport', 'IpPort'],
  ['port', 'IpPort'],
  ['clientname', 'ClientName'],
  ['networkinformation/sourceaddress', 'SourceAddress'],
  ['sourceaddress', 'IpAddress'],
  ['sourceport', 'SourcePort'],
  ['destinationaddress', 'DestAddress'],
  ['destinationport', 'DestPort'],
  ['direction', 'Direction'],
  ['status', 'Status'],
  ['substatus', 'SubStatus'],
  ['failurereason', 'FailureReason'],
  ['resultcode', 'Status'],
  ['failurecode', 'Status'],
  ['errorcode', 'Status'],
  ['preauthenticationtype', 'PreAuthType'],
  ['servicename', 'ServiceName'],
  ['serviceid', 'ServiceSid'],
  ['servicefilename', 'ServiceFileName'],
  ['serviceaccount', 'AccountName'],
  ['targetservername', 'TargetServerName'],
  ['objectname', 'ObjectName'],
  ['objecttype', 'ObjectType'],
  ['objectserver', 'ObjectServer'],
  ['objectvaluename', 'ObjectValueName'],
  ['handleid', 'HandleId'],
  ['accessmask', 'AccessMask'],
  ['sharename', 'ShareName'],
  ['relativetargetname', 'RelativeTargetName'],
  ['taskname', 'TaskName'],
  ['newprocessname', 'NewProcessName'],
  ['newprocessid', 'NewProcessId'],
  ['processcommandline', 'CommandLine'],
  ['creatorprocessname', 'ParentProcessName'],
  ['processname', 'ProcessName'],
  ['callerprocessname', 'ProcessName'],
  ['applicationname', 'Application'],
  ['privileges', 'PrivilegeList'],
  ['requester', 'Requester'],
  ['requestid', 'RequestId'],
  ['dn', 'ObjectDN'],
  ['guid', 'ObjectGUID'],
  ['class', 'ObjectClass'],
  ['ldapdisplayname', 'AttributeLDAPDisplayName'],
  ['value', 'AttributeValue'],
  ['callercomputername', 'TargetDomainName'],
  ['oldaccountname', 'OldTargetUserName'],
  ['newaccountname', 'NewTargetUserName'],
  ['clientipaddress', 'ClientIPAddress'],
])
