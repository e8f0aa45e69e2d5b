import type { Target } from '@trailhouse/event'
import { jsonText, pointerTo } from '../src/fields/change.ts'
import { addTarget } from '../src/fields/targets.ts'
import { email, text } from '../src/fields/text.ts'
import { type Draft, MappingError } from '../src/mapper.ts'
import { severity } from '../src/ocsf.ts'
import { classify } from './classify.ts'

/** What the four forms have in common. */
export type AuditRecord = {
  readonly action: string
  /** What is said besides the action: it may tell the kind of event. */
  readonly category: string
  readonly time: number | undefined
  readonly timeText: string
  readonly actor: { readonly id: string; readonly name: string; readonly email: string; readonly isAutomatic: boolean }
  readonly targets: readonly Target[]
  readonly changes: readonly Change[]
  readonly source: string
  readonly detail: string
  readonly more?: Draft
}

export type Change = { readonly field: string; readonly from: unknown; readonly to: unknown }

/** @throws MappingError MISSING_FIELD */
export function draftOf(record: AuditRecord): Draft {
  const { action, actor } = record
  if (action === '') throw new MappingError('MISSING_FIELD', 'the record does not say what was done')
  const failed = /(?:^|[ _.])(?:failed|failure|unsuccessful)(?:[ _.]|$)/i.test(action.slice(0, 300))
  const classification = classify(action, record.category)
  const change = changeOf(record.changes)
  return {
    before: change?.before,
    after: change?.after,
    changed: change?.changed,
    event_time: record.time,
    event_time_raw: record.timeText,
    class_uid: classification.class_uid,
    activity_id: classification.activity_id,
    severity_id: classification.severity_id ?? (failed ? severity.low : severity.informational),
    action,
    // Audit logs of Atlassian hold what was done; of what failed only what says so in its name.
    outcome: failed ? 'failure' : 'success',
    status_detail: record.detail,
    actor_type: actor.isAutomatic ? 'system' : actor.id === '' && actor.name === '' ? 'unknown' : 'user',
    actor_id: actor.id,
    actor_name: actor.name,
    actor_email: email(actor.email) || email(actor.name),
    source: clientOf(record.source),
    targets: withAddresses(record.targets, record.changes),
    ...record.more,
  }
}

/** E-mail addresses among the values that changed name people as well. */
function withAddresses(targets: readonly Target[], changes: readonly Change[]): readonly Target[] {
  const all = [...targets]
  for (const { from, to } of changes.slice(0, 100)) {
    addTarget(all, 'email', '', email(text(from)))
    addTarget(all, 'email', '', email(text(to)))
  }
  return all
}

/** Behind proxies it is a list, of which the client is the first. */
function clientOf(source: string): string {
  const comma = source.indexOf(',')
  return comma < 0 ? source : source.slice(0, comma).trim()
}

/** Values that a record does not give, as it gives none of secrets, are left out. */
function changeOf(changes: readonly Change[]): Pick<Draft, 'before' | 'after' | 'changed'> | undefined {
  if (changes.length === 0) return undefined
  const before: Record<string, unknown> = {}
  const after: Record<string, unknown> = {}
  for (const { field, from, to } of changes) {
    if (isGiven(from)) before[field] = from
    if (isGiven(to)) after[field] = to
  }
  return {
    before: jsonText(before),
    after: jsonText(after),
    changed: changes.slice(0, 100).map(({ field }) => pointerTo(field)),
  }
}

const isGiven = (value: unknown): boolean => value !== undefined && value !== null && value !== ''
