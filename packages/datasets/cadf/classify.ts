import { text } from '../src/fields/text.ts'
import type { JsonRecord } from '../src/json-mapper.ts'
import { type Classification, unclassified } from '../src/ocsf.ts'

/**
 * Class by action and by the target's type. CADF's actions are words (`create`, `authenticate/login`); Keystone writes
 * what was done and to what (`created.user`).
 * https://docs.openstack.org/keystone/latest/admin/event_notifications.html
 */
export function classify(action: string, target: JsonRecord): Classification {
  const [verb = '', noun = ''] = action.slice(0, 200).toLowerCase().split(/[./]/)
  if (verb === 'authenticate') return { class_uid: 3002, activity_id: noun === 'logout' ? 2 : 1 }
  if (noun === 'role_assignment') return { class_uid: 3005, activity_id: created.has(verb) ? 1 : 2 }
  const type = text(target['typeURI'])
  if (noun === 'user' || type.endsWith('account/user') || type.endsWith('security/user')) return account(verb)
  if (noun === 'group' || type.endsWith('security/group')) return group(verb)
  const activity_id = activities.get(verb)
  return activity_id === undefined ? unclassified : { class_uid: unclassified.class_uid, activity_id }
}

const created = new Set(['create', 'created', 'add', 'added', 'enable', 'enabled'])

function account(verb: string): Classification {
  return { class_uid: 3001, activity_id: accountActivities.get(verb) ?? 99 }
}

const accountActivities = new Map<string, number>([
  ['create', 1],
  ['created', 1],
  ['enable', 2],
  ['enabled', 2],
  ['disable', 5],
  ['disabled', 5],
  ['delete', 6],
  ['deleted', 6],
])

function group(verb: string): Classification {
  return { class_uid: 3006, activity_id: groupActivities.get(verb) ?? 99 }
}

const groupActivities = new Map<string, number>([
  ['add', 3],
  ['added', 3],
  ['remove', 4],
  ['removed', 4],
  ['delete', 5],
  ['deleted', 5],
  ['create', 6],
  ['created', 6],
])

const activities = new Map<string, number>([
  ...['create', 'created', 'deploy', 'backup', 'capture', 'add', 'added', 'send'].map((verb) => [verb, 1] as const),
  ...['read', 'list', 'monitor', 'evaluate', 'receive'].map((verb) => [verb, 2] as const),
  ...[
    'update',
    'updated',
    'configure',
    'start',
    'stop',
    'enable',
    'enabled',
    'disable',
    'disabled',
    'renew',
    'restore',
    'upload',
    'set',
  ].map((verb) => [verb, 3] as const),
  ...['delete', 'deleted', 'undeploy', 'revoke', 'remove', 'removed', 'unset'].map((verb) => [verb, 4] as const),
])
