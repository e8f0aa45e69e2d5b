import { attributesOf } from '../src/fields/attributes.ts'
import type { Draft } from '../src/mapper.ts'
import { refused, traffic } from './classify.ts'

/**
 * A packet that an access list permitted or denied:
 * `list 102 denied tcp 192.0.2.7(23553) (Gi0/1 0200.0000.0001) -> 198.51.100.9(22), 1 packet`. IOS XR writes
 * `access-list NAME (10) deny tcp ...`; a standard list has no destination.
 */
const accessLog =
  /\b(?:access-)?list (\S+)(?: \((\d+)\))? (permit|deny|permitted|denied) (?:(\S+) )?\[?([0-9A-Fa-f.:]+)\]?(?:\((\d+)\))?(?: \(([^)]*)\))?(?:(?: [^\s(>]+)? ?-> \[?([0-9A-Fa-f.:]+)\]?(?: ?\((\d+)(?:\/\d+)?\))?)?,? ?(\d+) packets?/

/** NX-OS: `Src IP: 192.0.2.7, Dst IP: ..., Src Port: 1, Dst Port: 2, ..., ACE Action: Deny`. */
const flowLog = /Src IP: ([^,\s]+), ?Dst IP: ([^,\s]+), ?Src Port: (\d+), ?Dst Port: (\d+)/

/** Zone-based firewall and IPS: `initiator (192.0.2.7:1) sent 2 bytes -- responder (198.51.100.9:80)`, `[a:1 -> b:2]`. */
const sessionLog =
  /(?:initiator \(|\[|session )([0-9A-Fa-f.:]+:\d+)\)?(?: sent \d+ bytes -- responder \(| -> | => | )([0-9A-Fa-f.:]+:\d+)/

/** TCP-6-BADAUTH: `No MD5 digest from 192.0.2.7(179) to 198.51.100.9(11000)`. */
const badAuth = /from ([0-9A-Fa-f.:]+)\((\d+)\) to ([0-9A-Fa-f.:]+)\((\d+)\)/

export function flowDraft(text: string): Draft | undefined {
  const access = text.includes('list ') ? accessLog.exec(text) : null
  if (access !== null) return accessDraft(access)
  const flow = text.startsWith('Src IP') ? flowLog.exec(text) : null
  if (flow !== null) return nexusDraft(flow, text)
  const session = sessionLog.exec(text)
  if (session !== null)
    return { ...(/^Drop/.test(text) ? refused : traffic), source: session[1], destination: session[2] }
  const bad = badAuth.exec(text)
  if (bad === null) return undefined
  return { source: bad[1], source_port: Number(bad[2]), destination: bad[3], destination_port: Number(bad[4]) }
}

function accessDraft(match: RegExpExecArray): Draft {
  const [, list = '', line, verb = '', protocol, source, sourcePort, link, destination, destinationPort, packets] =
    match
  const isDenied = verb.startsWith('den')
  const isIcmp = protocol?.includes('icmp') === true
  return {
    ...(isDenied ? refused : traffic),
    outcome: isDenied ? 'failure' : 'success',
    source,
    source_port: Number(sourcePort ?? 0),
    destination,
    destination_port: isIcmp ? 0 : Number(destinationPort ?? 0),
    targets: [{ type: 'access list', id: list, name: list }],
    attributes: attributesOf({ verdict: verb, protocol, packets, ingress: link, rule: line }),
  }
}

function nexusDraft(match: RegExpExecArray, text: string): Draft {
  const isDenied = /ACE Action: Deny/i.test(text)
  const list = /ACL Name: ([^,\s]+)/.exec(text)?.[1] ?? ''
  return {
    ...(isDenied ? refused : traffic),
    outcome: isDenied ? 'failure' : 'success',
    source: match[1],
    source_port: Number(match[3]),
    destination: match[2],
    destination_port: Number(match[4]),
    targets: list === '' ? [] : [{ type: 'access list', id: list, name: list }],
    attributes: attributesOf({ protocol: /Protocol: "?([^",(]+)/.exec(text)?.[1] }),
  }
}
