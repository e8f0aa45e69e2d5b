import { pointerTo } from '../src/fields/change.ts'
import type { Draft } from '../src/mapper.ts'
import { value, type WindowsEvent } from './record.ts'

type Change = Pick<Draft, 'before' | 'after' | 'changed'>

/** Values before and after, of the events that have them. */
export function changeOf(event: WindowsEvent): Change {
  if (event.id === 5136) return attributeChange(event)
  if (accountChanges.has(event.id)) return accountChange(event)
  const pairs = pairsOf.get(event.id)
  return pairs === undefined
    ? noChange
    : change(pairs.map(([name, old, now]) => [name, value(event, old), value(event, now)]))
}

const noChange: Change = Object.freeze({})

/** Name of what changed, the field of its old value, the field of its new one. */
const pairsOf = new Map<number, readonly (readonly [string, string, string])[]>([
  [4616, [['Time', 'PreviousTime', 'NewTime']]],
  [
    4657,
    [
      ['Type', 'OldValueType', 'NewValueType'],
      ['Value', 'OldValue', 'NewValue'],
    ],
  ],
  [4670, [['SecurityDescriptor', 'OldSd', 'NewSd']]],
  [4698, [['TaskContent', '', 'TaskContent']]],
  [4699, [['TaskContent', 'TaskContent', '']]],
  [4702, [['TaskContent', '', 'TaskContentNew']]],
  [4703, [['Privileges', 'DisabledPrivilegeList', 'EnabledPrivilegeList']]],
  [4704, [['Privileges', '', 'PrivilegeList']]],
  [4705, [['Privileges', 'PrivilegeList', '']]],
  [4717, [['Access', '', 'AccessGranted']]],
  [4718, [['Access', 'AccessRemoved', '']]],
  [4719, [['AuditPolicyChanges', '', 'AuditPolicyChanges']]],
  [4781, [['SamAccountName', 'OldTargetUserName', 'NewTargetUserName']]],
  [4715, [['SecurityDescriptor', 'OldSd', 'NewSd']]],
  [4817, [['SecurityDescriptor', 'OldSd', 'NewSd']]],
  [4907, [['SecurityDescriptor', 'OldSd', 'NewSd']]],
  [4911, [['SecurityDescriptor', 'OldSd', 'NewSd']]],
  [4913, [['SecurityDescriptor', 'OldSd', 'NewSd']]],
  [5139, [['ObjectDN', 'OldObjectDN', 'NewObjectDN']]],
  [
    5143,
    [
      ['Remark', 'OldRemark', 'NewRemark'],
      ['MaxUsers', 'OldMaxUsers', 'NewMaxUsers'],
      ['ShareFlags', 'OldShareFlags', 'NewShareFlags'],
      ['SecurityDescriptor', 'OldSD', 'NewSD'],
    ],
  ],
  [4950, [['SettingValue', '', 'SettingValue']]],
  [5007, [['Value', 'Old Value', 'New Value']]],
  [7040, [['StartType', 'param2', 'param3']]],
  [13, [['Details', '', 'Details']]],
  [14, [['Name', 'TargetObject', 'NewName']]],
])

/** Attributes that an event about an account lists, `-` for those that did not change. */
const accountChanges = new Set([4720, 4738, 4739, 4741, 4742])
const accountAttributes = [
  'SamAccountName',
  'DisplayName',
  'UserPrincipalName',
  'HomeDirectory',
  'HomePath',
  'ScriptPath',
  'ProfilePath',
  'UserWorkstations',
  'PasswordLastSet',
  'AccountExpires',
  'PrimaryGroupId',
  'AllowedToDelegateTo',
  'UserParameters',
  'SidHistory',
  'LogonHours',
  'DnsHostName',
  'ServicePrincipalNames',
  'MinPasswordAge',
  'MaxPasswordAge',
  'ForceLogoff',
  'LockoutThreshold',
  'LockoutObservationWindow',
  'LockoutDuration',
  'PasswordProperties',
  'MinPasswordLength',
  'PasswordHistoryLength',
  'MachineAccountQuota',
  'MixedDomainMode',
  'DomainBehaviorVersion',
  'OemInformation',
] as const

function accountChange(event: WindowsEvent): Change {
  const attributes = accountAttributes.map((name) => [name, '', value(event, name)] as const)
  const [old, now] = [value(event, 'OldUacValue'), value(event, 'NewUacValue')]
  return change([...attributes, ['UserAccountControl', old === now ? '' : old, old === now ? '' : now]])
}

/** A change of an attribute is two events, one with the value that was deleted and one with the value that was added. */
function attributeChange(event: WindowsEvent): Change {
  const attribute = value(event, 'AttributeLDAPDisplayName')
  const changed = value(event, 'AttributeValue')
  const deleted = /%%14675|deleted/i.test(value(event, 'OperationType'))
  return change([[attribute || 'value', deleted ? changed : '', deleted ? '' : changed]])
}

/** JSON of what was and of what is. A part without a value is left out. */
function change(parts: readonly (readonly [string, string, string])[]): Change {
  const before: Record<string, string> = {}
  const after: Record<string, string> = {}
  const changed: string[] = []
  for (const [name, old, now] of parts) {
    if (old === '' && now === '') continue
    if (old !== '') before[name] = old
    if (now !== '') after[name] = now
    changed.push(pointerTo(name))
  }
  if (changed.length === 0) return noChange
  return { before: textOf(before), after: textOf(after), changed }
}

function textOf(values: Record<string, string>): string {
  for (const _ in values) return JSON.stringify(values)
  return ''
}
