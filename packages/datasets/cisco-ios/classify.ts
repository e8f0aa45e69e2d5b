import { type Classification, ocsfClasses, severity, unclassified } from '../src/ocsf.ts'

const { authentication, network_activity, tunnel_activity, ssh_activity, api_activity } = ocsfClasses
const { account_change, entity_management, application_lifecycle, detection_finding, application_error } = ocsfClasses

const classOf = (class_uid: number, activity_id: number): Classification => ({ class_uid, activity_id })

export const logon = classOf(authentication.uid, authentication.activities.logon)
const logoff = classOf(authentication.uid, authentication.activities.logoff)
const authenticationOther = classOf(authentication.uid, 99)
export const traffic = classOf(network_activity.uid, network_activity.activities.traffic)
export const refused: Classification = {
  ...classOf(network_activity.uid, network_activity.activities.refuse),
  severity_id: severity.low,
}
const linkUp = classOf(network_activity.uid, network_activity.activities.open)
const linkDown = classOf(network_activity.uid, network_activity.activities.close)
const networkOther = classOf(network_activity.uid, 99)
const configured = classOf(entity_management.uid, entity_management.activities.update)
export const commandRead = classOf(api_activity.uid, api_activity.activities.read)
const commandRun = classOf(api_activity.uid, api_activity.activities.update)
const finding = classOf(detection_finding.uid, detection_finding.activities.create)
const failedPart = classOf(application_error.uid, application_error.activities.general_error)
const lifecycle = (activity: number): Classification => classOf(application_lifecycle.uid, activity)
const life = application_lifecycle.activities
const accountOf = (activity: number): Classification => classOf(account_change.uid, activity)

/** By mnemonic: those that mean one thing whichever facility writes them. */
const byMnemonic = new Map<string, Classification>([
  ['CONFIG_I', configured],
  ['CONFIG_P', configured],
  ['CONFIG_C', configured],
  ['CONFIG_L', configured],
  ['CONFIG_D', configured],
  ['CONFIG_R', configured],
  ['DB_COMMIT', configured],
  ['DB_COMMIT_ADMIN', configured],
  ['VSHD_SYSLOG_CONFIG_I', configured],
  ['CFGLOG_LOGGEDCMD', configured],
  ['CONFIG_RESOLVE_FAILURE', configured],
  ['MODEL_RPC_I', commandRun],
  ['ACCTLOCAL', commandRun],
  ['CLOCKUPDATE', configured],
  ['RELOAD', lifecycle(life.restart)],
  ['RESTART', lifecycle(life.start)],
  ['COLDSTART', lifecycle(life.start)],
  ['WARMSTART', lifecycle(life.restart)],
  ['SHUTDOWN', lifecycle(life.stop)],
  ['LOGGINGHOST_STARTSTOP', lifecycle(life.start)],
  ['LOGGINGHOST_FAIL', lifecycle(99)],
  ['LOGOUT', logoff],
  ['SESS_LOGOUT', logoff],
  ['SESS_TIMEOUT', logoff],
  ['TTY_EXPIRE_TIMER', logoff],
  ['CLOSE', logoff],
  ['PRIV_AUTH_PASS', classOf(authentication.uid, authentication.activities.account_switch)],
  ['PRIV_AUTH_FAIL', classOf(authentication.uid, authentication.activities.account_switch)],
  ['USERNAME_CONFIGURATION', accountOf(account_change.activities.create)],
  ['USER_LOCKED', accountOf(account_change.activities.lock)],
  ['USER_UNLOCKED', accountOf(account_change.activities.unlock)],
  ['USER_RESET', accountOf(99)],
  ['SSH2_SESSION', classOf(ssh_activity.uid, ssh_activity.activities.open)],
  ['SSH_SESSION', classOf(ssh_activity.uid, ssh_activity.activities.open)],
  ['SSH2_CLOSE', classOf(ssh_activity.uid, ssh_activity.activities.close)],
  ['SSH_CLOSE', classOf(ssh_activity.uid, ssh_activity.activities.close)],
  ['SSH2_USERAUTH', logon],
  ['SSH_USERAUTH', logon],
  ['AUTHFAIL', logon],
  ['AUTHFAILIPV6', logon],
  ['AAA_ACCOUNTING_MESSAGE', commandRun],
])

