import { ip } from '../src/fields/ip.ts'
import type { Draft } from '../src/mapper.ts'
import { value, type WindowsEvent } from './record.ts'

/** From where and to where. The host that wrote the event is the destination where nothing else is. */
export function networkOf(event: WindowsEvent): Draft {
  const source = sourceOf(event)
  const destination = value(event, 'DestAddress', 'DestinationIp', 'DestinationAddress') || serverOf(event)
  const host = hostName(
    value(event, 'WorkstationName', 'Workstation', 'ClientName', 'SourceHostname', 'CallerComputer'),
  )
  return {
    source,
    source_port: Number(value(event, 'IpPort', 'SourcePort', 'ClientPort')) || 0,
    source_host: host || lockedFrom(event),
    destination,
    destination_port: Number(value(event, 'DestPort', 'DestinationPort')) || 0,
    destination_host: hostName(value(event, 'DestinationHostname')) || event.computer,
  }
}

const addressFields = [
  'IpAddress',
  'ClientAddress',
  'SourceAddress',
  'SourceIp',
  'ClientIP',
  'SourceAddr',
  'Address',
  'CallingStationID',
  'Param3',
  'IPString',
  'ClientIPAddress',
] as const

/** The first that is an address: `LOCAL` and the hardware address of a station are none. */
function sourceOf(event: WindowsEvent): string | undefined {
  for (const field of addressFields) {
    const address = addressIn(value(event, field))
    if (address !== undefined) return address
  }
  return addressIn(
    /(?:Client IP|Client Address|client IP address of|Source Network Address): ?([0-9a-fA-F:.]{2,45})/
      .exec(event.message.slice(0, 2048))?.[1]
      ?.replace(/[.:]$/, ''),
  )
}

/** `203.0.113.7`, `203.0.113.7:50022`, `[2001:db8::7]:50022`, `::ffff:203.0.113.7`, or with the brackets alone. */
function addressIn(text: string | undefined): string | undefined {
  if (text === undefined || text === '') return undefined
  if (ip(text) !== '') return text
  const host = /^\[?([0-9a-fA-F:.%\w]{2,60}?)\]?(?::\d{1,5})?$/.exec(text)?.[1]
  return host !== undefined && ip(host) !== '' ? text : undefined
}

/** A network policy server passes a request on to another, or names itself. */
function serverOf(event: WindowsEvent): string | undefined {
  const server = value(event, 'AuthenticationServer')
  return ip(server) === '' ? undefined : server
}

/** `\\WS-7` is WS-7. */
const hostName = (name: string): string => (ip(name) === '' ? name.replace(/^\\\\/, '') : '')

const lockedFrom = (event: WindowsEvent): string =>
  event.id === 4740 ? hostName(value(event, 'TargetDomainName')) : ''
