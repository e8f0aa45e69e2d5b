import { email, firstText, text } from '../src/fields/text.ts'
import type { JsonRecord } from '../src/json-mapper.ts'
import type { Draft } from '../src/mapper.ts'

/** Who acted; `external_identity_nameid` is the SAML NameID of a user who signed on through the organization's provider. */
export function actorOf(entry: JsonRecord): Pick<Draft, 'actor_type' | 'actor_id' | 'actor_name' | 'actor_email'> {
  const name = text(entry['actor'])
  return {
    actor_type: typeOf(entry, name),
    actor_id: text(entry['actor_id']),
    actor_name: name,
    actor_email: firstText(
      email(text(entry['external_identity_nameid'])),
      email(text(entry['actor_email'])),
      email(name),
    ),
  }
}

/** Apps act as `name[bot]`; what GitHub itself did has no actor, or one of its own. */
function typeOf(entry: JsonRecord, name: string): 'unknown' | 'user' | 'service' | 'system' {
  if (entry['actor_is_bot'] === true || name.endsWith('[bot]')) return 'service'
  if (name === 'GitHub System' || name === 'github-system') return 'system'
  if (automatic.has(text(entry['programmatic_access_type']))) return 'service'
  if (name === 'deploy_key' || text(entry['actor_type']) === 'deploy_key') return 'service'
  return name === '' ? 'unknown' : 'user'
}

const automatic = new Set(['GitHub App server-to-server token', 'Deploy key', 'GitHub App'])
