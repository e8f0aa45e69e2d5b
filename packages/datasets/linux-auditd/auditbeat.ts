import type { Target } from '@trailhouse/event'
import { addTarget } from '../src/fields/targets.ts'
import { email, firstText, isObject, list, object, text } from '../src/fields/text.ts'
import { isoTime } from '../src/fields/time.ts'
import type { JsonRecord } from '../src/json-mapper.ts'
import type { Draft } from '../src/mapper.ts'
import { classify } from './classify.ts'

/** Auditbeat has joined and interpreted the records itself. https://www.elastic.co/docs/reference/beats/auditbeat/exported-fields-auditd */
export const isAuditbeat = (record: JsonRecord): boolean =>
  isObject(record['auditd']) && ('message_type' in record['auditd'] || 'sequence' in record['auditd'])

export function auditbeatDraft(record: JsonRecord): Draft {
  const auditd = object(record['auditd'])
  const event = object(record['event'])
  const data = object(auditd['data'])
  const host = object(record['host'])
  const type = text(auditd['message_type']).toUpperCase()
  const source = object(record['source'])
  const destination = object(record['destination'])
  const time = text(record['@timestamp'])
  const result = firstText(event['outcome'], auditd['result'])
  return {
    ...actorOf(object(record['user']), object(object(auditd['summary'])['actor'])),
    ...classify(type, text(data['syscall'])),
    event_time: isoTime(time),
    event_time_raw: time,
    action: firstText(event['action'], type),
    service: firstText(object(record['process'])['name'], 'kernel'),
    outcome: result === 'success' ? 'success' : result === 'fail' || result === 'failure' ? 'failure' : 'unknown',
    status_code: /^E[A-Z]/.test(text(data['exit'])) ? text(data['exit']) : '',
    actor_session_id: set(auditd['session']),
    source: firstText(source['ip'], source['address']),
    source_port: Number(text(source['port'])) || 0,
    destination: firstText(destination['ip'], destination['address']),
    destination_port: Number(text(destination['port'])) || 0,
    destination_host: firstText(host['name'], host['hostname']),
    targets: targetsOf(record, auditd),
    source_event_id: text(auditd['sequence']),
    event_key: `${text(host['name'])}/${time}/${type}`,
  }
}

/** Auditbeat writes `unset` for the number that means none. */
const set = (value: unknown): string => (value === 'unset' ? '' : text(value))

function actorOf(user: JsonRecord, actor: JsonRecord): Draft {
  const audit = object(user['audit'])
  const known = firstText(audit['name'], set(actor['primary']), user['name'])
  const isLoggedIn = set(audit['id']) !== '' || set(actor['primary']) !== ''
  return {
    actor_type: isLoggedIn ? 'user' : known === '' ? 'unknown' : 'system',
    actor_id: firstText(set(audit['id']), set(user['id']), known),
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
  addTarget(targets, 'process', '', text(object(record['process'])['executable']))
  const actor = object(object(auditd['summary'])['actor'])
  addTarget(targets, 'user', '', text(actor['secondary']))
  addTarget(targets, 'user', '', text(object(auditd['data'])['acct']))
  return targets
}

/** The identities of the process, and the user that was acted on. */
function addUsers(targets: Target[], user: JsonRecord): void {
  addTarget(targets, 'user', text(user['id']), text(user['name']))
  for (const role of ['target', 'effective', 'saved', 'filesystem', 'changes']) {
    const each = object(user[role])
    addTarget(targets, 'user', text(each['id']), text(each['name']))
  }
}
