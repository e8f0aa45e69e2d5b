import { unclassified } from '../../src/ocsf.ts'
import { value, type WindowsEvent } from '../record.ts'
import { accountKinds } from './accounts.ts'
import { adfsKinds } from './adfs.ts'
import { directoryKinds } from './directory.ts'
import type { Kind, Kinds } from './kind.ts'
import { logonKinds, logonTypes } from './logon.ts'
import { networkKinds } from './network.ts'
import { objectKinds } from './objects.ts'
import { policyKinds } from './policy.ts'
import { sessionProviders } from './sessions.ts'
import { softwareProviders } from './software.ts'
import { defenderKinds, powershellKinds, sysmonKinds } from './sysmon.ts'
import { eventLogKinds, serviceKinds } from './system.ts'

const security: Kinds = [
  ...logonKinds,
  ...accountKinds,
  ...objectKinds,
  ...policyKinds,
  ...networkKinds,
  ...directoryKinds,
]

const securityProvider = 'Microsoft-Windows-Security-Auditing'

const byProvider = new Map<string, ReadonlyMap<number, Kind>>(
  (
    [
      [securityProvider, security],
      ['Microsoft-Windows-Eventlog', eventLogKinds],
      ['EventLog', eventLogKinds],
      ['Eventlog', eventLogKinds],
      ['Service Control Manager', serviceKinds],
      ['Microsoft-Windows-Service Control Manager', serviceKinds],
      ['Microsoft-Windows-Sysmon', sysmonKinds],
      ['Microsoft-Windows-PowerShell', powershellKinds],
      ['PowerShell', powershellKinds],
      ['PowerShellCore', powershellKinds],
      ['Microsoft-Windows-Windows Defender', defenderKinds],
      ['AD FS Auditing', adfsKinds],
      ...sessionProviders,
      ...softwareProviders,
    ] as const
  ).map(([provider, kinds]) => [provider, new Map(kinds)]),
)

const noKinds: ReadonlyMap<number, Kind> = new Map()

/** What is known of an event. A record of the Security log that names no provider is Windows's own. */
export function kindOf(event: WindowsEvent): Kind {
  const known = byProvider.get(event.provider || securityProvider)?.get(event.id)
  if (known === undefined) return unknownKind(event.id)
  if (event.id !== 4624 && event.id !== 4625) return known
  const action = logonTypes.get(value(event, 'LogonType'))
  return action === undefined ? known : { ...known, action }
}

/** Whether the provider's kinds are known, and this is none of them. */
export function isNew(event: WindowsEvent): boolean {
  return event.provider === securityProvider && !(byProvider.get(securityProvider) ?? noKinds).has(event.id)
}

function unknownKind(id: number): Kind {
  return {
    action: id === 0 ? 'event' : `event_${id}`,
    classification: unclassified,
    actor: 'subject',
    outcome: 'unknown',
    account: 'user',
  }
}
