import type { Target } from '@trailhouse/event'
import { addTarget } from '../src/fields/targets.ts'
import { email, firstText, isObject, list, object, text } from '../src/fields/text.ts'
import { isoTime } from '../src/fields/time.ts'
import type { JsonRecord } from '../src/json-mapper.ts'
import type { Draft } from '../src/mapper.ts'
import {
  authenticationActivity,
  type Classification,
  networkActivity,
  ocsfClass,
  otherActivity,
  unclassified,
} from '../src/ocsf.ts'
import { classify } from './classify.ts'

/**
 * A document of Auditbeat's module auditd, which has joined and interpreted the records itself.
 * https://www.elastic.co/docs/reference/beats/auditbeat/exported-fields-auditd
 */
export function isAuditbeat(record: JsonRecord): boolean {
  const auditd = record['auditd']
  if (isObject(auditd)) return 'message_type' in auditd || 'sequence' in auditd
  return object(record['event'])['module'] === 'auditd'
}

/** A document of its other modules, which is plain ECS, but arrives on the topic of the first. */
export const isOfAuditbeat = (record: JsonRecord): boolean => object(record['agent'])['type'] === 'auditbeat'

export function auditbeatDraft(record: JsonRecord): Draft {
  const auditd = object(record['auditd'])
  const event = object(record['event'])
  const data = object(auditd['data'])
  const host = object(record['host'])
  // Auditbeat 6 had the type of the record in event.type.
  const type = firstText(auditd['message_type'], 'sequence' in auditd ? event['type'] : '').toUpperCase()
  const source = object(record['source'])
  const destination = object(record['destination'])
  const time = text(record['@timestamp'])
  const result = firstText(event['outcome'], auditd['result'])
  return {
    ...actorOf(object(record['user']), object(object(auditd['summary'])['actor']), signIn(type, data, record)),
    ...(type === '' ? ofDataset(text(event['dataset'])) : classify(type, text(data['syscall']))),
    event_time: isoTime(time),
    event_time_raw: time,
    action: firstText(event['action'], type),
    service: firstText(object(record['process'])['name'], event['dataset'], 'kernel'),
    outcome: result === 'success' ? 'success' : result === 'fail' || result === 'failure' ? 'failure' : 'unknown',
    status_code: /^E[A-Z]/.test(text(data['exit'])) ? text(data['exit']) : '',
    actor_session_id: set(auditd['session']),
    source: firstText(source['ip'], source['address']),
    source_port: Number(text(source['port'])) || 0,
    destination: firstText(destination['ip'], destination['address']),
    destination_port: Number(text(destination['port'])) || 0,
    destination_host: firstText(host['name'], host['hostname'], object(record['beat'])['hostname']),
    targets: targetsOf(record, auditd),
    source_event_id: text(auditd['sequence']),
    event_key: `${text(host['name'])}/${time}/${type}`,
  }
}

/** Auditbeat's other modules: system (process, login, user, socket, package) and file_integrity. */
const ofDataset = (dataset: string): Classification => datasets.get(dataset.replace(/^system\./, '')) ?? unclassified

const datasets = new Map<string, Classification>([
  ['process', { class_uid: ocsfClass.processActivity, activity_id: otherActivity }],
  ['login', { class_uid: ocsfClass.authentication, activity_id: authenticationActivity.logon }],
  ['user', { class_uid: ocsfClass.accountChange, activity_id: otherActivity }],
  ['socket', { class_uid: ocsfClass.networkActivity, activity_id: networkActivity.open }],
  ['package', { class_uid: ocsfClass.applicationLifecycle, activity_id: otherActivity }],
  ['host', { class_uid: ocsfClass.entityManagement, activity_id: otherActivity }],
  ['file', { class_uid: ocsfClass.fileActivity, activity_id: otherActivity }],
])

/** Auditbeat writes `unset` for the number that means none. */
const set = (value: unknown): string => (value === 'unset' ? '' : text(value))

/** The account that somebody signs in to, where nobody is logged in yet. */
function signIn(type: string, data: JsonRecord, record: JsonRecord): string {
  if (text(object(record['event'])['dataset']).endsWith('login')) return text(object(record['user'])['name'])
  return /^(?:USER_(?:AUTH|ACCT|LOGIN|START|END|LOGOUT|ERR)|CRED_)/.test(type) ? text(data['acct']) : ''
}

function actorOf(user: JsonRecord, actor: JsonRecord, account: string): Draft {
  const audit = object(user['audit'])
  // Auditbeat 6 has the numbers beside a map of their names.
  const names = object(user['name_map'])
  const known = firstText(audit['name'], names['auid'], set(actor['primary']), user['name'], names['uid'])
  const login = set(audit['id']) || set(user['auid'])
  const isLoggedIn = login !== '' || set(actor['primary']) !== ''
  if (!isLoggedIn && account !== '' && !account.startsWith('(')) {
    const id = account === text(user['name']) ? firstText(user['id'], account) : account
    return { actor_type: 'user', actor_id: id, actor_name: account, actor_email: email(account) }
  }
  return {
    actor_type: isLoggedIn ? 'user' : known === '' ? 'unknown' : 'system',
    actor_id: login || set(user['id']) || set(user['uid']) || known,
    actor_name: known,
    actor_email: email(known),
  }
}

function targetsOf(record: JsonRecord, auditd: JsonRecord): Target[] {
  const targets: Target[] = []
  const thing = object(object(auditd['summary'])['object'])
  addTarget(targets, firstText(thing['type'], 'object'), '', text(thing['primary']), text(thing['secondary']))
  for (const path of list(auditd['paths']).slice(0, 100)) addTarget(targets, 'file', '', text(object(path)['name']))
  addTarget(targets, 'file', '', text(object(record['file'])['path']))
  addUsers(targets, object(record['user']))
  addTarget(targets, 'group', text(object(record['group'])['id']), text(object(record['group'])['name']))
  addTarget(
    targets,
    'process',
    '',
    firstText(object(record['process'])['executable'], object(record['process'])['exe']),
  )
  const actor = object(object(auditd['summary'])['actor'])
  addTarget(targets, 'user', '', text(actor['secondary']))
  addTarget(targets, 'user', '', text(object(auditd['data'])['acct']))
  return targets
}

/** The identities of the process, and the user that was acted on. */
function addUsers(targets: Target[], user: JsonRecord): void {
  addTarget(targets, 'user', text(user['id']), text(user['name']))
  addTarget(targets, 'user', text(user['uid']), text(object(user['name_map'])['uid']))
  addTarget(targets, 'user', text(user['euid']), text(object(user['name_map'])['euid']))
  for (const role of ['target', 'effective', 'saved', 'filesystem', 'changes']) {
    const each = object(user[role])
    addTarget(targets, 'user', text(each['id']), text(each['name']))
  }
}
