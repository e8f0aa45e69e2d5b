import type { Target } from '@trailhouse/event'
import { addTarget } from '../src/fields/targets.ts'
import { firstText, list, text } from '../src/fields/text.ts'
import type { JsonRecord } from '../src/json-mapper.ts'
import type { Draft } from '../src/mapper.ts'
import { severity, unclassified } from '../src/ocsf.ts'
import { sessionTypes } from './classify.ts'
import { timeOf, userDraft } from './query.ts'

const types = new Map<string, string>([
  ['0', 'LoginFailure'],
  ['1', 'LoginSuccess'],
  ['2', 'Logout'],
])

/** A row of system.session_log. https://clickhouse.com/docs/operations/system-tables/session_log */
export function sessionDraft(row: JsonRecord): Draft {
  const type = types.get(text(row['type'])) ?? text(row['type'])
  const failed = type === 'LoginFailure'
  return {
    ...(sessionTypes.get(type) ?? unclassified),
    severity_id: failed ? severity.low : severity.informational,
    ...timeOf(row),
    action: type,
    service: 'clickhouse',
    outcome: failed ? 'failure' : 'success',
    status_detail: text(row['failure_reason']),
    ...userDraft(text(row['user'])),
    actor_session_id: firstText(row['session_id'], row['auth_id']),
    source: text(row['client_address']),
    source_port: Number(text(row['client_port'])),
    source_host: text(row['client_hostname']),
    destination_host: text(row['hostname']),
    user_agent: text(row['client_name']),
    targets: targetsOf(row),
    source_event_id: text(row['auth_id']),
    event_key: type,
    unknown_event_type: sessionTypes.has(type) ? undefined : type,
  }
}

function targetsOf(row: JsonRecord): Target[] {
  const targets: Target[] = []
  addTarget(targets, 'host', text(row['hostname']))
  for (const role of list(row['roles']).slice(0, 100)) addTarget(targets, 'role', text(role))
  for (const profile of list(row['profiles']).slice(0, 100)) addTarget(targets, 'profile', text(profile))
  return targets
}
