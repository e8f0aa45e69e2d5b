import type { Target } from '@trailhouse/event'
import { changedMembers, jsonText } from '../src/fields/change.ts'
import { addTarget } from '../src/fields/targets.ts'
import { email, isObject, list, object, text } from '../src/fields/text.ts'
import type { JsonRecord } from '../src/json-mapper.ts'
import type { Draft } from '../src/mapper.ts'
import { nameOf } from './actor.ts'

/** The targets, the client and the device that were used, the issuer; and the actor's display name beside a login. */
export function targetsOf(event: JsonRecord): Target[] {
  const targets: Target[] = []
  for (const entry of list(event['target'])) addEntity(targets, object(entry))
  const device = object(event['device'])
  addTarget(targets, 'Device', text(device['id']), text(device['name']))
  addTarget(targets, 'Client', text(object(event['client'])['id']))
  const issuer = object(object(event['authenticationContext'])['issuer'])
  addTarget(targets, 'Issuer', text(issuer['id']))
  const actor = object(event['actor'])
  if (email(text(actor['alternateId'])) === '' && nameOf(actor, 'alternateId') !== '') {
    addTarget(targets, text(actor['type']), nameOf(actor, 'id'), nameOf(actor, 'displayName'))
  }
  return targets
}

/** People are known by their login (`alternateId`), things by their display name. */
function addEntity(targets: Target[], entity: JsonRecord): void {
  const type = text(entity['type'])
  const login = nameOf(entity, 'alternateId')
  const displayName = nameOf(entity, 'displayName')
  const isPerson = type === 'User' || type === 'AppUser'
  if (isPerson) addTarget(targets, type, nameOf(entity, 'id'), login, displayName)
  else addTarget(targets, type, nameOf(entity, 'id'), displayName, login)
}

/** Some events give what changed as `changeDetails` of a target: {"from": {...}, "to": {...}}. */
export function changeOf(event: JsonRecord): Pick<Draft, 'before' | 'after' | 'changed'> | undefined {
  for (const entry of list(event['target'])) {
    const details = object(entry)['changeDetails']
    if (!isObject(details)) continue
    const { from, to } = details
    return { before: jsonText(from), after: jsonText(to), changed: changedMembers(from, to) }
  }
  return undefined
}
