import { firstAddress } from '../src/azure-monitor.ts'
import { firstText, list, object, text } from '../src/fields/text.ts'
import { type Draft, defaultLimits } from '../src/mapper.ts'
import { networkActivity, ocsfClass, severity } from '../src/ocsf.ts'
import type { AzureRecord, Entry, Properties } from './forms.ts'

/** From where to where: the caller, or the two ends of what a firewall or a gateway saw. */
export function endpointsOf(entry: Entry, tokenAddress: string): Draft {
  const { properties } = entry
  const seen = seenBy(text(properties.msg))
  const conditions = object(properties.conditions)
  const to = firstAddress(properties.DestinationIp, seen?.to, conditions['destinationIP'])
  return {
    source:
      callerOf(entry.record) ||
      clientOf(properties, seen?.from) ||
      firstAddress(conditions['sourceIP']) ||
      tokenAddress,
    source_port: portIn(properties, 'SourcePort', 'clientPort', 'ClientPort'),
    source_host: text(properties.host_name),
    destination: to || firstText(properties.Fqdn, seen?.to, properties.host, properties.CsHost),
    destination_port: portIn(properties, 'DestinationPort'),
  }
}

const callerOf = (record: AzureRecord): string =>
  firstAddress(record.callerIpAddress) || firstAddress(object(record.httpRequest)['clientIpAddress'])

/** Members in which services have the client's address. */
const clients = [
  'SourceIp',
  'SourceIP',
  'clientIp',
  'clientIP',
  'client_ip',
  'ClientIp',
  'clientIpAddress',
  'CIp',
  'UserAddress',
  'ip',
  'ipAddress',
] as const

function clientOf(properties: Properties, seen: string | undefined): string {
  for (const member of clients) {
    const address = firstAddress(properties[member])
    if (address !== '') return address
  }
  return firstAddress(seen)
}

function portIn(properties: Properties, ...names: readonly (keyof Properties)[]): number {
  for (const name of names) if (properties[name]) return Number(text(properties[name])) || 0
  return 0
}

/** The older logs of Azure Firewall are sentences: `TCP request from 10.0.0.2:53344 to 203.0.113.5:443. Action: Deny.` */
function seenBy(sentence: string): { from: string; to: string } | undefined {
  const parts = /^\S{1,20} (?:Type=\d+ )?request from (\S{1,300}) to (\S{1,300}?)\.? (?:Action|was)/.exec(
    sentence.slice(0, 2000),
  )
  return parts === null ? undefined : { from: parts[1] ?? '', to: parts[2] ?? '' }
}

/** What the sentence says that was done: `Allow` or `Deny`. */
export function firewallAction(properties: Properties): string {
  return /Action: (\w+)/.exec(text(properties.msg).slice(0, 2000))?.[1] ?? ''
}

/** One more than a record may hold, so that a record of more is refused and not cut. */
const maxFlows = defaultLimits.maxEvents + 1

/**
 * Flows of a network security group's flow log, as one event each: time, addresses, ports, protocol, direction, decision
 * and state, with commas between them. What a second version adds stays in `raw`.
 * https://learn.microsoft.com/azure/network-watcher/nsg-flow-logs-overview
 */
export function flowDrafts({ shared, action, provider, properties, resourceId }: Entry): Draft[] {
  const drafts: Draft[] = []
  for (const byRule of list(properties.flows)) {
    const rule = text(object(byRule)['rule'])
    for (const byMac of list(object(byRule)['flows'])) {
      for (const tuple of list(object(byMac)['flowTuples']).slice(0, maxFlows - drafts.length)) {
        const [time, from, to, fromPort, toPort, , , decision] = text(tuple).split(',', 9)
        const seconds = Number(time)
        const refused = decision === 'D'
        drafts.push({
          ...shared,
          event_time: Number.isSafeInteger(seconds * 1_000_000) ? seconds * 1_000_000 : shared.event_time,
          class_uid: ocsfClass.networkActivity,
          activity_id: refused ? networkActivity.refuse : networkActivity.traffic,
          severity_id: refused ? severity.low : severity.informational,
          action,
          service: provider,
          outcome: refused ? 'failure' : decision === 'A' ? 'success' : 'unknown',
          status_code: decision,
          source: from,
          source_port: Number(fromPort) || 0,
          destination: to,
          destination_port: Number(toPort) || 0,
          targets: [
            { type: 'Rule', id: rule, name: rule },
            {
              type: 'Microsoft.Network/networkSecurityGroups',
              id: resourceId,
              name: resourceId.slice(resourceId.lastIndexOf('/') + 1),
            },
          ],
          event_key: String(drafts.length),
        })
      }
    }
  }
  return drafts
}
