import type { Target } from '@trailhouse/event'
import { email } from '../src/fields/text.ts'
import type { Draft } from '../src/mapper.ts'

/** `User:ada`, `User:CN=ada,O=Example`; `User:sa-1a2b` is a service account of Confluent Cloud. */
export function principalDraft(principal: string): Draft {
  const whole = principal.toWellFormed()
  const name = whole.slice(whole.indexOf(':') + 1)
  const isAnonymous = name === 'ANONYMOUS' || name === 'UNKNOWN_USER' || name === ''
  return {
    actor_type: isAnonymous ? 'unknown' : /^sa-\w+$/.test(name) ? 'service' : 'user',
    actor_id: whole,
    actor_name: name,
    actor_email: email(name),
  }
}

const patternTypes = new Set(['LITERAL', 'PREFIXED', 'ANY', 'MATCH', 'UNKNOWN'])

type Resource = { readonly target: Target | undefined; readonly patternType: string }

/** `Topic:LITERAL:orders`, before 2.0 `Topic:orders`; StandardAuthorizer writes `TOPIC:LITERAL:orders`. */
export function resourceTarget(resource: string): Resource {
  const text = resource.toWellFormed()
  const colon = text.indexOf(':')
  if (colon < 0) return { target: { type: 'resource', id: text, name: text }, patternType: '' }
  const rest = text.slice(colon + 1)
  const second = rest.indexOf(':')
  const patternType = second < 0 || !patternTypes.has(rest.slice(0, second)) ? '' : rest.slice(0, second)
  const name = patternType === '' ? rest : rest.slice(second + 1)
  return { target: { type: text.slice(0, colon).toLowerCase(), id: name, name }, patternType }
}
