import { type Classification, ocsfClasses } from '../src/ocsf.ts'

/** What a message id means. */
export type Kind = Classification & {
  /** The message's own words for what happened. */
  readonly action: string
  readonly outcome: 'success' | 'failure' | 'unknown'
}

const { network_activity, authentication, account_change, entity_management, tunnel_activity } = ocsfClasses
const { ssh_activity, detection_finding, application_lifecycle, user_access, api_activity, http_activity } = ocsfClasses
const { ftp_activity } = ocsfClasses
const net = network_activity.activities
const auth = authentication.activities
const life = application_lifecycle.activities

type Entry = readonly [ids: string, action: string, outcome: Kind['outcome'], class_uid: number, activity_id: number]

const network = network_activity.uid
const tunnel = tunnel_activity.uid
const opened = tunnel_activity.activities.open
const closed = tunnel_activity.activities.close
const finding = detection_finding.uid
const created = detection_finding.activities.create
const account = account_change.activities
const entity = entity_management.activities

/**
 * Cisco's documented messages by id. https://www.cisco.com/c/en/us/td/docs/security/asa/syslog/b_syslog.html
 * An id of five digits and `x` stands for the ten that begin so.
 */
const entries: readonly Entry[] = [
  [
    '302013 302015 302017 302020 302022 302024 302026 302033 302035 302303 302305',
    'Built',
    'success',
    network,
    net.open,
  ],
  [
    '302014 302016 302018 302021 302023 302025 302027 302034 302036 302304 302306',
    'Teardown',
    'success',
    network,
    net.close,
  ],
  ['305009 305011 305017 609001', 'Built', 'success', network, net.open],
  ['305010 305012 305018 609002', 'Teardown', 'success', network, net.close],
  ['305005 305006 305013', 'denied', 'failure', network, net.refuse],
  ['10600x 10601x 10602x', 'Deny', 'failure', network, net.refuse],
  ['106100 106102 106103', 'access-list', 'unknown', network, net.traffic],
  ['313001 313004 313008', 'Denied', 'failure', network, net.refuse],
  ['313005 313009', 'No matching connection', 'failure', network, net.refuse],
  ['40000x 40001x 40002x 40003x 40004x 40005x', 'IPS', 'unknown', finding, created],
  ['401001 401002 401003', 'Shun', 'success', finding, 99],
  ['401004', 'Shunned packet', 'failure', network, net.refuse],
  ['40211x 40212x 40213x 40214x', 'IPSEC', 'failure', tunnel, 99],
  ['407001 407002 201002 201003 201004 201009 201010 201011 201013', 'limit exceeded', 'failure', network, net.refuse],
  ['410001 410002 410003 410004 419001 411005 500003 500004 500005 500006', 'Dropped', 'failure', network, net.refuse],
  ['419002', 'Duplicate TCP SYN', 'failure', network, net.fail],
  ['710001', 'access requested', 'unknown', network, net.open],
  ['710002', 'access permitted', 'success', network, net.open],
  ['710003', 'access denied', 'failure', network, net.refuse],
  ['710004 710005 710006 710007', 'request discarded', 'failure', network, net.refuse],
  ['733100 733101 733103 733104 733105', 'Threat-detection', 'unknown', finding, created],
  ['733102', 'adds host to shun list', 'success', finding, created],
  ['338001 338002 338003 338004', 'Dynamic filter monitored', 'unknown', finding, created],
  ['338005 338006 338007 338008', 'Dynamic filter dropped', 'failure', finding, created],
  ['411001', 'changed state to up', 'unknown', network, net.open],
  ['411002', 'changed state to down', 'unknown', network, net.close],
  ['303002', 'FTP connection', 'success', ftp_activity.uid, 99],
  ['304001', 'Accessed URL', 'success', http_activity.uid, 99],
  ['304002', 'Access denied URL', 'failure', http_activity.uid, 99],
  ['109001', 'Auth start', 'unknown', authentication.uid, auth.preauth],
  ['109005', 'Authentication succeeded', 'success', authentication.uid, auth.logon],
  ['109006 109002 109010 109020', 'Authentication failed', 'failure', authentication.uid, auth.logon],
  ['109007', 'Authorization permitted', 'success', authentication.uid, 99],
  ['109008 109024 109025', 'Authorization denied', 'failure', authentication.uid, 99],
  ['109011', 'Authen Session Start', 'success', authentication.uid, auth.logon],
  ['109012', 'Authen Session End', 'success', authentication.uid, auth.logoff],
  ['111001 111002 111007', 'Begin configuration', 'unknown', entity_management.uid, entity.update],
  ['111003', 'Erase configuration', 'success', entity_management.uid, entity.delete],
  ['111004 111005', 'end configuration', 'success', entity_management.uid, entity.update],
  ['111008 111010', 'executed', 'success', entity_management.uid, entity.update],
  ['111009', 'executed', 'success', api_activity.uid, api_activity.activities.read],
  ['113003 113009 113011', 'group policy', 'success', user_access.uid, user_access.activities.assign_privileges],
  ['113004 113012', 'AAA user authentication Successful', 'success', authentication.uid, auth.logon],
  ['113005 113015', 'AAA user authentication Rejected', 'failure', authentication.uid, auth.logon],
  ['113006', 'locked out', 'success', account_change.uid, account.lock],
  ['113007', 'unlocked', 'success', account_change.uid, account.unlock],
  ['113008', 'AAA transaction status ACCEPT', 'success', authentication.uid, auth.logon],
  ['113010', 'AAA challenge received', 'unknown', authentication.uid, auth.preauth],
  ['113013 113014 113020', 'AAA unable to complete', 'failure', authentication.uid, auth.logon],
  ['113016 113017', 'AAA credentials rejected', 'failure', authentication.uid, auth.logon],
  ['113019', 'Session disconnected', 'success', tunnel, closed],
  ['113021', 'Attempted console login failed', 'failure', authentication.uid, auth.logon],
  ['113022', 'AAA Marking server as FAILED', 'failure', application_lifecycle.uid, 99],
  ['113023', 'AAA Marking server as ACTIVE', 'success', application_lifecycle.uid, 99],
  ['113039', 'AnyConnect parent session started', 'success', tunnel, opened],
  ['199001', 'Reload command executed', 'success', application_lifecycle.uid, life.restart],
  ['199002 199005', 'startup', 'success', application_lifecycle.uid, life.start],
  ['308001', 'enable password incorrect', 'failure', authentication.uid, auth.account_switch],
  ['315004 315012 315013', 'SSH session failed', 'failure', ssh_activity.uid, ssh_activity.activities.fail],
  ['315011', 'SSH session disconnected', 'success', ssh_activity.uid, ssh_activity.activities.close],
  ['502101', 'New user added', 'success', account_change.uid, account.create],
  ['502102', 'User deleted', 'success', account_change.uid, account.delete],
  ['502103', 'User priv level changed', 'success', user_access.uid, user_access.activities.assign_privileges],
  ['502111', 'New group policy added', 'success', entity_management.uid, entity.create],
  ['502112', 'Group policy deleted', 'success', entity_management.uid, entity.delete],
  ['605004', 'Login denied', 'failure', authentication.uid, auth.logon],
  ['605005', 'Login permitted', 'success', authentication.uid, auth.logon],
  ['606001 606003', 'ASDM session started', 'success', authentication.uid, auth.logon],
  ['606002 606004', 'ASDM session ended', 'success', authentication.uid, auth.logoff],
  ['611101', 'User authentication succeeded', 'success', authentication.uid, auth.logon],
  ['611102', 'User authentication failed', 'failure', authentication.uid, auth.logon],
  ['611103', 'User logged out', 'success', authentication.uid, auth.logoff],
  ['713119', 'PHASE 1 COMPLETED', 'success', tunnel, opened],
  ['713120', 'PHASE 2 COMPLETED', 'success', tunnel, opened],
  ['713049', 'Security negotiation complete', 'success', tunnel, opened],
  ['713050', 'Connection terminated', 'success', tunnel, closed],
  ['713228', 'Assigned private IP address', 'success', tunnel, 99],
  ['713198 713194 713123 713259', 'session terminated', 'unknown', tunnel, closed],
  ['716001', 'WebVPN session started', 'success', tunnel, opened],
  ['716002', 'WebVPN session terminated', 'success', tunnel, closed],
  ['716003', 'WebVPN access GRANTED', 'success', http_activity.uid, 99],
  ['716004 716005', 'WebVPN access DENIED', 'failure', http_activity.uid, 99],
  ['716038', 'Authentication: successful', 'success', authentication.uid, auth.logon],
  ['716039', 'Authentication: rejected', 'failure', authentication.uid, auth.logon],
  ['716058', 'AnyConnect session lost connection', 'failure', tunnel, 99],
  ['716059', 'AnyConnect session resumed connection', 'success', tunnel, tunnel_activity.activities.renew],
  ['717009 717027 717042', 'Certificate validation failed', 'failure', authentication.uid, 99],
  ['717022 717028', 'Certificate was successfully validated', 'success', authentication.uid, 99],
  ['722022 722033 722034', 'SVC connection established', 'success', tunnel, opened],
  ['722032', 'New SVC connection', 'success', tunnel, tunnel_activity.activities.renew],
  ['722023 722012 722028 722037', 'SVC connection terminated', 'success', tunnel, closed],
  ['722051 722041', 'assigned to session', 'success', tunnel, 99],
  ['722055', 'Client Type', 'success', tunnel, 99],
  ['725001', 'Starting SSL handshake', 'unknown', network, net.open],
  ['725002 725003 725016', 'completed SSL handshake', 'success', network, net.open],
  ['725006 725014', 'SSL handshake failed', 'failure', network, net.fail],
  ['725007', 'SSL session terminated', 'success', network, net.close],
  ['734001 734003 734004', 'DAP', 'success', tunnel, 99],
  ['734002', 'Connection terminated by DAP', 'failure', tunnel, closed],
  ['746012', 'Add IP-User mapping', 'success', authentication.uid, 99],
  ['746013', 'Delete IP-User mapping', 'success', authentication.uid, 99],
  ['750001 750002', 'IKEv2 request', 'unknown', tunnel, 99],
  ['750006', 'SA UP', 'success', tunnel, opened],
  ['750007', 'SA DOWN', 'success', tunnel, closed],
  ['750003 751011 751020', 'Negotiation aborted', 'failure', tunnel, 99],
  ['771002', 'System clock set', 'success', entity_management.uid, entity.update],
  ['772003 772004', 'session login failed', 'failure', authentication.uid, auth.logon],
  ['772002', 'console login warning', 'unknown', authentication.uid, auth.logon],
  ['104001 104002 104003 104004', 'Switching', 'success', application_lifecycle.uid, 99],
]

