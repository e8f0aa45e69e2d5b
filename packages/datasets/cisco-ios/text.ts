import { ip } from '../src/fields/ip.ts'

/** Names and addresses in the text of a message. Absent ones are empty. */
export type Named = {
  readonly user: string
  readonly source: string
  readonly destination: string
  readonly client: string
  readonly interface: string
  readonly peer: string
  readonly auditSession: string
  readonly reason: string
  readonly command: string
  readonly terminal: string
}

/** The forms in which Cisco's messages name the user who acts, the surest first. */
const users: readonly RegExp[] = [
  /\[user: ?([^\]]*)\]/i,
  /\buser(?:name)?:? ?'([^']*)'/i,
  /\bUser(?:[Nn]ame)?: ?([^\s,;|]+)/,
  /\busername:? ([^\s,;|]+)/,
  /\buser id: ([^\s,;)]+)/,
  /\bby (?:user )?'?([^\s',;]+)'?(?: on | from |, transaction| via |$|\.(?:\s|$))/,
  /\b(?:for|NETCONF|RESTCONF|view) user (?!with )([^\s,;:]+)/,
  /^(?:[Uu]ser|pam_aaa:.{0,40}? user) ([^\s,;:]+) (?:has|locked|unlocked|failed|logged|exited|was|is|from|authenticated)/,
  /, user ([^\s,;:]+)$/,
  /\b(?:Accepted|Failed) \S+ for (?:invalid user )?(\S+) from /,
  /\bfailure for (?:illegal user |invalid user )?(\S+) from /,
  /^(?:update|start|stop):[^:]*:([^:]+):/,
  /^Username entry \(([^)]*)\)/,
]

/** The forms in which they name where the user, or a packet, came from. */
const sources: readonly RegExp[] = [
  /\[Source: ?([^\]\s]*)\]/i,
  /\b(?:vty|tty|console|con|pts|line|session)[ /]?\d*(?:\/\d+)* ?\(([0-9A-Fa-f.:]+)\)/,
  /\b(?:from|(?<!to )host|by) (?:host )?'?\[?([0-9A-Fa-f.:]{3,})\]?'?/,
  /(?:^|[\s:])([0-9A-Fa-f.:]{3,})@pts/,
  /\bsrcaddr=([0-9A-Fa-f.:]+)/,
  /\bIP ([0-9A-Fa-f.:]+)\|/,
]

/** Reads the names that a message has in one of the forms of the tables above. */
export function readNames(text: string): Named {
  const hasUser = /user|User| by |for |^(?:update|start|stop):/.test(text)
  return {
    user: hasUser ? cleanUser(first(users, text)) : '',
    source: firstAddress(text),
    destination: destinationOf(text),
    client: first(clients, text),
    interface: (/\b(?:[Ii]nterface|on port|port) ([A-Z][A-Za-z-]*\d[\w/.:]*)/.exec(text)?.[1] ?? '').replace(
      /[.:]+$/,
      '',
    ),
    peer: addressOr('', /\b(?:[Nn]eighbor|[Nn]br|[Pp]eer|nbr) (?:at )?\(?([0-9A-Fa-f.:]+)/.exec(text)?.[1]),
    auditSession: /AuditSessionID ([0-9A-Fa-f]+)/.exec(text)?.[1] ?? '',
    reason: reasonOf(text),
    command: /(?:logged command:|Command: ?|^(?:update|start|stop):[^:]*:[^:]+:)(.*)$/.exec(text)?.[1]?.trim() ?? '',
    terminal: /\bon '?((?:vty|tty|console|con|pts\/)\d*)/.exec(text)?.[1] ?? '',
  }
}

const clients: readonly RegExp[] = [
  /\bclient \(([^)\s]+)\)/,
  /\bMAC(?: address|:)? ([0-9A-Fa-f]{4}\.[0-9A-Fa-f]{4}\.[0-9A-Fa-f]{4}|(?:[0-9A-Fa-f]{2}[:-]){5}[0-9A-Fa-f]{2})/i,
  /\b(?:chaddr:|MAC sa:|sourced by|host|Station) ([0-9A-Fa-f]{4}\.[0-9A-Fa-f]{4}\.[0-9A-Fa-f]{4})/,
]

function first(patterns: readonly RegExp[], text: string): string {
  for (const pattern of patterns) {
    const found = pattern.exec(text)?.[1]
    if (found !== undefined && found !== '') return found
  }
  return ''
}

const macAddress = /^[0-9A-Fa-f]{4}\.[0-9A-Fa-f]{4}\.[0-9A-Fa-f]{4}\.?$/

/** `Configured from console by console` names no user. */
const cleanUser = (user: string): string =>
  /^(?:console|unknown|UNKNOWN|N\/A|the|vty\d*|tty\d*|process|snmp|SNMP)$/.test(user) ||
  macAddress.test(user) ||
  ip(user) !== ''
    ? ''
    : user.replace(/\.$/, '')

function firstAddress(text: string): string {
  for (const pattern of sources) {
    const found = addressOr('', pattern.exec(text)?.[1])
    if (found !== '') return found + portAfter(text, found)
  }
  return ''
}

/** `from 192.0.2.7 port 50022`, `[localport: 22]`: the port as Cisco writes it beside the address. */
function portAfter(text: string, address: string): string {
  const port = / port (\d{1,5})/.exec(text.slice(text.indexOf(address), text.indexOf(address) + 70))?.[1]
  return port === undefined || !ip(address) ? '' : address.includes(':') ? '' : `:${port}`
}

/** An address, or an address with a port, without the full stop of the sentence. */
function addressOr(other: string, found: string | undefined): string {
  const address = (found ?? '').replace(/[.:,]+$/, '')
  if (ip(address) !== '') return address
  const host = /^([0-9.]+):\d{1,5}$/.exec(address)?.[1]
  return host !== undefined && ip(host) !== '' ? address : other
}

function destinationOf(text: string): string {
  const found = /\b(?:to host|destaddr=|server) ?([0-9A-Fa-f.:]+)(?: port (\d{1,5}))?/.exec(text)
  const address = addressOr('', found?.[1])
  return address !== '' && found?.[2] !== undefined && !address.includes(':') ? `${address}:${found[2]}` : address
}

function reasonOf(text: string): string {
  const found =
    /\[Reason: ?([^\]]*)\]|with reason \(([^)]*)\)|[Rr]eason: ?([^,;[\]]+)|(?:due to|because) ([^,;]+)/.exec(text)
  return (found?.[1] ?? found?.[2] ?? found?.[3] ?? found?.[4] ?? '').trim()
}
