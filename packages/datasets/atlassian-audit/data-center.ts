import type { Target } from '@trailhouse/event'
import { epochTime } from '../src/fields/epoch.ts'
import { addTarget } from '../src/fields/targets.ts'
import { firstText, isObject, list, object, text } from '../src/fields/text.ts'
import { isoTime, type Micros } from '../src/fields/time.ts'
import type { JsonRecord } from '../src/json-mapper.ts'
import type { Draft } from '../src/mapper.ts'
import { draftOf } from './draft.ts'

/**
 * A record of Jira, Confluence, Bitbucket or Bamboo Data Center, from the audit API (`type`) or the log file
 * (`auditType`): https://confluence.atlassian.com/adminjiraserver/audit-log-integrations-in-jira-998879037.html
 */
export function mapDataCenter(record: JsonRecord): Draft {
  const author = object(record['author'])
  const type = object(record['auditType'] ?? record['type'])
  const name = text(author['name'])
  const id = text(author['id'])
  return draftOf({
    // The key does not depend on the language of the server.
    action: firstText(type['actionI18nKey'], type['action']),
    category: `${text(type['action'])} ${firstText(type['category'], type['categoryI18nKey'])}`,
    time: timeOf(record['timestamp']),
    timeText: text(record['timestamp']),
    actor: { id, name, email: '', isAutomatic: text(author['type']) === 'system' || name === 'System' },
    targets: targetsOf(record),
    changes: list(record['changedValues']).map((entry) => {
      const change = object(entry)
      return { field: firstText(change['key'], change['i18nKey']), from: change['from'], to: change['to'] }
    }),
    source: text(record['source']),
    detail: text(type['action']),
    more: { service: serviceOf(text(record['system'])), destination_host: hostOf(text(record['system'])) },
  })
}

/** The log file has a Java Instant, the API ISO 8601 or milliseconds. */
function timeOf(timestamp: unknown): Micros {
  if (!isObject(timestamp)) return isoTime(timestamp, 'utc') ?? epochTime(timestamp)
  const seconds = Number(text(timestamp['epochSecond']))
  const nanos = Number(text(timestamp['nano']))
  const micros = seconds * 1_000_000 + (Number.isInteger(nanos) ? Math.floor(nanos / 1000) : 0)
  return Number.isSafeInteger(micros) && 'epochSecond' in timestamp ? micros : undefined
}

function targetsOf(record: JsonRecord): Target[] {
  const targets: Target[] = []
  for (const entry of list(record['affectedObjects'])) {
    const affected = object(entry)
    addTarget(targets, text(affected['type']), text(affected['id']), text(affected['name']))
  }
  for (const entry of list(record['extraAttributes'])) {
    const extra = object(entry)
    if (/user|group|target/i.test(text(extra['name']).slice(0, 100)))
      addTarget(targets, text(extra['name']), '', text(extra['value']))
  }
  return targets
}

const serviceOf = (system: string): string => hostOf(system) || system || 'atlassian'

function hostOf(system: string): string {
  return /^https?:\/\/([^/:?#]{1,255})/.exec(system)?.[1] ?? ''
}
