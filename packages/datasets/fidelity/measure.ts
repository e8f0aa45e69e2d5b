import type { AuditEvent } from '@trailhouse/event'
import { type Mapper, MappingError } from '../src/index.ts'
import { unclassified } from '../src/ocsf.ts'
import { contextAt } from '../test/samples.ts'
import { leavesOf } from './leaves.ts'
import { identitiesIn, isNamed, rules } from './rules.ts'

export type Miss = { readonly field: string; readonly what: string; readonly record: number }

export type Fidelity = {
  records: number
  failed: number
  events: number
  /** Fields for which a record has the information, and those of them that the event has. */
  informed: number
  filled: number
  /** Distinct actions, and those of them that have a class of their own in some event. */
  actions: number
  classified: number
  /** Canonical fields that at least one event has. */
  readonly fields: Set<string>
  readonly misses: Miss[]
}

/** What the mapper makes of records, beside what a look at the records themselves finds. */
export function measure(mapper: Mapper, records: readonly Uint8Array[]): Fidelity {
  const result: Fidelity = {
    ...{ records: records.length, failed: 0, events: 0, informed: 0, filled: 0, actions: 0, classified: 0 },
    fields: new Set(),
    misses: [],
  }
  const classes = new Map<string, boolean>()
  records.forEach((raw, record) => {
    for (const event of eventsOf(mapper, raw, record, result)) {
      result.events += 1
      for (const [field, value] of Object.entries(event)) if (isThere(value)) result.fields.add(field)
      classes.set(event.action, classes.get(event.action) || isClassified(event))
      compare(event, record, result)
    }
  })
  result.actions = classes.size
  result.classified = [...classes.values()].filter(Boolean).length
  return result
}

function eventsOf(mapper: Mapper, raw: Uint8Array, record: number, result: Fidelity): readonly AuditEvent[] {
  try {
    return mapper.map(raw, contextAt(record))
  } catch (error) {
    if (!(error instanceof MappingError)) throw error
    result.failed += 1
    result.misses.push({ field: 'record', what: `${error.reason}: ${error.message}`, record })
    return []
  }
}

const isClassified = ({ class_uid, activity_id }: AuditEvent): boolean =>
  class_uid !== unclassified.class_uid || activity_id !== unclassified.activity_id

function isThere(value: AuditEvent[keyof AuditEvent]): boolean {
  if (typeof value === 'object') return Object.keys(value).length > 0
  return value !== '' && value !== 0 && value !== 'unknown'
}

/** An element of an array is looked at by itself: `raw` of its event is the element. */
function compare(event: AuditEvent, record: number, result: Fidelity): void {
  const leaves = leavesOf(event.raw)
  for (const { field, has, filled } of rules) {
    const found = leaves.find(has)
    if (found !== undefined) count(filled(event), { field, what: `${found.path} = ${found.value}`, record }, result)
  }
  for (const identity of identitiesIn(leaves)) {
    count(isNamed(identity, event), { field: 'identity', what: identity, record }, result)
  }
}

function count(isFilled: boolean, miss: Miss, result: Fidelity): void {
  result.informed += 1
  if (isFilled) result.filled += 1
  else result.misses.push(miss)
}

export const share = (part: number, whole: number): string =>
  whole === 0 ? '-' : `${((100 * part) / whole).toFixed(1)} %`
