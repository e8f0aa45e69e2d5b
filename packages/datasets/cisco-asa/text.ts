import { ip } from '../src/fields/ip.ts'
import { type AsaEndpoint, asaEndpoint } from './endpoint.ts'

/** Both ends of a connection. */
export type Ends = { readonly from: AsaEndpoint; readonly to: AsaEndpoint; readonly users: readonly string[] }

/** `Built inbound TCP connection 7 for A (mapped)(user) to B (mapped) (user)`, `Teardown ... for A to B duration`. */
const connection =
  /^(?:Built|Teardown) (?:(?:dynamic|static) )?(?:(inbound|outbound|forward|backup) )?(?:stub |director |owner )?([\w-]+) (?:state-bypass )?(?:connection|translation) (?:\S+ )?(?:for|from) (\S+)((?: ?\([^)]*\))*) to (\S+)((?: ?\([^)]*\))*)/

/** ICMP: foreign, global and local address; a user may follow the first and the last. */
const icmp =
  /^(?:Built|Teardown) (?:(inbound|outbound) )?(\w+) connection (?:\S+ )?for faddr (\S+)((?: ?\([^)]*\))*) gaddr \S+ laddr (\S+)((?: ?\([^)]*\))*)/

/** 106100: `tcp outside/203.0.113.66(51234)(LOCAL\ada) -> inside/192.0.2.34(443)`. */
const accessList =
  /^access-list (\S+) (\S+) (\S+)(?: for user '([^']*)')? ([^\s(]+)\((\d+)\)(?:\(([^)]*)\))? -> ([^\s(]+)\((\d+)\)(?:\(([^)]*)\))?/

/** Every other message: what follows `from` or `src`, and what follows `to`, `dst` or `dest`. */
const anyFrom =
  /\b(?:from|src|SRC|source|client|local-host)(?: laddr| address| IP)? \(?\[?([^\s,;]*[0-9A-Fa-f:.]{3,}[^\s,;]*)/
/** `ada@192.0.2.34 Accessed URL 198.51.100.9:http://www.example.com/`. */
const urlServer = /\bAccessed (?:JAVA )?URL ([0-9.]{7,15}):/

const anyTo = /\b(?:to|dst|dest|DEST|destination)(?: PAT address)? \[?([^\s,;]*[0-9A-Fa-f:.]{3,}[^\s,;]*)/

export function connectionEnds(text: string): Ends | undefined {
  const match = text.includes(' faddr ') ? icmp.exec(text) : connection.exec(text)
  if (match === null) return undefined
  const [, direction, protocol, first, firstNotes = '', second, secondNotes = ''] = match
  const one = asaEndpoint(first)
  const other = asaEndpoint(second)
  const noted = [
    [one.user, ...usersIn(firstNotes)],
    [other.user, ...usersIn(secondNotes)],
  ]
  const users = (direction === 'outbound' ? noted.toReversed() : noted).flat().filter(Boolean)
  const ends = /icmp/i.test(protocol ?? '') ? [portless(one), portless(other)] : [one, other]
  const [from = one, to = other] = direction === 'outbound' ? ends.toReversed() : ends
  return { from, to, users }
}

const portless = (end: AsaEndpoint): AsaEndpoint => ({ ...end, port: 0 })

/** In brackets stand the mapped address and the user; only the user has a letter and no slash. */
function usersIn(notes: string): string[] {
  return [...notes.matchAll(/\(([^)]*)\)/g)]
    .map(([, note = '']) => note)
    .filter((note) => /^[^/]*[A-Za-z][^/]*$/.test(note) && ip(note) === '')
}

/** What an access list did with a packet. */
export function accessListEnds(text: string): (Ends & { list: string; verdict: string; protocol: string }) | undefined {
  const match = accessList.exec(text)
  if (match === null) return undefined
  const [, list = '', verdict = '', protocol = '', user = '', from, fromPort, fromUser = '', to, toPort, toUser = ''] =
    match
  const isIcmp = protocol.startsWith('icmp')
  return {
    list,
    verdict,
    protocol,
    from: { ...asaEndpoint(from), port: isIcmp ? 0 : Number(fromPort) },
    to: { ...asaEndpoint(to), port: isIcmp ? 0 : Number(toPort) },
    users: [user, fromUser, toUser].filter(Boolean),
  }
}

export function anyEnds(text: string): Ends {
  const from = asaEndpoint(anyFrom.exec(text)?.[1])
  const to = asaEndpoint(urlServer.exec(text)?.[1] ?? anyTo.exec(text)?.[1])
  return { from, to, users: [from.user, to.user].filter(Boolean) }
}

/** The forms in which messages name the user. */
const users: readonly RegExp[] = [
  /\bUser(?:name)? ?<([^>]*)>/,
  /\b[Uu]ser(?:name)? ?'([^']*)'/,
  /\b[Uu]ser(?:name)? ?"([^"]*)"/,
  /\b[Uu]ser(?:name)? ?=\s{0,4}([^\s,:)]+)/,
  /\bUser(?:name)?: ?([^\s,]+)/,
  /\bUname: ?([^\s,]+)/,
  /\bDAP: User ([^,]+), /,
  /\b(?:for user|, user) ([^\s,.:]+)/,
  /^User ([^\s,]+) (?:locked|unlocked|did)/,
  /\bUser ([^\s,]+) did NOT/,
  /\bIP-User mapping \S+ - (\S+)/,
  /^(\S+)@\S+ Accessed URL/,
]

/** The forms in which they name the user's address. */
const addresses: readonly RegExp[] = [
  /\bIP ?<([^>]*)>/,
  /\b(?:user )?IP ?= ?([0-9A-Fa-f.:]+)/,
  /\bfrom IP ([0-9A-Fa-f.:]+)/,
  /\bIP(?: address)?: ?([0-9A-Fa-f.:]+)/,
  /\bAddr ([0-9A-Fa-f.:]+)/,
  /\bRemote: ?([0-9A-Fa-f.:]+?)(?::\d+)?(?=\s)/,
  /\(?remote ([0-9A-Fa-f.:]+)/,
  /\bIP ([0-9A-Fa-f.:]+),/,
  /\bmapping ([0-9A-Fa-f.:]+) - /,
  /^(?:\S+@)?([0-9A-Fa-f.:]+) (?:Accessed URL|Erase configuration|end configuration)/,
  /\bBegin configuration: ([0-9A-Fa-f.:]+) /,
  /\b(?:[Hh]ost|peer|client '?)\s?([0-9A-Fa-f.:]{7,})/,
]

export const userIn = (text: string): string => first(users, text)

export function addressIn(text: string): string {
  for (const pattern of addresses) {
    const found = pattern.exec(text)?.[1]?.replace(/[.:,]+$/, '')
    if (found !== undefined && ip(found) !== '') return found
  }
  return ''
}

function first(patterns: readonly RegExp[], text: string): string {
  for (const pattern of patterns) {
    const found = pattern.exec(text)?.[1]
    if (found !== undefined && found !== '') return found.trim()
  }
  return ''
}

export function reasonIn(text: string): string {
  const found =
    /\b[Rr]eason(?: =|:) ?"?([^":,;]+?)"?(?:\s:|[,;.]|\s\(|$)|\bdue to ([^,;]+)|\bterminated: ([^.]+)|\bduration \S+ bytes \d+ ([^(]+?)(?: from \S+)?(?: \(|$)|\bcause: (.+)$/.exec(
      text,
    )
  return (found?.slice(1).find((part) => part !== undefined) ?? '').trim()
}
