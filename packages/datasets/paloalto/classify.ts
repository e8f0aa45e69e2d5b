import { classOfWords } from '../src/fields/words.ts'
import { type Classification, ocsfClasses, unclassified } from '../src/ocsf.ts'

const { network_activity, authentication, entity_management, detection_finding, tunnel_activity } = ocsfClasses
const { http_activity, file_activity, application_lifecycle, data_security_finding, account_change } = ocsfClasses
const net = network_activity.activities
const entity = entity_management.activities

const classOf = (class_uid: number, activity_id: number): Classification => ({ class_uid, activity_id })
const finding = classOf(detection_finding.uid, detection_finding.activities.create)

const trafficActivities = new Map<string, number>([
  ['start', net.open],
  ['end', net.close],
  ['drop', net.refuse],
  ['deny', net.refuse],
])

const threatClasses = new Map<string, Classification>([
  ['url', classOf(http_activity.uid, 99)],
  ['file', classOf(file_activity.uid, 99)],
  ['data', classOf(data_security_finding.uid, data_security_finding.activities.create)],
])

/** Values of `cmd`. */
const configActivities = new Map<string, number>([
  ['add', entity.create],
  ['clone', entity.create],
  ['set', entity.update],
  ['edit', entity.update],
  ['move', entity.update],
  ['rename', entity.update],
  ['multi-move', entity.update],
  ['multi-clone', entity.create],
  ['commit', entity.update],
  ['delete', entity.delete],
])

export function classify(type: string, subtype: string, get: (name: string) => string): Classification {
  switch (type) {
    case 'TRAFFIC':
    case 'DECRYPTION':
    case 'GTP':
    case 'SCTP':
      return classOf(network_activity.uid, trafficActivities.get(subtype) ?? net.traffic)
    case 'THREAT':
      return threatClasses.get(subtype) ?? finding
    case 'CORRELATION':
      return finding
    case 'START':
    case 'TUNNEL':
      return classOf(tunnel_activity.uid, tunnel_activity.activities.open)
    case 'END':
      return classOf(tunnel_activity.uid, tunnel_activity.activities.close)
    case 'CONFIG':
      return configClass(get('cmd'), get('path'))
    case 'GLOBALPROTECT':
      return portalClass(get('eventid'))
    case 'USERID':
    case 'USER-ID':
      return classOf(authentication.uid, userActivities.get(subtype) ?? 99)
    case 'AUTHENTICATION':
    case 'AUTH':
      return classOf(authentication.uid, authentication.activities.logon)
    case 'SYSTEM':
      return systemClass(get('eventid'), get('opaque'))
    case 'HIP-MATCH':
    case 'HIPMATCH':
    case 'IPTAG':
      return classOf(ocsfClasses.inventory_info.uid, ocsfClasses.inventory_info.activities.log)
    default:
      return unclassified
  }
}

const userActivities = new Map<string, number>([
  ['login', authentication.activities.logon],
  ['logout', authentication.activities.logoff],
])

function configClass(command: string, path: string): Classification {
  if (/(?:^|[\s/])mgt-config[\s/]+users/.test(path)) {
    const { create, delete: remove } = account_change.activities
    return classOf(account_change.uid, command === 'delete' ? remove : command === 'add' ? create : 99)
  }
  return classOf(entity_management.uid, configActivities.get(command) ?? 99)
}

/** https://docs.paloaltonetworks.com/globalprotect/10-1/globalprotect-admin/logging-for-globalprotect-in-pan-os/event-descriptions-for-the-globalprotect-logs-in-pan-os */
function portalClass(event: string): Classification {
  const { open, close } = tunnel_activity.activities
  if (/logout/.test(event)) return classOf(tunnel_activity.uid, close)
  if (/auth|login|register|prelogin/.test(event)) return classOf(authentication.uid, authentication.activities.logon)
  return classOf(tunnel_activity.uid, /connected|setup/.test(event) ? open : 99)
}

function systemClass(event: string, description: string): Classification {
  const lifecycle = classOf(application_lifecycle.uid, 99)
  return classOfWords(event.replaceAll('-', ' ')) ?? classOfWords(description) ?? lifecycle
}
