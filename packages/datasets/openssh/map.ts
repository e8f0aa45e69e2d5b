import type { AuditEvent } from '@trailhouse/event'
import { firstText, isObject } from '../src/fields/text.ts'
import { finish } from '../src/finish.ts'
import type { Draft, MapContext, Mapper, Sample } from '../src/mapper.ts'
import { type HostLogEntry, readHostLog } from '../src/parsers/host-log.ts'
import { parseSyslog } from '../src/parsers/syslog.ts'
import { pamRules } from './pam.ts'
import { pamAccountRules } from './pam-account.ts'
import { privilegeRules } from './privilege.ts'
import { broken, other, type Rule } from './rule.ts'
import { sessionRules } from './sessions.ts'
import { sftpRules } from './sftp.ts'
import { shadowRules } from './shadow.ts'
import { sshdRules } from './sshd.ts'
import { sshdServerRules } from './sshd-server.ts'

const name = 'openssh'
const version = 1

/** Sign-ins and changes of identity on a Unix host: sshd, PAM, sudo, su, login. README.md says what is mapped. */
const mapper: Mapper = { name, version, detects, map }
export default mapper

/** Programs whose lines are surely of this dataset. */
const programs =
  /^(?:sshd(?:-session|-auth)?|sudo|su|su-l|runuser|login|internal-sftp|sftp-server|useradd|usermod|userdel|groupadd|groupmod|groupdel|gpasswd|passwd|chage|chfn|chsh|chpasswd|newusers|systemd-logind|polkitd|pkexec|doas)$/

function detects({ text, json }: Sample): boolean {
  if (isObject(json)) return isEntry(json) && programs.test(firstText(json['SYSLOG_IDENTIFIER'], json['_COMM']))
  return programs.test(programOf(parseSyslog(text, 0).app))
}

const isEntry = (json: Record<string, unknown>): boolean => 'MESSAGE' in json || 'message' in json

function map(raw: Uint8Array, context: MapContext): AuditEvent[] {
  const entry = readHostLog(raw, context)
  const said = entryDraft(entry)
  const draft = { ...said, ...messageDraft(entry.message, rulesOf.get(said.service ?? '') ?? rules) }
  const attributes = { ...entry.attributes, ...draft.attributes }
  const withPlace: Draft = { ...draft, attributes, targets: draft.targets ?? hostTarget(entry.host) }
  return [finish(withPlace, { dataset: name, mapper: `${name}@${version}`, raw, index: 0 }, context)]
}

/** What the entry says around the message. The process is the session: one sshd process serves one connection. */
function entryDraft(entry: HostLogEntry): Draft {
  return {
    event_time: entry.time,
    event_time_raw: entry.timeText,
    service: programOf(entry.app) || 'sshd',
    destination_host: entry.host,
    actor_session_id: entry.pid,
    source_event_id: entry.cursor,
  }
}

/** `/usr/sbin/sshd` and `sshd(pam_unix)` are sshd. */
const programOf = (app: string): string => app.replace(/^.*\//, '').replace(/\(.*\)$/, '')

const hostTarget = (host: string) => (host === '' ? [] : [{ type: 'host', id: host, name: host }])

const pam: readonly Rule[] = [...pamAccountRules, ...pamRules]
/** The likely ones first: sshd writes most of the lines of an auth log. */
const rules: readonly Rule[] = [
  ...sshdRules,
  ...pam,
  ...privilegeRules,
  ...shadowRules,
  ...sessionRules,
  ...sshdServerRules,
]
const sftp: readonly Rule[] = [...sftpRules, ...rules]
const switching: readonly Rule[] = [...privilegeRules, ...pam, ...sessionRules, ...shadowRules]
const managing: readonly Rule[] = [...shadowRules, ...pam, ...privilegeRules]

/** A program's own messages, and those of PAM in its name. What is said by a program of no known name may be any. */
const rulesOf = new Map<string, readonly Rule[]>([
  ...['sftp-server', 'internal-sftp'].map((program) => [program, sftp] as const),
  ...['sudo', 'su', 'su-l', 'runuser', 'login', 'systemd-logind', 'polkitd', 'pkexec', 'doas'].map(
    (program) => [program, switching] as const,
  ),
  ...'useradd usermod userdel groupadd groupmod groupdel gpasswd passwd chage chfn chsh chpasswd newusers'
    .split(' ')
    .map((program) => [program, managing] as const),
])

/**
 * sshd's own limit is 1,024 bytes a message, sudo's 980. Past it nothing is recognized: a pattern over a line of
 * megabytes that a stranger made up could take minutes.
 */
const maxMessage = 4096

/** sshd marks how bad it is (`error: `) and where it was (`[preauth]`); what is left says what happened. */
function messageDraft(whole: string, rules: readonly Rule[]): Draft {
  const { message, times } = unfold(whole.slice(0, maxMessage).trim())
  const level = /^(?:error|fatal|debug\d|warning): /i.exec(message)?.[0] ?? ''
  const bare = message.slice(level.length, message.endsWith(' [preauth]') ? -' [preauth]'.length : undefined)
  const draft = recognized(bare, rules) ?? unrecognized(level, bare)
  return times === '' ? draft : { ...draft, attributes: { ...draft.attributes, repeated: times } }
}

/** rsyslog writes what came several times once: `message repeated 3 times: [ Failed password for ...]`. */
function unfold(message: string): { message: string; times: string } {
  const repeated = /^message repeated (\d+) times: \[ ?(.*)\]$/.exec(message)
  return { message: repeated?.[2] ?? message, times: repeated?.[1] ?? '' }
}

function recognized(message: string, rules: readonly Rule[]): Draft | undefined {
  for (const { pattern, map } of rules) {
    const match = pattern.exec(message)
    if (match !== null) return map(match.groups ?? {})
  }
  return undefined
}

/** A message of no known kind is an event all the same: its words are its action up to the first detail. */
function unrecognized(level: string, message: string): Draft {
  const failed = level === 'error: ' || level === 'fatal: '
  const colon = message.indexOf(': ')
  return {
    ...(failed ? broken : other),
    action: colon > 0 && colon <= 64 ? message.slice(0, colon) : level.slice(0, -2) || 'message',
    outcome: failed ? 'failure' : 'unknown',
    status_detail: message,
  }
}
