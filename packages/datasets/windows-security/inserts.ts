import { isObject } from '../src/fields/text.ts'
import type { Fields } from './record.ts'

/**
 * The values of an event by the names of its template, where a shipper gives them by place alone: undefined for an event
 * whose template is not here. As the manifest of Microsoft-Windows-Security-Auditing has them.
 */
export function insertedFields(id: number, values: unknown): Fields | undefined {
  const names = templates.get(id)
  if (names === undefined || !Array.isArray(values) || values.length < names.length) return undefined
  if (isObject(values[0]) && !('Value' in values[0])) return undefined
  const fields: Record<string, unknown> = Object.create(null)
  names.forEach((name, place) => {
    const value: unknown = values[place]
    fields[name] = isObject(value) ? value['Value'] : value
  })
  return fields
}

const subject = ['SubjectUserSid', 'SubjectUserName', 'SubjectDomainName', 'SubjectLogonId']
const logged = ['TargetUserSid', 'TargetUserName', 'TargetDomainName', 'TargetLogonId']
const account = ['TargetUserName', 'TargetDomainName', 'TargetSid', ...subject]
const member = ['MemberName', 'MemberSid', ...account]
const ticket = ['TicketOptions', 'Status', 'TicketEncryptionType', 'PreAuthType', 'IpAddress', 'IpPort']
const method = ['LogonProcessName', 'AuthenticationPackageName', 'WorkstationName']

const templates = new Map<number, readonly string[]>([
  [
    4624,
    [
      ...subject,
      ...logged,
      'LogonType',
      ...method,
      'LogonGuid',
      'TransmittedServices',
      'LmPackageName',
      'KeyLength',
      'ProcessId',
      'ProcessName',
      'IpAddress',
      'IpPort',
    ],
  ],
  [
    4625,
    [
      ...subject,
      'TargetUserSid',
      'TargetUserName',
      'TargetDomainName',
      'Status',
      'FailureReason',
      'SubStatus',
      'LogonType',
      ...method,
      'TransmittedServices',
      'LmPackageName',
      'KeyLength',
      'ProcessId',
      'ProcessName',
      'IpAddress',
      'IpPort',
    ],
  ],
  [4634, [...logged, 'LogonType']],
  [4647, logged],
  [4672, [...subject, 'PrivilegeList']],
  [4688, [...subject, 'NewProcessId', 'NewProcessName', 'TokenElevationType', 'ProcessId', 'CommandLine']],
  [4689, [...subject, 'Status', 'ProcessId', 'ProcessName']],
  [4720, account],
  [4722, account],
  [4723, account],
  [4724, account],
  [4725, account],
  [4726, account],
  [4740, account],
  [4767, account],
  [4727, account],
  [4730, account],
  [4731, account],
  [4734, account],
  [4728, member],
  [4729, member],
  [4732, member],
  [4733, member],
  [4756, member],
  [4757, member],
  [4768, ['TargetUserName', 'TargetDomainName', 'TargetSid', 'ServiceName', 'ServiceSid', ...ticket]],
  [
    4769,
    [
      'TargetUserName',
      'TargetDomainName',
      'ServiceName',
      'ServiceSid',
      'TicketOptions',
      'TicketEncryptionType',
      'IpAddress',
      'IpPort',
      'Status',
    ],
  ],
  [
    4771,
    ['TargetUserName', 'TargetSid', 'ServiceName', 'TicketOptions', 'Status', 'PreAuthType', 'IpAddress', 'IpPort'],
  ],
  [4776, ['PackageName', 'TargetUserName', 'Workstation', 'Status']],
])
