import type { Target } from '@trailhouse/event'
import { addTarget } from '../src/fields/targets.ts'
import { firstText, object, text } from '../src/fields/text.ts'
import type { Entry } from './entry.ts'

/** The resource; whom its metadata or its new value name; the token that was used; the zone, the account and its owner. */
export function targetsOf({ resource, metadata, token, zone, account, owner, actor, after }: Entry): Target[] {
  const targets: Target[] = []
  const isZone = resource.type === 'zone'
  const given = firstText(metadata['name'], metadata['Name'])
  addTarget(targets, resource.type, resource.id, isZone ? zone.name || given : given)
  const value = object(after)
  for (const member of people) {
    const person = firstText(metadata[member], value[member])
    if (person !== actor.email) addTarget(targets, 'user', '', person)
  }
  if (!isZone) addTarget(targets, 'zone', zone.id, zone.name)
  addTarget(targets, 'token', token.id, token.name)
  addTarget(targets, 'token', text(metadata['token_tag']), text(metadata['token_name']))
  addTarget(targets, 'account', account.id, account.name)
  if (owner !== actor.id && owner !== account.id) addTarget(targets, 'owner', owner)
  return targets
}

const people = ['email', 'user_email', 'member_email', 'invited_email', 'invitee_email', 'actor_email'] as const
