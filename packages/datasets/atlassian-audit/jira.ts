import type { Target } from '@trailhouse/event'
import { addTarget } from '../src/fields/targets.ts'
import { firstText, list, object, text } from '../src/fields/text.ts'
import { isoTime } from '../src/fields/time.ts'
import type { JsonRecord } from '../src/json-mapper.ts'
import type { Draft } from '../src/mapper.ts'
import { draftOf } from './draft.ts'

/** A record of Jira: https://developer.atlassian.com/cloud/jira/platform/rest/v3/api-group-audit-records/ */
export function mapJira(record: JsonRecord): Draft {
  const created = text(record['created'])
  const author = text(record['authorKey'])
  const targets: Target[] = []
  addItem(targets, object(record['objectItem']))
  for (const item of list(record['associatedItems'])) addItem(targets, object(item))
  const accountId = text(record['authorAccountId'])
  if (accountId !== '' && author !== '' && accountId !== author) addTarget(targets, 'USER', accountId, author)
  return draftOf({
    action: text(record['summary']),
    category: text(record['category']),
    time: isoTime(created, 'utc'),
    timeText: created,
    actor: { id: accountId || author, name: author, email: '', isAutomatic: accountId === '' && author === '' },
    targets,
    changes: list(record['changedValues']).map((entry) => {
      const { fieldName, changedFrom, changedTo } = object(entry)
      return { field: text(fieldName), from: changedFrom, to: changedTo }
    }),
    source: text(record['remoteAddress']),
    detail: text(record['description']),
    // Every site counts its records from 1: the time tells those of two sites apart.
    more: {
      service: firstText(record['eventSource'], 'jira'),
      source_event_id: text(record['id']),
      event_key: created,
    },
  })
}

function addItem(targets: Target[], item: JsonRecord): void {
  addTarget(targets, text(item['typeName']), text(item['id']), text(item['name']))
  const parent = firstText(item['parentId'], item['parentName'])
  if (parent !== '') addTarget(targets, 'PARENT', text(item['parentId']), text(item['parentName']))
}
