import type { Target } from '@trailhouse/event'
import { attributesOf } from '../src/fields/attributes.ts'
import { syslogSeverities } from '../src/fields/syslog-severity.ts'
import { addTarget } from '../src/fields/targets.ts'
import { email } from '../src/fields/text.ts'
import { outcomeOfWords } from '../src/fields/words.ts'
import { type Line, lineMapper } from '../src/line-mapper.ts'
import { type Draft, MappingError } from '../src/mapper.ts'
import { networkActivity, unclassified } from '../src/ocsf.ts'
import { type AsaMessage, readAsaMessage } from './header.ts'
import { featureOf, kindOf } from './kinds.ts'
import { securityEvent } from './security-event.ts'
import { accessListEnds, addressIn, anyEnds, connectionEnds, reasonIn, userIn } from './text.ts'

/** Messages of Cisco ASA and Firepower Threat Defense. README.md says what is mapped. */
export default lineMapper({ name: 'cisco-asa', version: 1, detects, begins: detects, map })

function detects(text: string): boolean {
  return readAsaMessage(text.slice(0, 256), 0) !== undefined
}

/** ASA's own limit is below 4,096 bytes; FTD's security events go up to 8,192. */
const maxText = 8192

function map(line: Line): Draft {
  const message = readAsaMessage(line.text, line.now)
  if (message === undefined) throw new MappingError('MALFORMED', 'the line holds no %ASA or %FTD message')
  const text = message.text.slice(0, maxText)
  const event = securityEvent(message.id, text)
  const draft = event ?? textDraft(message, text)
  const device = message.host || line.shippedHost
  return {
    ...draft,
    event_time: event?.event_time ?? message.time ?? line.shippedTime,
    event_time_raw: message.timeText,
    severity_id: event?.severity_id ?? syslogSeverities[message.severity],
    status_code: message.id,
    targets: [...(draft.targets ?? []), ...(device === '' ? [] : [{ type: 'device', id: device, name: device }])],
    attributes: attributesOf({ ...draft.attributes, sequence: message.sequence, product: message.product }),
  }
}

function textDraft(message: AsaMessage, text: string): Draft {
  const kind = kindOf(message.id)
  const list = message.id.startsWith('1061') ? accessListEnds(text) : undefined
  const ends = list ?? connectionEnds(text) ?? anyEnds(text)
  const user = userIn(text) || ends.users[0] || ''
  const refuse = list !== undefined && list.verdict === 'denied' ? { activity_id: networkActivity.refuse } : undefined
  return {
    ...(kind ?? featureOf(message.id) ?? unclassified),
    ...refuse,
    action: list?.verdict ?? kind?.action ?? message.id,
    service: message.product,
    outcome: outcomeOf(message, kind?.outcome, list?.verdict, text),
    status_detail: reasonIn(text) || text,
    ...actorDraft(user, text),
    user_agent: /\bClient Type: (.+)$/.exec(text)?.[1],
    source: ends.from.address || addressIn(text),
    source_port: ends.from.port,
    destination: ends.to.address,
    destination_port: ends.to.port,
    targets: targetsOf(message.id, text, list?.list, ends.users, user),
    attributes: textAttributes(text, list?.protocol),
    unknown_event_type: kind === undefined ? message.id : undefined,
  }
}

function outcomeOf(
  message: AsaMessage,
  known: Draft['outcome'],
  verdict: string | undefined,
  text: string,
): Draft['outcome'] {
  if (verdict !== undefined) return verdict === 'denied' ? 'failure' : 'success'
  if (/^11100[45]$/.test(message.id) && text.includes('FAILED')) return 'failure'
  if (known !== undefined && known !== 'unknown') return known
  return kindOf(message.id) === undefined ? outcomeOfWords(text.replace(/'[^']*'|"[^"]*"|<[^>]*>/g, '')) : 'unknown'
}

/** An account that others change is the target, not who acts. */
const changed = /^(?:113006|50210[123])$/

function actorDraft(user: string, text: string): Draft {
  const by = /\b(?:un)?locked by (\S+)/.exec(text)?.[1]?.replace(/\.$/, '')
  const name = by ?? (/^(?:User \S+ locked out|New user added|User deleted|User priv level)/.test(text) ? '' : user)
  return {
    actor_type: name === '' ? 'unknown' : 'user',
    actor_id: name,
    actor_name: name,
    actor_email: email(name),
    actor_session_id: /\b(?:connection|sid|Session=?) ?(?:number )?(0x[0-9a-f]+|\d+)/.exec(text)?.[1],
  }
}

function targetsOf(
  id: string,
  text: string,
  list: string | undefined,
  users: readonly string[],
  user: string,
): Target[] {
  const targets: Target[] = []
  if (changed.test(id) || id === '113007') addTarget(targets, 'user', user, user)
  for (const other of users) if (other !== user) addTarget(targets, 'user', other, other)
  const command = /executed (?:the )?(?:cmd: |')(.*?)'?(?: command)?\.?$/.exec(text)?.[1] ?? ''
  addTarget(targets, 'command', command.split(' ', 1)[0] ?? '', command)
  addTarget(targets, 'access list', list ?? '', list ?? '')
  const accessGroup = /\bby access-group "?([^"\s]+)/.exec(text)?.[1] ?? ''
  addTarget(targets, 'access list', accessGroup, accessGroup)
  const group = /\bGroup(?: =|) ?<?([^,>]+?)[>,]/.exec(text)?.[1]?.trim() ?? ''
  addTarget(targets, 'group', group, group)
  const policy = /\bgroup policy \(([^)]*)\)|group policy (?:added|deleted): name: (\S+)|is being set to (\S+)/.exec(
    text,
  )
  const named = policy?.[1] ?? policy?.[2] ?? policy?.[3] ?? ''
  addTarget(targets, 'policy', named, named)
  const url = /\bURL (\S+)/.exec(text)?.[1] ?? ''
  addTarget(targets, 'url', url, url)
  const server = /\bserver ?=\s{0,4}([^\s,:]+)/.exec(text)?.[1] ?? ''
  addTarget(targets, 'server', server, server)
  return targets
}

function textAttributes(text: string, protocol: string | undefined): Record<string, string> {
  return attributesOf({
    protocol: protocol ?? /\b(TCP|UDP|ICMP|GRE|SCTP|tcp|udp|icmp)\b/.exec(text)?.[1]?.toLowerCase(),
    direction: /\b(inbound|outbound|Inbound)\b/.exec(text)?.[1]?.toLowerCase(),
    duration: /\b[Dd]uration:? (\d[\w:]*)/.exec(text)?.[1],
    bytes: /\bbytes (\d+)/.exec(text)?.[1],
    hits: /\bhit-cnt (\d+)/.exec(text)?.[1],
    interface: /\bon interface (\S+)/.exec(text)?.[1],
    assigned_address: /IPv4 Address <([^>]*)>|private IP address (\S+)/.exec(text)?.slice(1).find(Boolean),
    session_type: /Session Type: ([^,.]+)/.exec(text)?.[1],
  })
}
