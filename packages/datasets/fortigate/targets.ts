import type { Target } from '@trailhouse/event'
import { addTarget } from '../src/fields/targets.ts'
import type { FortiLog, Get } from './read.ts'

/** Everything acted on: the object of a change first, the firewall last. */
export function targetsOf(get: Get, { more }: FortiLog, headHost: string): Target[] {
  const targets: Target[] = []
  addTarget(targets, get('cfgpath'), get('cfgobj'), get('cfgobj'))
  if (get('cfgobj') === '') addTarget(targets, 'configuration', get('cfgpath'), get('cfgpath'))
  for (const user of [get('dstuser'), get('unauthuser'), get('xauthuser'), get('dstunauthuser'), get('login')]) {
    addTarget(targets, 'user', user, user)
  }
  for (const user of [get('from'), get('sender'), get('to'), get('recipient'), get('cc')])
    addTarget(targets, 'user', user, user)
  for (const [key, value] of more) if (key === 'duser' || key === 'suser') addTarget(targets, 'user', value, value)
  addTarget(targets, 'file', get('filename'), get('filename'))
  addTarget(targets, 'signature', get('attackid', 'virusid'), get('attack', 'virus'))
  addTarget(targets, 'url', get('url'), get('url'))
  addTarget(targets, 'domain', get('qname'), get('qname'))
  addTarget(targets, 'host', get('hostname', 'http_host'), get('hostname', 'http_host'))
  addTarget(targets, 'tunnel', get('vpntunnel'), get('vpntunnel'))
  addTarget(targets, 'policy', get('poluuid', 'policyid', 'policy_id'), get('policyname', 'policy'))
  addTarget(targets, 'device', get('devid', 'device_id') || headHost, get('devname') || headHost)
  return targets
}

/** Fields that the event holds in a field of its own. */
const held = new Set(
  (
    'date time tz eventtime itime timestamp type action service level pri user srcip src srcport src_port dstip dst dstport ' +
    'dst_port remip remport locip locport userip reason sessionid session_id agent http_agent cfgpath cfgobj cfgattr ' +
    'cfgtid filename attack attackid virus virusid url qname hostname http_host vpntunnel poluuid devid device_id devname'
  ).split(' '),
)

/** Everything that no other field holds. */
export function rest(fields: ReadonlyMap<string, string>): Record<string, string> {
  const kept: Record<string, string> = {}
  for (const [name, value] of fields) if (value !== '' && value !== 'N/A' && !held.has(name)) kept[name] = value
  return kept
}
