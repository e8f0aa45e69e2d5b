import type { Target } from '@trailhouse/event'
import { epochTime } from '../src/fields/epoch.ts'
import { addTarget } from '../src/fields/targets.ts'
import { firstText, list, object, text } from '../src/fields/text.ts'
import { isoTime } from '../src/fields/time.ts'
import type { JsonRecord } from '../src/json-mapper.ts'
import type { Draft } from '../src/mapper.ts'
import { draftOf } from './draft.ts'

/** A record of Confluence: https://developer.atlassian.com/cloud/confluence/rest/v1/api-group-audit/ */
export function mapConfluence(record: JsonRecord): Draft {
  const author = object(record['author'])
  const id = firstText(author['accountId'], author['userKey'], author['username'])
  const name = firstText(author['displayName'], author['username'], author['publicName'])
  const targets: Target[] = []
  addObject(targets, object(record['affectedObject']))
  for (const entry of list(record['associatedObjects'])) addObject(targets, object(entry))
  addOtherNames(targets, author, id, name)
  return draftOf({
    action: text(record['summary']),
    category: text(record['category']),
    time: epochTime(record['creationDate']) ?? isoTime(record['creationDate'], 'utc'),
    timeText: text(record['creationDate']),
    actor: { id, name, email: text(author['email']), isAutomatic: name === 'System' || (id === '' && name === '') },
    targets,
    changes: list(record['changedValues']).map((entry) => {
      const change = object(entry)
      return {
        field: text(change['name']),
        from: firstText(change['oldValue'], change['hiddenOldValue']),
        to: firstText(change['newValue'], change['hiddenNewValue']),
      }
    }),
    source: text(record['remoteAddress']),
    detail: text(record['description']),
    more: { service: 'confluence' },
  })
}

function addObject(targets: Target[], entry: JsonRecord): void {
  addTarget(targets, text(entry['objectType']), text(entry['id']), text(entry['name']))
}

/** A user of a server has a key and a name besides the one that is shown. */
function addOtherNames(targets: Target[], author: JsonRecord, id: string, name: string): void {
  for (const member of ['username', 'userKey', 'publicName'] as const) {
    const other = text(author[member])
    if (other !== '' && other !== id && other !== name) addTarget(targets, 'User', id, other)
  }
}
