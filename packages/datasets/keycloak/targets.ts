import type { Target } from '@trailhouse/event'
import { addTarget } from '../src/fields/targets.ts'
import { isObject, list, text } from '../src/fields/text.ts'

/** Collections of the admin REST API whose next segment names one of them. */
const kinds = new Map<string, string>([
  ['users', 'user'],
  ['groups', 'group'],
  ['children', 'group'],
  ['clients', 'client'],
  ['client-scopes', 'client_scope'],
  ['default-client-scopes', 'client_scope'],
  ['optional-client-scopes', 'client_scope'],
  ['default-default-client-scopes', 'client_scope'],
  ['roles', 'role'],
  ['roles-by-id', 'role'],
  ['components', 'component'],
  ['instances', 'identity_provider'],
  ['mappers', 'mapper'],
  ['models', 'protocol_mapper'],
  ['federated-identity', 'identity_provider'],
  ['sessions', 'session'],
  ['credentials', 'credential'],
  ['flows', 'authentication_flow'],
  ['executions', 'authentication_execution'],
  ['required-actions', 'required_action'],
  ['config', 'authenticator_config'],
  ['organizations', 'organization'],
  ['members', 'user'],
  ['resource', 'resource'],
  ['scope', 'scope'],
  ['policy', 'policy'],
  ['permission', 'permission'],
  ['clients-initial-access', 'client_initial_access'],
])

/** What an admin event names: the last thing of its path first, then those that it is a part of. */
export function pathTargets(path: string, resourceType: string): Target[] {
  const targets: Target[] = []
  const segments = path.slice(0, 2048).split('/')
  for (let at = segments.length - 1; at > 0; at--) {
    const kind = kinds.get(segments[at - 1] ?? '')
    const id = segments[at] ?? ''
    if (kind !== undefined && !kinds.has(id) && id !== '') addTarget(targets, kind, id)
  }
  if (targets.length === 0 && (path !== '' || resourceType !== '')) {
    addTarget(targets, resourceType.toLowerCase() || 'resource', path)
  }
  return targets
}

/** Names in a representation: a user, role, client as written, or the list of roles that are given. */
export function representationTargets(representation: unknown, resourceType: string): Target[] {
  const targets: Target[] = []
  const type = resourceType.endsWith('ROLE_MAPPING') ? 'role' : resourceType.toLowerCase()
  const entries = Array.isArray(representation) ? list(representation).slice(0, 100) : [representation]
  for (const entry of entries) {
    if (!isObject(entry)) continue
    const names = [entry['username'], entry['name'], entry['clientId'], entry['alias'], entry['email']].map(text)
    addTarget(targets, type, text(entry['id']), ...names)
  }
  return targets
}
