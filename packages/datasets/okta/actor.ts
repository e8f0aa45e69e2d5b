import { email, text } from '../src/fields/text.ts'
import type { JsonRecord } from '../src/json-mapper.ts'
import type { Draft } from '../src/mapper.ts'

/** The `actor`. What it is called besides, targets.ts keeps. */
export function actorOf(actor: JsonRecord): Pick<Draft, 'actor_type' | 'actor_id' | 'actor_name' | 'actor_email'> {
  const login = nameOf(actor, 'alternateId')
  const address = email(login)
  const displayName = nameOf(actor, 'displayName')
  return {
    actor_type: actorTypes.get(text(actor['type'])) ?? 'unknown',
    actor_id: nameOf(actor, 'id'),
    actor_name: address === '' ? login || displayName : displayName || login,
    actor_email: address,
  }
}

/** A name or id of an actor or target; Okta writes `unknown` where it has none. */
export function nameOf(entity: JsonRecord, member: 'id' | 'alternateId' | 'displayName'): string {
  const name = text(entity[member])
  return name === 'unknown' || name === 'Unknown' ? '' : name
}

const actorTypes = new Map<string, 'user' | 'service' | 'system'>([
  ['User', 'user'],
  ['AppUser', 'user'],
  ['SystemPrincipal', 'system'],
  ['PublicClientApp', 'service'],
  ['PublicClientAppEntity', 'service'],
  ['AppInstance', 'service'],
  ['Application', 'service'],
  ['ServiceAccount', 'service'],
  ['AI_AGENT', 'service'],
  ['AgentInstance', 'service'],
  ['Agent', 'service'],
  ['OAuth2ClientEntity', 'service'],
])
