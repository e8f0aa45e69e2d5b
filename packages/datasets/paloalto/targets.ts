import type { Target } from '@trailhouse/event'
import { addTarget } from '../src/fields/targets.ts'
import type { PanLog } from './read.ts'

/** Everything acted on: the configuration first, the firewall last. */
export function targetsOf(get: PanLog['get'], type: string, headHost: string): Target[] {
  const targets: Target[] = []
  addTarget(targets, 'configuration', get('path').trim(), get('path').trim())
  addTarget(targets, 'user', get('dstuser'), get('dstuser'))
  for (const user of [
    get('normalize_user'),
    get('userbysource'),
    get('sender'),
    get('recipient'),
    get('remote_user_id'),
  ]) {
    addTarget(targets, 'user', user, user)
  }
  if (type === 'THREAT') {
    const isFile = /^(?:file|virus|wildfire|wildfire-virus|ml-virus)$/.test(get('subtype'))
    addTarget(targets, isFile ? 'file' : 'url', isFile ? get('filedigest') : get('misc'), get('misc'))
    const threat = /^(.*)\((\d+)\)$/.exec(get('threatid'))
    addTarget(targets, 'threat', threat?.[2] ?? get('threatid'), threat?.[1] ?? get('threatid'))
  }
  addTarget(targets, 'object', get('object_id'), get('objectname'))
  addTarget(targets, 'object', get('object'), get('object'))
  addTarget(targets, 'tag', get('tag_name'), get('tag_name'))
  addTarget(targets, 'hip', get('matchname'), get('matchname'))
  addTarget(targets, 'host', get('hostid'), get('machinename'))
  addTarget(targets, 'rule', get('rule_uuid') || get('rule'), get('rule') || get('policy_name'))
  addTarget(targets, 'device', get('serial') || headHost, get('device_name') || headHost)
  return targets
}
