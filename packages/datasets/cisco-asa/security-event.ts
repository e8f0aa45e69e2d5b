import type { Target } from '@trailhouse/event'
import { attributesOf } from '../src/fields/attributes.ts'
import { addTarget } from '../src/fields/targets.ts'
import { email } from '../src/fields/text.ts'
import { isoTime } from '../src/fields/time.ts'
import { outcomeOfWords } from '../src/fields/words.ts'
import type { Draft } from '../src/mapper.ts'
import { ocsfClasses, severity } from '../src/ocsf.ts'

/**
 * Security events of Firepower Threat Defense, ids 430001 to 430005: `Name: value` pairs separated by commas.
 * https://www.cisco.com/c/en/us/td/docs/security/firepower/Syslogs/b_fptd_syslog_guide/security-event-syslog-messages.html
 */
export function securityEvent(id: string, text: string): Draft | undefined {
  const kind = kinds.get(id)
  if (kind === undefined) return undefined
  const fields = readPairs(text)
  const get = (...names: readonly string[]): string => {
    for (const name of names) {
      const value = fields.get(name)
      if (value !== undefined && value !== '' && value !== 'N/A' && value !== 'Unknown') return value
    }
    return ''
  }
  const action = get(...kind.actions)
  const user = get('User', 'UserName', 'VPN_Username').replace(/^No Authentication Required$/, '')
  return {
    event_time: isoTime(get(...kind.times), 'utc'),
    class_uid: kind.class_uid,
    activity_id: kind.activity_id,
    severity_id: priorities.get(get('EventPriority')),
    action: action || kind.name,
    service: get('ApplicationProtocol', 'Protocol', 'FileType'),
    outcome: action === '' ? 'unknown' : /trust|monitor|fastpath/i.test(action) ? 'success' : outcomeOfWords(action),
    status_detail: get('AccessControlRuleReason', 'Message', 'ThreatName', 'FileSandboxStatus'),
    actor_type: user === '' ? 'unknown' : 'user',
    actor_id: user,
    actor_name: user,
    actor_email: email(user),
    actor_session_id: get('ConnectionID'),
    source: get('SrcIP', 'InitiatorIP'),
    source_port: Number(get('SrcPort')),
    destination: get('DstIP', 'ResponderIP'),
    destination_port: Number(get('DstPort')),
    user_agent: get('UserAgent', 'HTTP_UserAgent'),
    targets: targetsOf(get),
    attributes: rest(fields),
  }
}

/** FTD sends every security event as syslog alert: what it thinks of it stands in EventPriority. */
const priorities = new Map([
  ['Low', severity.informational],
  ['Medium', severity.medium],
  ['High', severity.high],
])

type Get = (...names: readonly string[]) => string

const { network_activity, detection_finding, file_activity } = ocsfClasses
const found = { class_uid: detection_finding.uid, activity_id: detection_finding.activities.create }
const first = ['FirstPacketSecond']

type Kind = {
  class_uid: number
  activity_id: number
  name: string
  actions: readonly string[]
  times: readonly string[]
}

const kinds = new Map<string, Kind>([
  ['430001', { ...found, name: 'Intrusion', actions: ['InlineResult', 'IPSEventAction'], times: first }],
  ['430002', connection('Connection', network_activity.activities.open, first)],
  ['430003', connection('Connection', network_activity.activities.close, ['LastPacketSecond', ...first])],
  ['430004', { class_uid: file_activity.uid, activity_id: 99, name: 'File', actions: ['FileAction'], times: first }],
  ['430005', { ...found, name: 'Malware', actions: ['FileAction', 'SHA_Disposition'], times: first }],
])

function connection(name: string, activity_id: number, times: readonly string[]): Kind {
  return { class_uid: network_activity.uid, activity_id, name, actions: ['AccessControlRuleAction'], times }
}

/** A value may hold commas and colons: a pair begins where a comma, a space and a word with a colon stand. */
function readPairs(text: string): ReadonlyMap<string, string> {
  const fields = new Map<string, string>()
  for (const pair of text.split(/, (?=[A-Z][A-Za-z0-9_ ]{0,40}: )/)) {
    const colon = pair.indexOf(': ')
    if (colon > 0) fields.set(pair.slice(0, colon).trim(), pair.slice(colon + 2).trim())
  }
  return fields
}

function targetsOf(get: Get): Target[] {
  const targets: Target[] = []
  addTarget(targets, 'file', get('FileSHA256'), get('FileName'))
  addTarget(targets, 'signature', get('SID'), get('Message', 'ThreatName'))
  addTarget(targets, 'url', get('URL', 'HTTP_Hostname', 'URI'), get('URL', 'HTTP_Hostname', 'URI'))
  addTarget(targets, 'rule', get('AccessControlRuleName'), get('AccessControlRuleName'))
  addTarget(targets, 'policy', get('ACPolicy', 'AccessControlPolicy'), get('ACPolicy', 'AccessControlPolicy'))
  addTarget(targets, 'device', get('DeviceUUID'), '')
  return targets
}

const held = new Set(
  'SrcIP SrcPort DstIP DstPort User AccessControlRuleAction FirstPacketSecond ConnectionID UserAgent FileName URL DeviceUUID'.split(
    ' ',
  ),
)

const rest = (fields: ReadonlyMap<string, string>): Record<string, string> =>
  attributesOf(Object.fromEntries([...fields].filter(([name]) => !held.has(name))))
