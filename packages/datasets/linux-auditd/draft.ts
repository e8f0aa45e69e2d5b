import { type Draft, MappingError } from '../src/mapper.ts'
import { severity } from '../src/ocsf.ts'
import type { AuditdRecord } from '../src/parsers/auditd.ts'
import { actorDraft, actorOf } from './actor.ts'
import { changeOf } from './change.ts'
import { classify } from './classify.ts'
import { type AuditdEvent, lookIn, primaryOf, recordOf } from './event.ts'
import { networkOf } from './network.ts'
import { outcomeOf } from './outcome.ts'
import { serviceOf } from './service.ts'
import { syscallName } from './syscalls.ts'
import { targetsOf } from './targets.ts'
import { auxiliary, knownTypes } from './types.ts'

/** What an event says. README.md has each field. */
export function draftOf(event: AuditdEvent): Draft {
  if (event.records.length === 0) throw new MappingError('MISSING_FIELD', 'the record holds no audit record')
  const primary = primaryOf(event)
  const look = lookIn(event, primary)
  const syscall = look('SYSCALL') || syscallName(look('arch'), look('syscall'))
  const actor = actorOf(primary.type, look)
  const classification = classify(primary.type, syscall)
  const result = outcomeOf(primary, look)
  const atLeast = result.outcome === 'failure' ? severity.low : severity.informational
  const who = actorDraft(actor, look)
  const network = networkOf(event, primary, look, syscall)
  const change = changeOf(primary)
  // Member by member: five spreads cost 1.5 us.
  return {
    actor_type: who.actor_type,
    actor_id: who.actor_id,
    actor_name: who.actor_name,
    actor_email: who.actor_email,
    actor_session_id: who.actor_session_id,
    actor_credential_id: who.actor_credential_id,
    outcome: result.outcome,
    status_code: result.status_code,
    status_detail: result.status_detail,
    source: network.source,
    source_port: network.source_port,
    source_host: network.source_host,
    destination: network.destination,
    destination_port: network.destination_port,
    destination_host: network.destination_host,
    before: change.before,
    after: change.after,
    changed: change.changed,
    class_uid: classification.class_uid,
    activity_id: classification.activity_id,
    severity_id: Math.max(classification.severity_id ?? 0, atLeast),
    event_time: primary.time ?? event.shippedTime,
    action: primary.type,
    service: serviceOf(look) || 'kernel',
    targets: targetsOf(event, primary, actor, look),
    source_event_id: primary.serial === '' ? '' : `${(primary.time ?? 0) / 1e6}:${primary.serial}`,
    event_key: `${primary.node || event.host}/${event.records.length}/${primary.type}/${primary.text}`,
    attributes: attributesOf(event, primary, syscall),
    unknown_event_type: knownTypes.has(primary.type) ? undefined : primary.type,
  }
}

/** Fields of the primary record and of the call's that no other field holds, the call's name and the command line. */
function attributesOf(event: AuditdEvent, primary: AuditdRecord, syscall: string): Record<string, string> {
  const attributes: Record<string, string> = {}
  addFields(attributes, primary)
  const call = recordOf(event.records, 'SYSCALL')
  if (call !== undefined && call !== primary) addFields(attributes, call)
  if (syscall !== '') attributes['syscall'] = syscall
  if (event.records.length > 1 || auxiliary.has(primary.type)) addCommand(attributes, event)
  return attributes
}

function addFields(attributes: Record<string, string>, { fields }: AuditdRecord): void {
  for (const [name, value] of fields) {
    if (value === '' || value === '?' || name.charCodeAt(0) < lowerA || held.has(name)) continue
    if (!(name in attributes)) attributes[name] = value
  }
}

/** Names in capitals are auditd's translations. */
const lowerA = 97

/** Held by other fields, or of no use without the machine's memory. */
const held = new Set([
  'acct',
  'addr',
  'auid',
  'ses',
  'hostname',
  'res',
  'result',
  'success',
  'saddr',
  'syscall',
  'a0',
  'a1',
  'a2',
  'a3',
  'items',
  'suid',
  'fsuid',
  'egid',
  'sgid',
  'fsgid',
  'command',
  'fp',
  'rport',
  'laddr',
  'lport',
])

/** The command line is that of EXECVE, of PROCTITLE where there is none. */
function addCommand(attributes: Record<string, string>, { records }: AuditdEvent): void {
  const title = recordOf(records, 'PROCTITLE')?.fields
  const command = commandLine(recordOf(records, 'EXECVE')) || title?.get('proctitle') || title?.get('command')
  const directory = recordOf(records, 'CWD')?.fields.get('cwd')
  if (command) attributes['command'] = command
  if (directory) attributes['working_directory'] = directory
}

/** More arguments than a person would read are cut. */
const maxArguments = 200

/** `a0`, `a1`, ...; a long one comes in parts, `a1[0]`, `a1[1]`. */
function commandLine(execve: AuditdRecord | undefined): string {
  if (execve === undefined) return ''
  const given = execve.fields.get('command')
  if (given !== undefined) return given
  const words: string[] = []
  for (let index = 0; index < maxArguments; index++) {
    const word = execve.fields.get(`a${index}`) ?? partsOf(execve, index)
    if (word === undefined) break
    words.push(word)
  }
  return words.join(' ')
}

function partsOf({ fields }: AuditdRecord, index: number): string | undefined {
  let whole: string | undefined
  for (let part = 0; part < maxArguments; part++) {
    const found = fields.get(`a${index}[${part}]`)
    if (found === undefined) return whole
    whole = (whole ?? '') + found
  }
  return whole
}
