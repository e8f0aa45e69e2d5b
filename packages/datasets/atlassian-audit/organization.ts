import type { Target } from '@trailhouse/event'
import { addTarget } from '../src/fields/targets.ts'
import { firstText, list, object, text } from '../src/fields/text.ts'
import { isoTime } from '../src/fields/time.ts'
import type { JsonRecord } from '../src/json-mapper.ts'
import type { Draft } from '../src/mapper.ts'
import { type Change, draftOf } from './draft.ts'

/** An event of an organization: https://developer.atlassian.com/cloud/admin/organization/rest/api-group-events/ */
export function mapOrganization(record: JsonRecord): Draft {
  const attributes = object(record['attributes'])
  const actor = object(attributes['actor'])
  const auth = object(actor['auth'])
  const location = object(attributes['location'])
  const time = text(attributes['time'])
  return draftOf({
    action: text(attributes['action']),
    category: '',
    time: isoTime(time, 'utc'),
    timeText: time,
    actor: {
      id: text(actor['id']),
      name: firstText(actor['name'], actor['email']),
      email: text(actor['email']),
      isAutomatic: text(actor['type']) === 'system' || text(actor['name']) === 'System',
    },
    targets: targetsOf(attributes),
    changes: changesOf(attributes),
    source: text(location['ip']),
    detail: firstText(object(record['message'])['content'], object(attributes['message'])['content']),
    more: {
      service: 'admin.atlassian.com',
      actor_credential_id: firstText(auth['tokenId'], auth['tokenLabel'], auth['tokenName']),
      user_agent: firstText(attributes['userAgent'], object(attributes['client'])['userAgent']),
      source_event_id: text(record['id']),
    },
  })
}

/** `context` is what was acted on, `container` the site or the organization that it is in. */
function targetsOf(attributes: JsonRecord): Target[] {
  const targets: Target[] = []
  for (const member of ['context', 'container'] as const) {
    const entries = attributes[member]
    for (const entry of Array.isArray(entries) ? entries : [entries]) addEntity(targets, object(entry))
  }
  return targets
}

function addEntity(targets: Target[], entity: JsonRecord): void {
  const about = object(entity['attributes'])
  addTarget(
    targets,
    text(entity['type']),
    text(entity['id']),
    firstText(about['name'], about['displayName'], about['groupName'], about['siteName'], about['productName']),
    firstText(about['email'], about['siteHostName'], about['hostName']),
  )
}

/** Some contexts have what changed: `changes`, or old and new values beside each other. */
function changesOf(attributes: JsonRecord): Change[] {
  const changes: Change[] = []
  for (const entry of list(attributes['context'])) {
    const about = object(object(entry)['attributes'])
    for (const change of list(about['changes'])) {
      const { field, from, to } = object(change)
      changes.push({ field: text(field) || 'value', from, to })
    }
    if ('oldValue' in about || 'newValue' in about) {
      changes.push({ field: text(about['field']) || 'value', from: about['oldValue'], to: about['newValue'] })
    }
  }
  return changes
}