const kinds = new Map<string, Kind>(
  entries.flatMap(([ids, action, outcome, class_uid, activity_id]) =>
    ids
      .split(' ')
      .flatMap((id) => (id.endsWith('x') ? Array.from({ length: 10 }, (_, last) => id.slice(0, 5) + last) : [id]))
      .map((id): [string, Kind] => [id, { action, outcome, class_uid, activity_id }]),
  ),
)

export const kindOf = (id: string): Kind | undefined => kinds.get(id)

/** By the first three digits, which name the feature: for messages that the table does not have. */
const features = new Map<string, Classification>([
  ...each(network, 99, '106', '201', '302', '305', '313', '410', '419', '500', '607', '608', '710', '725'),
  ...each(tunnel, 99, '316', '402', '602', '713', '714', '715', '716', '720', '722', '737', '750', '751', '752', '713'),
  ...each(authentication.uid, 99, '109', '113', '605', '611', '746', '734', '772', '717'),
  ...each(finding, 99, '338', '400', '420', '733'),
  ...each(application_lifecycle.uid, 99, '101', '102', '103', '104', '105', '199', '210', '211', '709', '741'),
])

function each(class_uid: number, activity_id: number, ...digits: string[]): [string, Classification][] {
  return digits.map((three) => [three, { class_uid, activity_id }])
}

export const featureOf = (id: string): Classification | undefined => features.get(id.slice(0, 3))
