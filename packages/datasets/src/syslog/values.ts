import { ip } from '../fields/ip.ts'
import { embeddedObject } from '../parsers/json.ts'
import { keyValues } from '../parsers/key-value.ts'
import type { SyslogMessage } from '../parsers/syslog.ts'

/** Past this a message is not looked into for names; RFC 5424 asks receivers for 2,048 bytes. */
const maxMessage = 8192

/**
 * Named values of a message, by their names in lower case: parameters of structured data, members of a JSON object that
 * is the message, and pairs `name=value` in it. Of two with one name the first counts.
 */
export function valuesOf(message: SyslogMessage): ReadonlyMap<string, string> {
  const values = new Map<string, string>()
  for (const name in message.structuredData) {
    keep(values, name.slice(name.lastIndexOf('.') + 1), message.structuredData[name])
  }
  const text = message.message.slice(0, maxMessage)
  const json = text.startsWith('{') ? embeddedObject(message.message) : undefined
  if (json !== undefined) for (const name in json) keep(values, name, scalar(json[name]))
  else if (text.includes('=')) for (const [name, value] of keyValues(text)) keep(values, name, value)
  return values
}

function keep(values: Map<string, string>, name: string, value: string | undefined): void {
  const key = name.toLowerCase()
  // Dovecot writes `user=<ada>`.
  const bare = value?.startsWith('<') && value.endsWith('>') ? value.slice(1, -1) : value
  if (bare !== undefined && bare !== '' && bare !== '-' && !values.has(key)) values.set(key, bare)
}

const scalar = (value: unknown): string =>
  typeof value === 'string' ? value.toWellFormed() : typeof value === 'object' ? '' : String(value ?? '')

/** Names that vendors give who acts, from where and to where; the surest first. */
const names = {
  user: [
    'user',
    'username',
    'user_name',
    'usrname',
    'usr',
    'suser',
    'acct',
    'account',
    'login',
    'uname',
    'admin',
    'ruser',
  ],
  source: [
    'src',
    'srcip',
    'src_ip',
    'source-address',
    'source_ip',
    'sourceip',
    'saddr',
    'rhost',
    'client',
    'clientip',
    'client_ip',
    'remote_addr',
    'remoteip',
    'rip',
    'addr',
    'ipaddress',
    'from',
  ],
  sourcePort: ['spt', 'srcport', 'src_port', 'source-port', 'source_port', 'sport'],
  destination: [
    'dst',
    'dstip',
    'dst_ip',
    'destination-address',
    'dest_ip',
    'destination_ip',
    'destip',
    'daddr',
    'lip',
    'server_ip',
  ],
  destinationPort: ['dpt', 'dstport', 'dst_port', 'destination-port', 'dest_port', 'destination_port', 'dport'],
  action: ['action', 'act', 'event', 'event_type', 'eventtype', 'event_name', 'operation', 'op', 'msgtype', 'type'],
  outcome: ['outcome', 'result', 'res', 'status', 'success'],
  reason: ['reason', 'error', 'error_message', 'cause'],
  target: [
    'target',
    'target_user',
    'targetuser',
    'duser',
    'object',
    'resource',
    'path',
    'file',
    'url',
    'command',
    'cmd',
  ],
  session: ['session', 'sessionid', 'session_id', 'ses', 'sid'],
  request: ['request_id', 'requestid', 'req_id', 'trace_id', 'traceid'],
  agent: ['user_agent', 'useragent', 'http_user_agent', 'agent'],
} as const

export type Wanted = keyof typeof names

export function wanted(values: ReadonlyMap<string, string>, what: Wanted): string {
  if (values.size === 0) return ''
  for (const name of names[what]) {
    const value = values.get(name)
    if (value !== undefined) return value
  }
  return ''
}

/** Names of the tables above: what an event holds in a field of its own. */
export const held: ReadonlySet<string> = new Set(Object.values(names).flat())

/** Sentences that name the user beyond doubt. */
const users: readonly RegExp[] = [
  /\b(?:Accepted|Failed) \S{1,64} for (?:invalid user |illegal user )?(\S+) from /,
  /\b(?:failed|succeeded|failure|success|authenticated|denied|granted) for (?!user |invalid )'?([^\s'",;:()]+)'?(?: on | from | by |$)/,
  /\b(?:for|of|by) (?:invalid user |illegal user |user )'?"?([^\s'",;:()]+)/,
  /\b[Uu]ser(?:name)?[: ] ?['"]([^'"]+)['"]/,
  /^(?:User|user) ([^\s'",;:()]+) (?:logged|signed|authenticated|failed|connected|disconnected|created|deleted|changed|has|was)\b/,
  /\blog(?:ged|in) (?:in )?(?:for|by|as) ['"]?([^\s'",;:()]+)/,
  /^\(([^)\s]{1,64})\) (?:CMD|RELOAD|LIST|BEGIN EDIT|END EDIT|REPLACE)\b/,
]

export function userInSentence(text: string): string {
  for (const pattern of users) {
    const found = pattern.exec(text)?.[1]?.replace(/\.$/, '')
    if (found !== undefined && found !== '' && !/^(?:user|the|a|an|unknown|account)$/i.test(found)) return found
  }
  return ''
}

/** An address after `from`, `client` or `rhost`, with its port. A host's name is not taken: any word may follow. */
export function addressInSentence(text: string): { readonly address: string; readonly port: string } {
  const found =
    /\b(?:from|client:?|peer|host) \[?([0-9A-Fa-f.:]{3,}?)\]?(?::| port |#|\()?(?<=[:#( ])(\d{1,5})?(?![\w.])/.exec(
      text,
    )
  const direct =
    found === null || ip(found[1]) === '' ? /\b(?:from|client:?|peer|host) \[?([0-9A-Fa-f.:]{3,})/.exec(text) : found
  const address = (direct?.[1] ?? '').replace(/[.:]+$/, '')
  return ip(address) === ''
    ? { address: '', port: '' }
    : { address, port: (direct === found ? found?.[2] : undefined) ?? '' }
}
