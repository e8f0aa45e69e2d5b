import type { Target } from '@trailhouse/event'
import { addTarget } from '../src/fields/targets.ts'
import { isObject, list, object, text } from '../src/fields/text.ts'
import type { JsonRecord } from '../src/json-mapper.ts'

/** The entity, people and things in the details, the app of the context, and the workspace or organization. */
export function targetsOf(entry: JsonRecord, context: JsonRecord, details: JsonRecord): Target[] {
  const targets: Target[] = []
  addTyped(targets, object(entry['entity']))
  for (const member in details) addDetail(targets, member, details[member])
  addThing(targets, 'app', context['app'])
  const location = object(context['location'])
  addTarget(targets, text(location['type']), text(location['id']), text(location['name']), text(location['domain']))
  return targets
}

/** {"type": "channel", "channel": {"id": ..., "name": ...}} */
function addTyped(targets: Target[], typed: JsonRecord): void {
  const type = text(typed['type'])
  if (type === 'message') addMessage(targets, object(typed['message']))
  else addThing(targets, type, typed[type])
}

function addThing(targets: Target[], type: string, value: unknown): void {
  if (!isObject(value)) return
  const name = text(value['name'])
  addTarget(targets, type, text(value['id']), name, text(value['email']), name === '' ? text(value['title']) : '')
}

function addMessage(targets: Target[], message: JsonRecord): void {
  addTarget(targets, 'message', text(message['timestamp']))
  addTarget(targets, 'channel', text(message['channel']))
  addTarget(targets, 'workspace', text(message['team']))
}

/** Most things that details may list; an export can list thousands. */
const maxListed = 100

function addDetail(targets: Target[], member: string, value: unknown): void {
  if (isObject(value)) {
    if (isObject(value[text(value['type'])])) addTyped(targets, value)
    else if ('id' in value) addThing(targets, member, value)
    return
  }
  const type = idMembers.get(member)
  if (type === undefined) return
  if (!Array.isArray(value)) addTarget(targets, type, text(value))
  for (const id of list(value).slice(0, maxListed)) {
    if (isObject(id)) addThing(targets, type, id)
    else addTarget(targets, type, text(id))
  }
}

/** Members of details that are ids or names. */
const idMembers = new Map([
  ['target_user', 'user'],
  ['target_user_id', 'user'],
  ['target_users', 'user'],
  ['user', 'user'],
  ['users', 'user'],
  ['user_id', 'user'],
  ['user_ids', 'user'],
  ['app_owner_id', 'user'],
  ['owner_id', 'user'],
  ['email', 'email'],
  ['invited_email', 'email'],
  ['channel', 'channel'],
  ['channels', 'channel'],
  ['channel_id', 'channel'],
  ['app_id', 'app'],
  ['bot_id', 'bot'],
  ['added_team_id', 'workspace'],
  ['removed_team_id', 'workspace'],
  ['team_id', 'workspace'],
  ['team', 'workspace'],
  ['usergroup_id', 'usergroup'],
  ['role_id', 'role'],
  ['file_id', 'file'],
  ['shared_to', 'channel'],
])
