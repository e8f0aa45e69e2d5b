import type { Target } from '@trailhouse/event'
import { jsonText } from '../src/fields/change.ts'
import { addTarget } from '../src/fields/targets.ts'
import { firstText, isObject, object, text } from '../src/fields/text.ts'
import { isoTime } from '../src/fields/time.ts'
import type { JsonRecord, Source } from '../src/json-mapper.ts'
import type { Draft } from '../src/mapper.ts'
import { classify } from './classify.ts'

export function isWebhook(record: JsonRecord): boolean {
  const data = record['data']
  if (typeof record['operation'] !== 'string' || !isObject(data)) return false
  return '__typename' in data && 'id' in data && 'stage' in data
}

const operations = new Set(['create', 'update', 'delete', 'publish', 'unpublish'])

/** What a webhook sends of a content entry: https://hygraph.com/docs/api-reference/basics/webhooks */
export function mapWebhook(record: JsonRecord, source: Source): Draft {
  const action = text(record['operation'])
  const data = object(record['data'])
  const [time, by] = actOf(action, data)
  const type = text(data['__typename'])
  const kind = text(by['kind'])
  const classification = classify(action, type)
  const value = source.member('data') || jsonText(data)
  return {
    event_time: isoTime(time, 'utc'),
    event_time_raw: text(time),
    class_uid: classification.class_uid,
    activity_id: classification.activity_id,
    action,
    unknown_event_type: operations.has(action) ? undefined : action,
    unknown_fields: Object.keys(record).filter((name) => name !== 'operation' && name !== 'data'),
    service: 'hygraph',
    // Webhooks are sent of what was done.
    outcome: 'success',
    actor_type: kinds.get(kind) ?? (kind === '' && text(by['id']) !== '' ? 'user' : 'unknown'),
    actor_id: text(by['id']),
    actor_name: text(by['name']),
    before: action === 'delete' ? value : undefined,
    after: action === 'delete' ? undefined : value,
    targets: targetsOf(type, data),
  }
}

/** When and by whom: a deletion does not say when, and only who changed the entry last. */
function actOf(action: string, data: JsonRecord): [unknown, JsonRecord] {
  if (action === 'create') return [data['createdAt'], object(data['createdBy'])]
  if (action === 'publish')
    return [data['publishedAt'] ?? data['updatedAt'], object(data['publishedBy'] ?? data['updatedBy'])]
  if (action === 'delete') return [undefined, {}]
  return [data['updatedAt'], object(data['updatedBy'])]
}

/** Kinds of the system type User. */
const kinds = new Map<string, 'unknown' | 'user' | 'service'>([
  ['MEMBER', 'user'],
  ['PAT', 'service'],
  ['APP_TOKEN', 'service'],
  ['WEBHOOK', 'service'],
  ['PUBLIC', 'unknown'],
])

/** The entry, its stage, and those who made, changed and published it. */
function targetsOf(type: string, data: JsonRecord): Target[] {
  const targets: Target[] = []
  addTarget(targets, type, text(data['id']), firstText(data['title'], data['name'], data['fileName'], data['slug']))
  addTarget(targets, 'Stage', '', text(data['stage']))
  for (const member of ['createdBy', 'updatedBy', 'publishedBy'] as const) {
    const by = object(data[member])
    addTarget(targets, 'User', text(by['id']), text(by['name']))
  }
  return targets
}
