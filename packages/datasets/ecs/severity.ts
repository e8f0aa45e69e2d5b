import { object } from '../src/fields/text.ts'
import type { JsonRecord } from '../src/json-mapper.ts'
import { severity } from '../src/ocsf.ts'
import { one } from './fields.ts'

/** By `log.level`; alerts are at least medium, failures at least low. `event.severity` has a scale of each source. */
export function severityOf(document: JsonRecord, event: JsonRecord, outcome: string): number {
  const level = one(object(document['log'])['level']).toLowerCase()
  const known = levels.get(level) ?? severity.informational
  const atLeast = one(event['kind']) === 'alert' ? severity.medium : outcome === 'failure' ? severity.low : 0
  return Math.max(known, atLeast)
}

const levels = new Map<string, number>([
  ['notice', severity.low],
  ['warn', severity.low],
  ['warning', severity.low],
  ['error', severity.medium],
  ['err', severity.medium],
  ['critical', severity.high],
  ['crit', severity.high],
  ['alert', severity.high],
  ['fatal', severity.critical],
  ['emergency', severity.critical],
  ['emerg', severity.critical],
])
