import { maxSpan } from './resume.ts'

/** A range that is being filled: offsets [first, last], some of which are rows. Times are in ms. */
export type OpenRange = {
  readonly first: number
  readonly last: number
  readonly rows: number
  /** The most that its rows take in Native form. */
  readonly bytes: number
  readonly openedAt: number
}

export type CutLimits = {
  readonly rows: number
  readonly bytes: number
  /** A lone event waits this long for company. */
  readonly lingerMs: number
  /** Two inserts of one partition begin at least this far apart while it is caught up. */
  readonly intervalMs: number
  /** Behind, a range waits this long to become full. */
  readonly behindMs: number
  /** Inserts a second of the whole process, when every range is cut by its age. */
  readonly insertsPerSecond: number
}

/**
 * A partition is behind when Kafka holds more records of it than this that were not fetched yet. With 0, ten events a
 * second already made a partition seem behind now and then, and cost seconds of latency.
 */
const behindRecords = 2_000

export function isBehind(batch: { readonly lastOffset: number; readonly highWatermark: number }): boolean {
  return batch.highWatermark - (batch.lastOffset + 1) > behindRecords
}

/** How the partition and the process fare. */
export type Flow = {
  /** See isBehind. */
  readonly behind: boolean
  /** When the partition's last insert began; -Infinity before the first. */
  readonly lastInsertAt: number
  /** Partitions of the process that hold records which are not stored yet. */
  readonly busyPartitions: number
}

/** The range takes no further record. */
export function isFull(range: OpenRange, limits: CutLimits): boolean {
  return range.rows >= limits.rows || range.bytes >= limits.bytes || range.last - range.first + 1 >= maxSpan
}

/**
 * When a range that is not full is cut by its age: the table "Where a range is cut" of docs/reliability.md. Caught up,
 * latency counts: at once but for a short linger, and at most one insert an interval, which stretches with the number
 * of busy partitions, so that parts an hour stay bounded whatever the rate. Behind, the size of the block counts.
 */
export function dueAt(range: OpenRange, flow: Flow, limits: CutLimits): number {
  if (flow.behind) return range.openedAt + limits.behindMs
  const interval = Math.max(limits.intervalMs, (1000 * flow.busyPartitions) / limits.insertsPerSecond)
  return Math.max(range.openedAt + limits.lingerMs, flow.lastInsertAt + interval)
}
