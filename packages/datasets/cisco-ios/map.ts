import type { Target } from '@trailhouse/event'
import { attributesOf } from '../src/fields/attributes.ts'
import { syslogSeverities } from '../src/fields/syslog-severity.ts'
import { addTarget } from '../src/fields/targets.ts'
import { email } from '../src/fields/text.ts'
import { type Line, lineMapper } from '../src/line-mapper.ts'
import { type Draft, MappingError } from '../src/mapper.ts'
import { classify, commandRead, isKnownFacility, logon, stateClass } from './classify.ts'
import { flowDraft } from './flow.ts'
import { readSystemMessage, type SystemMessage } from './header.ts'
import { outcomeOf } from './outcome.ts'
import { type Named, readNames } from './text.ts'

/** System messages of Cisco IOS, IOS XE, IOS XR and NX-OS. README.md says what is mapped. */
export default lineMapper({ name: 'cisco-ios', version: 1, detects, begins: detects, map })

/** ASA and its kin write the same form with a number for a mnemonic: dataset cisco-asa. */
const security = /%(?:ASA|FTD|PIX|FWSM|NGIPS)-/

function detects(text: string): boolean {
  return !security.test(text.slice(0, 256)) && readSystemMessage(text.slice(0, 256), 0) !== undefined
}

/** IOS cuts a message at 1,024 bytes, syslog at some thousand. Past it no pattern looks. */
const maxText = 4096

function map(line: Line): Draft {
  const message = readSystemMessage(line.text, line.now)
  if (message === undefined) throw new MappingError('MALFORMED', 'the line holds no %FACILITY-SEVERITY-MNEMONIC')
  const text = message.text.slice(0, maxText)
  const names = readNames(text)
  const flow = flowDraft(text)
  return {
    ...messageDraft(message, names, line),
    ...actorDraft(names, message.mnemonic, flow?.source ?? names.source),
    source: names.source,
    source_port: Number(/\[localport: (\d+)\]/.exec(text)?.[1] ?? 0),
    destination: names.destination || names.peer,
    ...flow,
    targets: [...(flow?.targets ?? []), ...targetsOf(names, message, line)],
    attributes: { ...attributes(message, names), ...flow?.attributes },
  }
}

const state =
  /changed state to (?:administratively )?(\w+)|\bis (UP|DOWN|up|down)\b|[Nn]eighbor \S+ (Up|Down)\b|from \w+ to (FULL|DOWN)\b/

function messageDraft(message: SystemMessage, names: Named, line: Line): Draft {
  const { facility, mnemonic, severity, text } = message
  const changed = state.exec(text)
  const to = (changed?.[1] ?? changed?.[2] ?? changed?.[3] ?? changed?.[4])?.toLowerCase().replace('full', 'up')
  const isState = to === 'up' || to === 'down'
  const outcome = outcomeOf(message)
  return {
    event_time: message.time ?? line.shippedTime,
    event_time_raw: message.timeText,
    ...(isState ? stateClass(facility, to === 'up') : classify(facility, mnemonic, severity)),
    ...(mnemonic === 'ACCTLOCAL' && names.command.startsWith('show') ? commandRead : undefined),
    // NX-OS passes on what its Unix programs write.
    ...(mnemonic === 'SYSTEM_MSG' && signIn.test(text) ? logon : undefined),
    severity_id: syslogSeverities[severity],
    // LINK and LINEPROTO have one mnemonic for both directions: the state says what happened.
    action: isState && mnemonic === 'UPDOWN' ? to : mnemonic,
    service: facility,
    outcome,
    status_detail: names.reason || text,
    unknown_event_type: isKnownFacility(facility) ? undefined : `${facility}-${mnemonic}`,
  }
}

const signIn = /\b(?:Accepted|Failed) \S+ for |[Aa]uthentication fail/

/** Who acts; where the message tells of an account that others change, that account is the target alone. */
function actorDraft({ user: named, auditSession }: Named, mnemonic: string, source: string): Draft {
  const user = mnemonic === 'USER_LOCKED' || mnemonic === 'USERNAME_CONFIGURATION' ? '' : named
  return {
    actor_type: user !== '' ? 'user' : source !== '' ? 'unknown' : 'system',
    actor_id: user,
    actor_name: user,
    actor_email: email(user),
    actor_session_id: auditSession,
  }
}

/** What was acted on: account, client, interface or neighbor; and the device itself, last. */
function targetsOf(names: Named, { host, mnemonic, text }: SystemMessage, line: Line): Target[] {
  const targets: Target[] = []
  if (/^USER(?:NAME)?_/.test(mnemonic)) {
    const account = /^User ([^\s,;:]+) |username: (\S+)/.exec(text)
    addTarget(targets, 'user', account?.[1] ?? account?.[2] ?? '', account?.[1] ?? account?.[2] ?? '')
  }
  addTarget(targets, 'client', names.client, names.client)
  const peer = names.peer.replace(/(\.\d+):\d+$/, '$1')
  addTarget(targets, 'neighbor', peer, peer)
  addTarget(targets, 'interface', names.interface, names.interface)
  const device = host || line.shippedHost
  addTarget(targets, 'device', device, device)
  return targets
}

function attributes(message: SystemMessage, names: Named): Record<string, string> {
  return attributesOf({
    mnemonic: message.mnemonic === 'UPDOWN' ? 'UPDOWN' : undefined,
    sequence: message.sequence,
    node: message.node,
    process: message.process,
    clock: message.clock,
    command: names.command,
    terminal: names.terminal,
  })
}
