import { isObject, text } from '../src/fields/text.ts'
import type { Fields } from './record.ts'

/** A message of megabytes tells no more than its first 32 KiB. */
const maxMessage = 32_768

/**
 * The fields of an event from its rendered English message, or from what a shipper made of it: `Subject:` and below it
 * `Account Name:  ada`, as an object of objects (OpenTelemetry), or as `subject.account_name` (fluentd).
 */
export function messageFields(message: string | Fields): Fields {
  const fields: Record<string, unknown> = Object.create(null)
  if (typeof message === 'string') addLines(fields, message.slice(0, maxMessage))
  else addMembers(fields, message)
  return fields
}

function addLines(fields: Record<string, unknown>, message: string): void {
  let section = ''
  for (const line of message.split('\n')) {
    const colon = line.indexOf(':')
    if (colon < 0) continue
    const label = line.slice(0, colon).trim()
    const value = line.slice(colon + 1).trim()
    if (label.length > 64) continue
    if (value === '' && !/^\s/.test(line)) section = label
    else add(fields, /^\s/.test(line) ? section : '', label, value)
  }
}

function addMembers(fields: Record<string, unknown>, members: Fields): void {
  for (const [name, value] of Object.entries(members)) {
    if (isObject(value)) for (const label in value) add(fields, name, label, text(value[label]))
    else {
      const dot = name.indexOf('.')
      add(fields, dot < 0 ? '' : name.slice(0, dot), name.slice(dot + 1), text(value))
    }
  }
}

function add(fields: Record<string, unknown>, section: string, label: string, value: string): void {
  const place = key(section)
  const name = key(label)
  const field = ofAccount(sections.get(place), name) ?? names.get(`${place}/${name}`) ?? names.get(name) ?? label
  fields[field] ??= value
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
