import type { Target } from '@trailhouse/event'
import { addTarget } from '../src/fields/targets.ts'
import { isObject, object } from '../src/fields/text.ts'
import type { JsonRecord } from '../src/json-mapper.ts'
import { isNamed, userOf } from './actor.ts'
import { all, firstOf, one } from './fields.ts'

/** What was acted on: the users and groups of the event first, then the things that the other field sets hold. */
export function targetsOf(document: JsonRecord, event: JsonRecord): Target[] {
  const targets: Target[] = []
  const actor = userOf(document)
  const user = object(document['user'])
  const groupFirst = all(event['type']).includes('group')
  if (groupFirst) addGroups(targets, document, user)
  addUser(targets, user['target'], actor)
  addUser(targets, user['changes'], actor)
  if (!groupFirst) addGroups(targets, document, user)
  addThings(targets, document)
  addUser(targets, user['effective'], actor)
  for (const member of ['destination', 'server', 'source', 'client', 'host', 'process']) {
    addUser(targets, object(document[member])['user'], actor)
  }
  addUser(targets, object(document['process'])['real_user'], actor)
  addUser(targets, object(document['process'])['saved_user'], actor)
  addRelated(targets, document, actor)
  return targets
}

function addUser(targets: Target[], value: unknown, actor: JsonRecord): void {
  if (!isNamed(value) || value === actor) return
  const same = ['id', 'name', 'email'].every((key) => one(value[key]) === '' || one(value[key]) === one(actor[key]))
  if (!same)
    addTarget(targets, 'user', one(value['id']), firstOf(value['name'], value['full_name']), one(value['email']))
}

/** A group of the user itself says what the actor belongs to, not what was acted on. */
function addGroups(targets: Target[], document: JsonRecord, user: JsonRecord): void {
  for (const value of [document['group'], object(user['target'])['group']]) {
    if (typeof value === 'string') addTarget(targets, 'group', value, value)
    const group = object(value)
    addTarget(targets, 'group', one(group['id']), one(group['name']))
  }
  for (const role of all(object(user['target'])['roles'])) addTarget(targets, 'role', role, role)
}

/** Field sets whose object is a thing, with its id and its name. */
const things: readonly (readonly [string, readonly string[], readonly string[]])[] = [
  ['entity', ['id'], ['name', 'display_name']],
  ['file', ['path', 'name'], ['name']],
  ['registry', ['path', 'key'], ['value']],
  ['package', ['name'], ['name']],
  ['container', ['id'], ['name']],
  ['dns', ['question.name'], ['question.name']],
  ['url', ['full', 'original', 'path'], []],
  ['email', ['message_id'], ['subject']],
  ['rule', ['id', 'uuid', 'name'], ['name']],
  ['device', ['id', 'serial_number'], ['model.name']],
  ['vulnerability', ['id'], []],
  ['data_stream', ['target'], []],
]

function addThings(targets: Target[], document: JsonRecord): void {
  const orchestrated = object(object(document['orchestrator'])['resource'])
  addTarget(targets, firstOf(orchestrated['type'], 'resource'), one(orchestrated['id']), one(orchestrated['name']))
  addSaved(targets, object(document['kibana']))
  const cloudTarget = object(object(object(document['cloud'])['target'])['instance'])
  addTarget(targets, 'instance', one(cloudTarget['id']), one(cloudTarget['name']))
  for (const [set, ids, names] of things) {
    const value = document[set]
    if (isObject(value)) addTarget(targets, set, first(value, ids), first(value, names))
  }
  addProcess(targets, document)
  for (const name of all(object(document['service'])['target'])) addTarget(targets, 'service', name, name)
  addMail(targets, object(document['email']))
}

function first(value: JsonRecord, paths: readonly string[]): string {
  for (const path of paths) {
    const dot = path.indexOf('.')
    const found = dot < 0 ? value[path] : object(value[path.slice(0, dot)])[path.slice(dot + 1)]
    if (one(found) !== '') return one(found)
  }
  return ''
}

/** Kibana's audit log names the saved object, and the spaces to or from which it is shared. */
function addSaved(targets: Target[], kibana: JsonRecord): void {
  const saved = object(kibana['saved_object'])
  addTarget(targets, firstOf(saved['type'], 'saved_object'), one(saved['id']), one(saved['name']))
  for (const member of ['add_to_spaces', 'delete_from_spaces', 'space_id']) {
    for (const space of all(kibana[member])) addTarget(targets, 'space', space, space)
  }
}

/** A process that another user or process acts with is the thing acted on where it starts or ends. */
function addProcess(targets: Target[], document: JsonRecord): void {
  const process = object(document['process'])
  const id = firstOf(process['executable'], process['entity_id'], process['name'])
  if (isNamed(document['user']) || 'parent' in process) addTarget(targets, 'process', id, one(process['name']))
}

function addMail(targets: Target[], mail: JsonRecord): void {
  for (const member of ['from', 'sender', 'to', 'cc', 'bcc']) {
    for (const address of all(object(mail[member])['address'])) addTarget(targets, 'user', address, address)
  }
}

/** `related.user` has all users of the event: those that nothing above named, by whatever field they came. */
function addRelated(targets: Target[], document: JsonRecord, actor: JsonRecord): void {
  const related = document['related']
  if (!isObject(related)) return
  for (const name of all(related['user'])) if (!isKnown(targets, actor, name)) addTarget(targets, 'user', name, name)
  for (const name of all(related['entity']))
    if (!isKnown(targets, actor, name)) addTarget(targets, 'entity', name, name)
}

function isKnown(targets: readonly Target[], actor: JsonRecord, name: string): boolean {
  for (const key in actor) if (actor[key] === name) return true
  return targets.some((target) => target.id === name || target.name === name)
}
