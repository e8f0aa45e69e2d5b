import { ocsfCaptions, ocsfClasses } from '../generated/ocsf.ts'

/**
 * ECS's event.category and event.type (https://www.elastic.co/guide/en/ecs/8.11/ecs-category-field-values-reference.html)
 * by OCSF class and activity.
 */

const uid = (name: keyof typeof ocsfClasses): number => ocsfClasses[name].uid

/** event.category by class_uid. A class without one is left without a category, as ECS asks for what none fits. */
export const categories: ReadonlyMap<number, string> = new Map([
  [uid('file_activity'), 'file'],
  [uid('kernel_extension_activity'), 'driver'],
  [uid('memory_activity'), 'process'],
  [uid('module_activity'), 'library'],
  [uid('scheduled_job_activity'), 'configuration'],
  [uid('process_activity'), 'process'],
  [uid('event_log_actvity'), 'configuration'],
  [uid('script_activity'), 'process'],
  [uid('peripheral_activity'), 'host'],
  [uid('registry_key_activity'), 'registry'],
  [uid('registry_value_activity'), 'registry'],
  [uid('windows_service_activity'), 'configuration'],
  [uid('vulnerability_finding'), 'vulnerability'],
  [uid('detection_finding'), 'intrusion_detection'],
  [uid('account_change'), 'iam'],
  [uid('authentication'), 'authentication'],
  [uid('authorize_session'), 'session'],
  [uid('entity_management'), 'configuration'],
  [uid('user_access'), 'iam'],
  [uid('group_management'), 'iam'],
  ...Object.values(ocsfClasses)
    .filter(({ uid }) => uid > 4000 && uid < 5000)
    .map(({ uid }): [number, string] => [uid, 'network']),
  [uid('http_activity'), 'web'],
  [uid('email_activity'), 'email'],
  [uid('device_config_state_change'), 'configuration'],
  [uid('software_info'), 'package'],
  [uid('web_resources_activity'), 'web'],
  [uid('application_lifecycle'), 'package'],
  [uid('api_activity'), 'api'],
  [uid('datastore_activity'), 'database'],
  [uid('file_hosting'), 'file'],
])

/** What ECS expects as event.type of each category that is used here. */
const expected: Readonly<Record<string, readonly string[]>> = {
  api: ['access', 'change', 'creation', 'deletion', 'end', 'info', 'start'],
  authentication: ['start', 'end', 'info'],
  configuration: ['access', 'change', 'creation', 'deletion', 'info'],
  database: ['access', 'change', 'info'],
  driver: ['change', 'end', 'info', 'start'],
  email: ['info'],
  file: ['access', 'change', 'creation', 'deletion', 'info'],
  host: ['access', 'change', 'end', 'info', 'start'],
  iam: ['change', 'creation', 'deletion', 'info'],
  intrusion_detection: ['info'],
  library: ['start'],
  network: ['access', 'end', 'info', 'start'],
  package: ['access', 'change', 'deletion', 'info', 'installation', 'start'],
  process: ['access', 'change', 'end', 'info', 'start'],
  registry: ['access', 'change', 'creation', 'deletion'],
  session: ['start', 'end', 'info'],
  vulnerability: ['info'],
  web: ['access', 'info'],
}

const verbs: Readonly<Record<string, readonly string[]>> = {
  creation: ['create', 'upload', 'file create', 'add', 'copy', 'import'],
  deletion: ['delete', 'remove', 'clear'],
  installation: ['install'],
  start: [
    'logon',
    'start',
    'launch',
    'open',
    'connect',
    'load',
    'execute',
    'mount',
    'connect request',
    'account switch',
  ],
  end: ['logoff', 'stop', 'terminate', 'close', 'disconnect', 'unload', 'unmount', 'eject', 'reset'],
  access: [
    ...['read', 'get', 'list', 'query', 'search', 'export', 'download', 'preview', 'open', 'head', 'get attributes'],
    ...['get security', 'decrypt', 'connect', 'options', 'post', 'put', 'patch', 'trace', 'access', 'share'],
  ],
  change: [
    ...['update', 'enable', 'disable', 'rename', 'move', 'modify', 'set', 'set attributes', 'set security', 'write'],
    ...['lock', 'unlock', 'restore', 'attach policy', 'detach policy', 'password change', 'password reset', 'encrypt'],
    ...[
      'mfa factor enable',
      'mfa factor disable',
      'assign privileges',
      'revoke privileges',
      'assign groups',
      'add user',
    ],
    ...['remove user', 'add subgroup', 'remove subgroup', 'share', 'unshare', 'activate', 'deactivate', 'suspend'],
    ...['resume', 'enroll', 'unenroll', 'reconfigure', 'create', 'delete', 'clear', 'restart', 'post', 'put', 'patch'],
  ],
}

/** event.type by 100 * class_uid + activity_id: the first of the activity's types that the category expects. */
export const types: ReadonlyMap<number, string> = new Map(
  [...ocsfCaptions].flatMap(([class_uid, { activities }]) =>
    Object.entries({ ...activities, 99: 'Other' }).flatMap(([id, activity]): [number, string][] => {
      const type = typeOf(categories.get(class_uid) ?? '', activity.toLowerCase())
      return type === undefined ? [] : [[class_uid * 100 + Number(id), type]]
    }),
  ),
)

function typeOf(category: string, activity: string): string | undefined {
  const allowed = expected[category] ?? []
  const named = Object.entries(verbs).find(([type, names]) => allowed.includes(type) && names.includes(activity))
  return named?.[0] ?? ['info', 'start', 'change'].find((type) => allowed.includes(type))
}

/** The second event.type of iam: what was changed. */
export const subjects: ReadonlyMap<number, string> = new Map([
  [uid('account_change'), 'user'],
  [uid('user_access'), 'user'],
  [uid('group_management'), 'group'],
])
