import type { Target } from '@trailhouse/event'
import { jsonText } from '../src/fields/change.ts'
import { email, firstText, list, object, text } from '../src/fields/text.ts'
import type { JsonRecord } from '../src/json-mapper.ts'
import type { Draft } from '../src/mapper.ts'
import { severity, unclassified } from '../src/ocsf.ts'
import { classify } from './classify.ts'
import { dateOf, plainText } from './extended-json.ts'
import { qualified, targetsOf } from './targets.ts'

export const isMongo = (record: JsonRecord): boolean =>
  typeof record['atype'] === 'string' &&
  'ts' in record &&
  ('param' in record || 'params' in record || 'result' in record)

/** A message in the mongo schema; Percona Server for MongoDB calls `param` `params`. */
export function mongoDraft(record: JsonRecord): Draft {
  const action = text(record['atype'])
  const param = object(record['param'] ?? record['params'])
  const classification = classify(action, text(param['command']), param['passwordChanged'] === true)
  const result = plainText(record['result'])
  const failed = result !== '' && result !== '0'
  const { time, timeText } = dateOf(record['ts'])
  const actor = actorOf(record, param, action)
  return {
    ...(classification ?? unclassified),
    ...(failed && { severity_id: severity.low }),
    ...actor,
    ...endpoints(record),
    event_time: time,
    event_time_raw: timeText,
    action,
    service: 'mongodb',
    outcome: failed ? 'failure' : result === '' ? 'unknown' : 'success',
    status_code: failed ? result : '',
    status_detail: failed ? (errors.get(result) ?? '') : '',
    actor_session_id: plainText(record['uuid']),
    user_agent: userAgent(param),
    targets: [...targetsOf(action, param, actor.actor_id ?? ''), ...otherUsers(record)],
    before: jsonText(param['originalParameter']) || (action === 'replSetReconfig' ? jsonText(param['old']) : ''),
    after: afterOf(action, param),
    unknown_event_type: classification === undefined ? action : undefined,
  }
}

/** Result codes that the documentation of audit messages names. */
const errors = new Map<string, string>([
  ['11', 'UserNotFound'],
  ['13', 'Unauthorized'],
  ['17', 'ProtocolError'],
  ['18', 'AuthenticationFailed'],
  ['26', 'NamespaceNotFound'],
  ['27', 'IndexNotFound'],
  ['31', 'RoleNotFound'],
  ['48', 'NamespaceExists'],
  ['276', 'IndexBuildAborted'],
  ['334', 'MechanismUnavailable'],
  ['51002', 'UserAlreadyExists'],
  ['51003', 'UserAlreadyExists'],
])

/** A session can have users of several databases: the first acts. One that is signing in has none yet. */
function actorOf(record: JsonRecord, param: JsonRecord, action: string): Draft {
  const first = object(list(record['users'])[0] ?? list(param['initialUsers'])[0])
  const signsIn = action === 'authenticate'
  const name = firstText(first['user'], signsIn ? param['user'] : undefined)
  const database = firstText(first['db'], signsIn ? param['db'] : undefined)
  const isSystem = object(record['remote'])['isSystemUser'] === true || name === '__system'
  return {
    actor_type: isSystem ? 'system' : name === '' ? 'unknown' : 'user',
    actor_id: qualified(database, name),
    actor_name: name,
    actor_email: email(name),
  }
}

/** A session can have signed in to several databases. */
const otherUsers = (record: JsonRecord): Target[] =>
  list(record['users'])
    .slice(1, 100)
    .map((entry) => {
      const name = text(object(entry)['user'])
      return { type: 'user', id: qualified(text(object(entry)['db']), name), name }
    })

/** A client of the Unix socket has no address. */
function endpoints(record: JsonRecord): Draft {
  const remote = object(record['remote'])
  const local = object(record['local'])
  return {
    source: firstText(remote['ip'], remote['host']),
    source_port: Number(plainText(remote['port'])),
    destination: firstText(local['ip'], local['host']),
    destination_port: Number(plainText(local['port'])),
  }
}

function userAgent(param: JsonRecord): string {
  const metadata = object(param['clientMetadata'])
  const driver = object(metadata['driver'])
  const application = text(object(metadata['application'])['name'])
  return application || [text(driver['name']), text(driver['version'])].filter(Boolean).join(' ')
}

/** Of a change the values that it sets; what was before is said for a few actions only. */
function afterOf(action: string, param: JsonRecord): string {
  if (action === 'replSetReconfig') return jsonText(param['new'])
  if (action === 'auditConfigure') return jsonText(param['config'])
  if (changes.has(action)) return jsonText(param)
  return jsonText(param['updatedParameter'])
}

const changes = new Set(['createUser', 'updateUser', 'createRole', 'updateRole', 'createIndex'])
