import { changedMembers, jsonText } from '../src/fields/change.ts'
import { epochTime } from '../src/fields/epoch.ts'
import { email, firstText, isObject, text } from '../src/fields/text.ts'
import { isoTime } from '../src/fields/time.ts'
import { type JsonRecord, jsonMapper } from '../src/json-mapper.ts'
import { type Draft, MappingError } from '../src/mapper.ts'
import { severity } from '../src/ocsf.ts'
import { carriedJson } from '../src/parsers/carried-json.ts'
import { embeddedObject } from '../src/parsers/json.ts'
import { classify } from './classify.ts'
import { type Entry, entryOf } from './entry.ts'
import { targetsOf } from './targets.ts'

/** Cloudflare audit logs, versions 1 and 2. README.md says which field comes from where. */
export default jsonMapper({
  name: 'cloudflare-audit',
  version: 1,
  arrayMember: 'result',
  unwrap: (record) => carriedJson(record, isEntry),
  fields: new Set(
    'account action actor id interface metadata newValue newValueJson oldValue oldValueJson owner raw resource when zone AccountID AccountName ActionDescription ActionResult ActionTimestamp ActionType ActorContext ActorEmail ActorID ActorIP ActorIPAddress ActorTokenDetails ActorType AuditLogID ID Interface Metadata NewValue OldValue OwnerID Raw ResourceID ResourceProduct ResourceRequest ResourceResponse ResourceScope ResourceType ResourceValue When ZoneID ZoneName'.split(
      ' ',
    ),
  ),
  detects: isEntry,
  map: (record) => mapEntry(entryOf(record)),
})

function isEntry(record: JsonRecord): boolean {
  const { action, actor } = record
  if (isObject(action) && isObject(actor)) {
    return 'type' in action && ('when' in record ? 'owner' in record || 'resource' in record : 'time' in action)
  }
  return (
    'ActionType' in record &&
    'ActorType' in record &&
    'ResourceType' in record &&
    ('When' in record || 'AuditLogID' in record)
  )
}

function mapEntry(entry: Entry): Draft {
  if (entry.action === '') throw new MappingError('MISSING_FIELD', 'the type of the action is missing')
  const { actor, request } = entry
  const time = epochTime(entry.time) ?? isoTime(entry.time, 'utc')
  const outcome = outcomeOf(entry)
  const classification = classify(entry)
  const atLeast = outcome === 'failure' ? severity.low : severity.informational
  return {
    ...changeOf(entry),
    event_time: time,
    event_time_raw: typeof entry.time === 'number' && time !== undefined ? undefined : text(entry.time),
    class_uid: classification.class_uid,
    activity_id: classification.activity_id,
    severity_id: Math.max(classification.severity_id ?? 0, atLeast),
    action: entry.action,
    service: entry.resource.product || entry.interface,
    outcome,
    status_code: text(request['status_code']),
    status_detail: entry.description,
    actor_type: actorTypes.get(actor.type) ?? (actor.email === '' ? 'unknown' : 'user'),
    actor_id: actor.id,
    actor_name: actor.email || entry.token.name,
    actor_email: email(actor.email),
    actor_credential_id: entry.token.id || entry.token.name,
    source: actor.ip,
    user_agent: firstText(request['user_agent'], entry.metadata['user_agent']),
    cloud_provider: 'cloudflare',
    cloud_account: entry.account.id || entry.owner,
    targets: targetsOf(entry),
    request_id: firstText(request['cf_ray_id'], request['cf_rayid']),
    source_event_id: entry.id,
  }
}

const actorTypes = new Map<string, 'user' | 'service' | 'system'>([
  ['user', 'user'],
  ['admin', 'user'],
  ['cloudflare_admin', 'user'],
  ['Cloudflare', 'system'],
  ['cloudflare', 'system'],
  ['system', 'system'],
  ['automated', 'system'],
  // A token that belongs to the account, not to a person.
  ['account', 'service'],
])

/** Version 1 has a boolean, version 2 `success` or `failure`. */
function outcomeOf({ result, request }: Entry): 'unknown' | 'success' | 'failure' {
  const word = text(result).toLowerCase()
  if (word === 'true' || word === 'success') return 'success'
  if (word === 'false' || word.startsWith('fail') || word === 'error' || word === 'denied') return 'failure'
  const status = Number(text(request['status_code']))
  if (status >= 100) return status < 400 ? 'success' : 'failure'
  return 'unknown'
}

function changeOf({ before, after }: Entry): Pick<Draft, 'before' | 'after' | 'changed'> {
  const old = valueIn(before)
  const now = valueIn(after)
  return { before: jsonText(old), after: jsonText(now), changed: changedMembers(old, now) }
}

/** `oldValue` and `newValue` are text, in which some resources have JSON. */
const valueIn = (value: unknown): unknown => (typeof value === 'string' ? (embeddedObject(value) ?? value) : value)
