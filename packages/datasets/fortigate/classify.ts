import { type Classification, ocsfClasses, unclassified } from '../src/ocsf.ts'

const { network_activity, tunnel_activity, authentication, account_change, entity_management } = ocsfClasses
const { detection_finding, dns_activity, http_activity, email_activity, ssh_activity, application_lifecycle } =
  ocsfClasses
const { data_security_finding, api_activity } = ocsfClasses
const network = network_activity.activities

const classOf = (class_uid: number, activity_id: number): Classification => ({ class_uid, activity_id })

/** Traffic by `action`, the status of the session: any other than deny was allowed, and says how it ended. */
const trafficActivities = new Map<string, number>([
  ['deny', network.refuse],
  ['start', network.open],
  ['close', network.close],
  ['timeout', network.close],
  ['client-rst', network.reset],
  ['server-rst', network.reset],
  ['ip-conn', network.fail],
  ['dns', network.fail],
])

const finding = classOf(detection_finding.uid, detection_finding.activities.create)
const networkTraffic = classOf(network_activity.uid, network.traffic)
const life = classOf(application_lifecycle.uid, 99)

/** By subtype; of event logs only those whose actions say no more. */
const subtypes = new Map<string, Classification>([
  ...each(
    finding,
    'virus',
    'ips',
    'anomaly',
    'waf',
    'casb',
    'file-filter',
    'virtual-patch',
    'outbreak',
    'malware-list',
  ),
  ['dlp', classOf(data_security_finding.uid, data_security_finding.activities.create)],
  ['webfilter', classOf(http_activity.uid, 99)],
  ['dns', classOf(dns_activity.uid, dns_activity.activities.traffic)],
  ['emailfilter', classOf(email_activity.uid, email_activity.activities.scan)],
  ['ssh', classOf(ssh_activity.uid, ssh_activity.activities.traffic)],
  ...each(
    networkTraffic,
    'app-ctrl',
    'voip',
    'ssl',
    'gtp',
    'icap',
    'ztna',
    'sctp-filter',
    'forward',
    'local',
    'multicast',
  ),
  ...each(networkTraffic, 'sniffer', 'slb_http', 'slb_tcp', 'http-transaction'),
  ...each(
    classOf(network_activity.uid, 99),
    'router',
    'wireless',
    'sdwan',
    'switch-controller',
    'wad',
    'cifs-auth-fail',
  ),
  ...each(
    life,
    'ha',
    'system',
    'security-rating',
    'fortiextender',
    'connector',
    'endpoint',
    'compliance-check',
    'logdev',
  ),
  ...each(classOf(authentication.uid, 99), 'user', 'authentication', 'Authentication'),
  ['vpn', classOf(tunnel_activity.uid, 99)],
])

function each(classification: Classification, ...names: string[]): [string, Classification][] {
  return names.map((name) => [name, classification])
}

const logon = classOf(authentication.uid, authentication.activities.logon)
const logoff = classOf(authentication.uid, authentication.activities.logoff)

/** Event logs by `action`. */
const eventActions = new Map<string, Classification>([
  ...each(
    logon,
    'login',
    'logon',
    'auth-logon',
    'FSSO-logon',
    'authentication',
    'Authentication',
    'auth',
    'ssl-login-fail',
  ),
  ...each(logon, 'ssl-new-con', 'RSSO-logon', 'ztna-login', 'two-factor-auth'),
  ...each(
    logoff,
    'logout',
    'logoff',
    'auth-logout',
    'FSSO-logoff',
    'RSSO-logoff',
    'auth-timeout',
    'timed-out',
    'disconnect',
  ),
  ['tunnel-up', classOf(tunnel_activity.uid, tunnel_activity.activities.open)],
  ['phase2-up', classOf(tunnel_activity.uid, tunnel_activity.activities.open)],
  ['tunnel-down', classOf(tunnel_activity.uid, tunnel_activity.activities.close)],
  ['phase2-down', classOf(tunnel_activity.uid, tunnel_activity.activities.close)],
  ['reboot', classOf(application_lifecycle.uid, application_lifecycle.activities.restart)],
  ['shutdown', classOf(application_lifecycle.uid, application_lifecycle.activities.stop)],
])

/** Changes of the configuration by `action`. */
const entityActivities = new Map<string, number>([
  ['Add', entity_management.activities.create],
  ['Edit', entity_management.activities.update],
  ['Move', entity_management.activities.update],
  ['Clone', entity_management.activities.create],
  ['Delete', entity_management.activities.delete],
])
const accountActivities = new Map<string, number>([
  ['Add', account_change.activities.create],
  ['Clone', account_change.activities.create],
  ['Delete', account_change.activities.delete],
])

/** Tables of the configuration that hold accounts. */
const accountPaths = /^(?:system\.(?:admin|api-user|sso-admin)|user\.local)/

export function classify(type: string, subtype: string, action: string, configPath: string): Classification {
  if (type === 'traffic') return classOf(network_activity.uid, trafficActivities.get(action) ?? network.traffic)
  if (configPath !== '') return configClass(action, configPath)
  const byAction = type === 'event' ? eventActions.get(action) : undefined
  return byAction ?? subtypes.get(subtype) ?? subtypes.get(type) ?? unclassified
}

function configClass(action: string, path: string): Classification {
  if (accountPaths.test(path)) return classOf(account_change.uid, accountActivities.get(action) ?? 99)
  const activity = entityActivities.get(action)
  return activity === undefined ? classOf(api_activity.uid, 99) : classOf(entity_management.uid, activity)
}

export const isKnownSubtype = (type: string, subtype: string): boolean =>
  type === 'traffic' || subtypes.has(subtype) || subtypes.has(type)
