import { createHash } from 'node:crypto'
import type { KafkaRecord } from '@trailhouse/kafka'
import type { OpenRange } from './cut.ts'
import type { RowBlock } from './row-block.ts'

/** A contiguous range of one partition's offsets with its rows, from its first record to the insert's acknowledgement. */
export class Range implements OpenRange {
  readonly first: number
  readonly openedAt: number
  readonly block: RowBlock
  last: number
  /** Kafka timestamp of its first row, ms. */
  firstTimestamp: number | null = null
  /** When its token was first used, by an earlier owner; null where it is new. */
  readonly since: number | null
  /** Some of its records had landed before and are not in the block. */
  partial = false
  /** The range must not go beyond this offset, up to which an earlier owner may have sent something; null: no bound. */
  readonly until: number | null
  /** Its only record, kept while recovering, so that what the table refuses can become a dead letter. */
  original: KafkaRecord | null = null
  /** It holds one of the process's turns to fill a large range. */
  turn = false
  /** Bytes of the budget that it holds. */
  held = 0

  constructor(options: { first: number; openedAt: number; block: RowBlock; since?: number; until?: number }) {
    this.first = options.first
    this.last = options.first - 1
    this.openedAt = options.openedAt
    this.block = options.block
    this.since = options.since ?? null
    this.until = options.until ?? null
  }

  /** A replay: it ends at `until` and not before, since its token names the range that an earlier owner sent. */
  get exact(): boolean {
    return this.since !== null
  }

  get rows(): number {
    return this.block.rows
  }

  get bytes(): number {
    return this.block.bytes
  }
}

/** Rows [from, to) of a range, and the offsets that they cover: what is inserted as one block under one token. */
export type Rows = {
  readonly first: number
  readonly last: number
  readonly block: RowBlock
  readonly from: number
  readonly to: number
  readonly since: number | null
  readonly partial: boolean
  readonly original: KafkaRecord | null
}

export function allRows(range: Range): Rows {
  const { first, last, block, since, partial, original } = range
  return { first, last, block, from: 0, to: block.rows, since, partial, original }
}

/** The two halves of rows that the table refused as a whole; each covers its own offsets, without a gap between them. */
export function halves(rows: Rows): [Rows, Rows] {
  const middle = Math.floor((rows.from + rows.to) / 2)
  const border = rows.block.offsetAt(middle)
  const both = { ...rows, since: null, original: null }
  return [
    { ...both, last: border - 1, to: middle },
    { ...both, first: border, from: middle },
  ]
}

export function pieces({ block, from, to }: Rows): Uint8Array[] {
  return from === 0 && to === block.rows ? block.finish() : block.slice(from, to)
}

/**
 * The deduplication token: it names the range, and nothing else may be in it, since ClickHouse drops another block
 * under the same token in silence. A block of some of the range's records also names which.
 */
export function tokenOf(rows: Rows, topicId: string, partition: number): string {
  const token = `${topicId}:${partition}:${rows.first}-${rows.last}`
  if (!rows.partial) return token
  const hash = createHash('sha256')
  for (let row = rows.from; row < rows.to; row++) hash.update(`${rows.block.offsetAt(row)},`)
  return `${token}:missing:${hash.digest('base64url')}`
}

/** A copy that outlives the fetch response which the record is a slice of. */
export function copyRecord(record: KafkaRecord): KafkaRecord {
  const copy = (value: Buffer | null) => (value === null ? null : Buffer.from(value))
  const headers = Object.entries(record.headers).map(([name, value]) => [name, copyHeader(value)])
  return { ...record, key: copy(record.key), value: copy(record.value), headers: Object.fromEntries(headers) }
}

function copyHeader(value: KafkaRecord['headers'][string]): KafkaRecord['headers'][string] {
  if (Array.isArray(value)) return value.map((each) => (typeof each === 'string' ? each : Buffer.from(each)))
  return Buffer.isBuffer(value) ? Buffer.from(value) : value
}
