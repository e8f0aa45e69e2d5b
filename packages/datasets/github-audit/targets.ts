import type { Target } from '@trailhouse/event'
import { addTarget } from '../src/fields/targets.ts'
import { email, isObject, text } from '../src/fields/text.ts'
import type { JsonRecord } from '../src/json-mapper.ts'

/**
 * What an entry names, the most special first: [type, member with its name, member with its id]. They are in the entry
 * itself, and in some in its `data`.
 */
const members: readonly (readonly [type: string, name: string, id: string])[] = [
  ['user', 'blocked_user', 'blocked_user_id'],
  ['user', 'invitee', 'invitee_id'],
  ['email', 'email', 'invitation_id'],
  ['user', 'collaborator', 'collaborator_id'],
  ['user', 'target_login', 'target_id'],
  ['user', 'assignee', 'assignee_id'],
  ['team', 'invited_team', 'invited_team_id'],
  ['oauth_application', 'oauth_application', 'oauth_application_id'],
  ['oauth_application', 'oauth_application_name', 'oauth_application_id'],
  ['integration', 'integration', 'integration_id'],
  ['integration', 'application_name', 'application_id'],
  ['integration', 'integration_name', 'integration_id'],
  ['personal_access_token', 'user_programmatic_access_name', 'user_programmatic_access_id'],
  ['personal_access_token', 'token_name', 'request_access_id'],
  ['hook', 'hook_name', 'hook_id'],
  ['public_key', 'title', 'key_id'],
  ['ruleset', 'ruleset_name', 'ruleset_id'],
  ['environment', 'environment_name', 'environment_id'],
  ['runner', 'runner_name', 'runner_id'],
  ['runner_group', 'runner_group_name', 'runner_group_id'],
  ['workflow', 'workflow_name', 'workflow_id'],
  ['workflow_run', '', 'workflow_run_id'],
  ['pull_request', 'pull_request_title', 'pull_request_id'],
  ['codespace', 'codespace_name', 'codespace_id'],
  ['package', 'package', 'package_id'],
  ['project', 'project_name', 'project_id'],
  ['custom_property', 'property_name', ''],
  ['secret_scanning_alert', 'secret_type_display_name', 'alert_number'],
  ['role', 'role_name', 'role_id'],
  ['ip_allow_list_entry', 'ip_allow_list_entry', 'ip_allow_list_entry_id'],
  ['domain', 'domain', 'domain_id'],
  ['external_group', 'external_group_name', 'external_group_id'],
  ['branch', 'branch', ''],
  ['url', 'url_path', ''],
  ['user', 'user', 'user_id'],
  ['team', 'team', 'team_id'],
  ['repo', 'repo', 'repo_id'],
  ['repo', 'repository', 'repository_id'],
  ['repo', 'fork_parent', 'fork_parent_id'],
  ['repo', 'repositories_added_names', ''],
  ['repo', 'repositories_removed_names', ''],
  ['org', 'org', 'org_id'],
  ['business', 'business', 'business_id'],
]

/** The members by the name of either: an entry has few of them. */
const rankOf = new Map(
  members.flatMap(([, name, id], rank) => [name, id].filter((key) => key !== '').map((key) => [key, rank] as const)),
)

/** Every thing that the entry names; the actor as `user` of its own doing comes last. */
export function targetsOf(entry: JsonRecord, action: string): Target[] {
  const ranks: number[] = []
  addRanks(ranks, entry)
  const data = isObject(entry['data']) ? entry['data'] : undefined
  if (data !== undefined) addRanks(ranks, data)
  ranks.sort((one, other) => one - other)
  const targets: Target[] = []
  const last: Target[] = []
  let seen = -1
  for (const rank of ranks) {
    if (rank === seen) continue
    seen = rank
    addMember(members[rank], entry, data, entry['actor'], targets, last)
  }
  addKey(targets, entry, action)
  addSelf(last, entry)
  for (const target of last) addTarget(targets, target.type, target.id, target.name)
  return targets
}

function addRanks(ranks: number[], record: JsonRecord): void {
  for (const key in record) {
    const rank = rankOf.get(key)
    if (rank !== undefined) ranks.push(rank)
  }
}

function addMember(
  member: (typeof members)[number] | undefined,
  entry: JsonRecord,
  data: JsonRecord | undefined,
  actor: unknown,
  targets: Target[],
  last: Target[],
): void {
  if (member === undefined) return
  const [type, nameKey, idKey] = member
  const name = entry[nameKey] ?? data?.[nameKey]
  const id = entry[idKey] ?? data?.[idKey]
  const into = type === 'user' && name === actor ? last : targets
  if (Array.isArray(name)) addEach(into, type, name, Array.isArray(id) ? id : [])
  // Git events have no user, and write its id as 0.
  else if (id !== 0) addTarget(into, type, text(id), text(name))
}

/** Entries of an enterprise name several organizations: `org` and `org_id` are arrays then. */
function addEach(targets: Target[], type: string, names: readonly unknown[], ids: readonly unknown[]): void {
  for (let index = 0; index < names.length && index < maxNames; index++) {
    addTarget(targets, type, text(ids[index]), text(names[index]))
  }
}

const maxNames = 1000

/** `key` and `name` mean what the action is about: a secret, a variable, a label. */
function addKey(targets: Target[], entry: JsonRecord, action: string): void {
  const key = text(entry['key'])
  const name = text(entry['name'])
  if (key === '' && name === '') return
  const family = action.slice(0, Math.max(action.indexOf('.'), 0))
  const named: Target[] = []
  addTarget(named, /secret|variable/.test(action.slice(0, 200)) ? 'secret' : family, '', key, name)
  targets.unshift(...named.filter(({ id }) => !targets.some((target) => target.name === id)))
}

/** What the actor is called by the organization's identity provider. */
function addSelf(targets: Target[], entry: JsonRecord): void {
  const id = text(entry['actor_id'])
  const nameId = text(entry['external_identity_nameid'])
  const username = text(entry['external_identity_username'])
  if (nameId !== '' && email(nameId) === '') addTarget(targets, 'user', id, nameId)
  if (username !== '') addTarget(targets, 'user', id, username)
}
