import type { Target } from '@trailhouse/event'
import { addTarget } from '../src/fields/targets.ts'
import { isObject, list, text } from '../src/fields/text.ts'
import type { JsonRecord } from '../src/json-mapper.ts'
import { first, paths } from './paths.ts'

/** `subject` is what the event is about; the rest are what data commonly calls the thing acted on. */
export function targetsOf(event: JsonRecord, data: JsonRecord): Target[] {
  const targets: Target[] = []
  for (const member of members) {
    const value = data[member]
    for (const thing of Array.isArray(value) ? list(value).slice(0, maxTargets) : [value])
      addThing(targets, thing, member)
  }
  addTarget(targets, first(data, types) || 'resource', first(data, ids), first(data, names))
  const subject = text(event['subject'])
  const isNamed = targets.some(({ id, name }) => id === subject || name === subject)
  if (!isNamed) addTarget(targets, 'subject', subject)
  return targets
}

const members = [
  'target',
  'targets',
  'resource',
  'resources',
  'entity',
  'object',
  'item',
  'targetUser',
  'group',
  'role',
]
const maxTargets = 100

function addThing(targets: Target[], thing: unknown, member: string): void {
  if (!isObject(thing)) addTarget(targets, member, '', text(thing))
  else {
    addTarget(
      targets,
      first(thing, thingTypes) || member,
      first(thing, thingIds),
      first(thing, thingNames),
      text(thing['email']),
    )
  }
}

const types = paths('resourceType', 'resource_type', 'targetType', 'target_type', 'entityType')
const ids = paths('resourceId', 'resource_id', 'targetId', 'target_id', 'entityId', 'objectId')
const names = paths('resourceName', 'resource_name', 'targetName', 'target_name', 'entityName', 'objectName')
const thingTypes = paths('type', 'kind', 'resourceType')
const thingIds = paths('id', 'uid', 'uri', 'arn', 'key')
const thingNames = paths('name', 'displayName', 'display_name', 'title', 'login', 'username')
