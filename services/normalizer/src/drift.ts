import type { DriftKind } from '@trailhouse/datasets'

/** What the records of a batch showed of one dataset's vendor changing its format. */
export type DriftSeen = {
  readonly dataset: string
  readonly kind: DriftKind
  records: number
  /** Of the unknown event types or fields, some. */
  readonly names: Set<string>
  /** The record that was counted last: one counts once, however many names it has. */
  last: number
}
export type Drift = Map<string, DriftSeen>

/** Names are told to people. A hostile record can hold any number of them, of any length. */
const maxNames = 20
const maxNameLength = 100

export function noticeDrift(drift: Drift, offset: number, dataset: string, kind: DriftKind, name: string): void {
  const key = `${dataset} ${kind}`
  let seen = drift.get(key)
  if (seen === undefined) {
    seen = { dataset, kind, records: 0, names: new Set(), last: -1 }
    drift.set(key, seen)
  }
  if (seen.last !== offset) {
    seen.last = offset
    seen.records += 1
  }
  if (seen.names.size < maxNames) seen.names.add(name.slice(0, maxNameLength))
}

/** Says of a name whether it is told the first time. Holds so many names, and no more are told. */
export function firstTellings(limit = 1_000): (dataset: string, kind: DriftKind, name: string) => boolean {
  const told = new Set<string>()
  return (dataset, kind, name) => {
    const key = `${dataset} ${kind} ${name}`
    if (told.has(key) || told.size >= limit) return false
    told.add(key)
    return true
  }
}
