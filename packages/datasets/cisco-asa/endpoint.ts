import { ip } from '../src/fields/ip.ts'

/** One end of a connection as ASA writes it: `outside:203.0.113.66/51234(LOCAL\ada)`. Absent parts are empty. */
export type AsaEndpoint = { readonly address: string; readonly port: number; readonly user: string }

const nowhere: AsaEndpoint = { address: '', port: 0, user: '' }

/** A name of an interface, an address and a port, or `inside/192.0.2.34(443)`; each but the address perhaps absent. */
export function asaEndpoint(token: string | undefined): AsaEndpoint {
  if (token === undefined || token === '') return nowhere
  const open = token.indexOf('(')
  const place = (open < 0 ? token : token.slice(0, open)).replace(/[\]),;.]+$/, '')
  const inside = open < 0 ? '' : token.slice(open + 1).replace(/\).*$/, '')
  const slash = place.lastIndexOf('/')
  const whole = addressOf(slash < 0 ? place : place.slice(0, slash))
  if (whole !== '') {
    return { address: whole, port: slash < 0 ? portOf(inside) : portOf(place.slice(slash + 1)), user: userOf(inside) }
  }
  // 106100 writes interface/address(port).
  return { address: addressOf(place.slice(slash + 1)), port: portOf(inside), user: userOf(inside) }
}

/** Service names that ASA writes for the ports of its own management. */
const services = new Map([
  ['ssh', 22],
  ['telnet', 23],
  ['http', 80],
  ['https', 443],
  ['www', 80],
  ['snmp', 161],
  ['domain', 53],
])

const portOf = (text: string): number => (/^\d{1,5}$/.test(text) ? Number(text) : (services.get(text) ?? 0))

const userOf = (text: string): string => (/[A-Za-z]/.test(text) && !text.includes('/') && text !== 'any' ? text : '')

function addressOf(text: string): string {
  const whole = ip(text)
  if (whole !== '') return whole
  const colon = text.indexOf(':')
  return colon < 0 ? '' : ip(text.slice(colon + 1))
}
