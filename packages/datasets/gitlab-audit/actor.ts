import { email, firstText } from '../src/fields/text.ts'
import type { JsonRecord } from '../src/json-mapper.ts'
import type { Draft } from '../src/mapper.ts'

/** The author. Negative ids are GitLab's own: -1 is nobody who signed in, the others are kinds of tokens. */
export function actorOf(
  event: JsonRecord,
  details: JsonRecord,
): Pick<Draft, 'actor_type' | 'actor_id' | 'actor_name' | 'actor_email'> {
  const id = firstText(event['author_id'], event['meta.user_id'])
  const name = firstText(event['author_name'], details['author_name'], event['meta.user'])
  const address = firstText(event['author_email'], details['author_email'])
  return {
    actor_type: typeOf(id, name, firstText(event['author_class'], details['author_class'])),
    actor_id: id,
    actor_name: name,
    actor_email: email(address) || email(name),
  }
}

function typeOf(id: string, name: string, authorClass: string): 'unknown' | 'user' | 'service' | 'system' {
  if (authorClass.includes('Unauthenticated') || id === '-1') return 'unknown'
  if (authorClass !== '' && authorClass !== 'User') return 'service'
  if (id.startsWith('-')) return 'service'
  if (/^(?:project|group)_\d+_bot|^(?:GitLab (?:Support|Security|Duo|Admin) Bot|GitLab-Admin-Bot|ghost)$/.test(name)) {
    return 'service'
  }
  return name === '' && (id === '' || id === '0') ? 'unknown' : 'user'
}
