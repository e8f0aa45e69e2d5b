import { ip } from '../src/fields/ip.ts'
import type { Draft } from '../src/mapper.ts'
import { type AuditdRecord, socketAddress } from '../src/parsers/auditd.ts'
import { type AuditdEvent, type Look, recordOf } from './event.ts'

/** From where and to where; the host that wrote the record is the destination where no other is named. */
export function networkOf(event: AuditdEvent, primary: AuditdRecord, look: Look, syscall: string): Draft {
  const host = primary.node || event.host
  const socket = addressOf(event)
  const incoming = incomingCalls.has(syscall)
  const source = incoming ? socket : undefined
  const destination = incoming ? undefined : socket
  const packet = primary.type === 'NETFILTER_PKT'
  return {
    source: source?.ip || look('addr') || look('raddr') || (packet ? look('saddr') : '') || lookIp(look),
    source_port: source?.port || Number(look('rport') || look('sport')) || 0,
    source_host: hostName(look('hostname')),
    destination: destination?.ip || look('daddr') || (socket === undefined ? look('laddr') : ''),
    destination_port: destination?.port || Number(look('dport') || (socket === undefined ? look('lport') : '')) || 0,
    destination_host: host,
  }
}

const incomingCalls = new Set(['accept', 'accept4', 'recvfrom', 'recvmsg'])

function addressOf({ records }: AuditdEvent): { ip: string; port: number } | undefined {
  const fields = recordOf(records, 'SOCKADDR')?.fields
  if (fields === undefined) return undefined
  const saddr = fields.get('saddr') ?? ''
  const address = socketAddress(saddr)
  if (address !== undefined) return address
  const host = fields.get('laddr') ?? /\bhost:(\S{1,64})/.exec(saddr)?.[1] ?? fields.get('host') ?? ''
  return { ip: host, port: Number(fields.get('lport') ?? fields.get('serv') ?? 0) || 0 }
}

/** Some programs give the address as the name of the host and leave the address out. */
const lookIp = (look: Look): string => (ip(look('hostname')) === '' ? '' : look('hostname'))
const hostName = (name: string): string => (ip(name) === '' ? name : '')
