import type { Letter } from './letter.ts'

/** Which letters are meant: those that fit every field given. */
export type Selection = {
  /** Places in audit.dlq; undefined: any. `topicId` '' stands for the topic as it is now. */
  readonly ids?: readonly { readonly topicId: string; readonly partition: number; readonly offset: number }[]
  readonly reason?: readonly string[]
  readonly dataset?: readonly string[]
  readonly tenant?: readonly string[]
  readonly stage?: readonly string[]
  /** Topic that the record came from. */
  readonly topic?: readonly string[]
  /** Milliseconds since the epoch: from `since` to before `until`. */
  readonly since?: number
  readonly until?: number
}

/** Ids are not looked at: they choose what is read. */
export function selects(selection: Selection, { time, content }: Letter): boolean {
  const { reason, dataset, tenant, stage, topic, since, until } = selection
  if (since !== undefined && time < since) return false
  if (until !== undefined && time >= until) return false
  const known = typeof content === 'string' ? undefined : content
  return (
    fits(reason, known?.reason ?? 'MALFORMED') &&
    fits(dataset, known?.dataset) &&
    fits(tenant, known?.tenantId) &&
    fits(stage, known?.stage) &&
    fits(topic, known?.origin.topic)
  )
}

const fits = (wanted: readonly string[] | undefined, found: string | undefined): boolean =>
  wanted === undefined || (found !== undefined && wanted.includes(found))

const unitMs: Readonly<Record<string, number>> = { s: 1_000, m: 60_000, h: 3_600_000, d: 86_400_000 }

/** An ISO 8601 date or time (UTC where it names no zone), or how long ago: `90m`, `12h`, `7d`. undefined: neither. */
export function timeOf(text: string, now: number): number | undefined {
  const [, count, unit] = /^(\d{1,6})([smhd])$/.exec(text) ?? []
  if (count !== undefined && unit !== undefined) return now - Number(count) * (unitMs[unit] ?? 0)
  if (!/^\d{4}-\d{2}-\d{2}(?:T[\d:.]+(?:Z|[+-]\d{2}:?\d{2})?)?$/.test(text)) return undefined
  const time = Date.parse(/T[\d:.]+$/.test(text) ? `${text}Z` : text)
  return Number.isNaN(time) ? undefined : time
}

/** `<partition>/<offset>`, with the topic's id before it or without. undefined: not an id. */
export function idOf(text: string): { topicId: string; partition: number; offset: number } | undefined {
  const [, topicId = '', partition, offset] =
    /^(?:([0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12})\/)?(\d{1,9})\/(\d{1,15})$/.exec(text) ?? []
  if (partition === undefined || offset === undefined) return undefined
  return { topicId, partition: Number(partition), offset: Number(offset) }
}