/** By facility, for the rest of its messages. */
const byFacility = new Map<string, Classification>([
  ...each(logon, 'SEC_LOGIN', 'DMI', 'WEBSERVER', 'DOT1X', 'MAB', 'WEBAUTH', 'AUTHMGR', 'SESSION_MGR', 'AUTHPRIV'),
  ...each(logon, 'SECURITY-login', 'SECURITY-LOGIN', 'SECURITY-SSHD', 'SECURITY-SSHD_SYSLOG_PRX', 'HTTP'),
  ...each(authenticationOther, 'AAA', 'AAAA', 'RADIUS', 'TACACS', 'TPLUS', 'EPM', 'DOT1X_SWITCH', 'SSH', 'SNMP', 'TCP'),
  ...each(authenticationOther, 'CLIENT_ORCH_LOG', 'DOT11', 'PKI', 'LOGIN'),
  ...each(finding, 'PORT_SECURITY', 'DHCP_SNOOPING', 'SW_DAI', 'IPS', 'IP_SOURCE_GUARD', 'STORM_CONTROL', 'UTM', 'IP'),
  ...each(networkOther, 'SPANTREE', 'HSRP', 'VRRP', 'GLBP', 'CDP', 'LLDP', 'STANDBY', 'NTP', 'DHCPD', 'DHCP', 'ARP'),
  ...each(
    networkOther,
    'PM',
    'ETH_PORT_CHANNEL',
    'EC',
    'ILPOWER',
    'SW_MATM',
    'SW_VLAN',
    'VLAN_MGR',
    'VPC',
    'STP',
    'NAT',
  ),
  ...each(networkOther, 'CRYPTO', 'IKEV2', 'ISAKMP', 'IPSEC', 'FW', 'IOSXE', 'IPNAT', 'CTS', 'BGP', 'BGP_SESSION'),
  ...each(networkOther, 'ROUTING-BGP', 'ROUTING-OSPF', 'OSPF', 'OSPFv3', 'DUAL', 'CLNS', 'LDP', 'PIM', 'IGMP', 'BFD'),
  ...each(
    networkOther,
    'LINK',
    'LINEPROTO',
    'ETHPORT',
    'PKT_INFRA-LINK',
    'PKT_INFRA-LINEPROTO',
    'IF',
    'TRACK',
    'TRACKING',
  ),
  ...each(configured, 'SYS', 'PARSER', 'MGBL-CONFIG', 'MGBL-SYS', 'VSHD', 'ARCHIVE_DIFF', 'NDBMAN', 'HA_CONFIG_SYNC'),
  ...each(
    lifecycle(99),
    'HA_EM',
    'REDUNDANCY',
    'STACKMGR',
    'PLATFORM',
    'PLATFORM_ENV',
    'OIR',
    'MODULE',
    'SYSMGR',
    'DAEMON',
  ),
])

function each(classification: Classification, ...facilities: string[]): [string, Classification][] {
  return facilities.map((facility) => [facility, classification])
}

export const isKnownFacility = (facility: string): boolean => byFacility.has(facility) || flows.test(facility)

const flows = /^(?:SEC|IPV6|IPV6_ACL|FMANFP|ACLLOG|ACL-IPV[46]_ACL|CISCO)$/

/** What an interface, adjacency or tunnel that comes up or goes down is. */
export function stateClass(facility: string, isUp: boolean): Classification {
  if (!/^(?:CRYPTO|IKEV2|ISAKMP|IPSEC)/.test(facility)) return isUp ? linkUp : linkDown
  return classOf(tunnel_activity.uid, isUp ? tunnel_activity.activities.open : tunnel_activity.activities.close)
}

export function classify(facility: string, mnemonic: string, level: number): Classification {
  const found = byMnemonic.get(mnemonic) ?? byFacility.get(facility)
  return found ?? (level <= 3 ? failedPart : unclassified)
}
