import { RecordError } from '@trailhouse/errors'
import { uuidToNative } from '@trailhouse/event'
import { type DeadLetter, type KafkaRecord, readDeadLetter } from '@trailhouse/kafka'
import type { Encoding, RowBlock } from './row-block.ts'

/** Longest excerpt of the original value, bytes. */
const excerptBytes = 256

type Cell = string | number
type Row = {
  readonly offset: number
  readonly timestamp: number
  readonly dataset: string
  readonly cells: readonly Cell[]
}

/** The columns of `audit.dead_letters` as they travel: LowCardinality columns travel as String. */
const columns = [
  ['kafka_topic_id', 'UUID'],
  ['kafka_partition', 'UInt32'],
  ['kafka_offset', 'UInt64'],
  ['time', "DateTime64(3, 'UTC')"],
  ['reason', 'String'],
  ['detail', 'String'],
  ['stage', 'String'],
  ['dataset', 'String'],
  ['tenant_id', 'String'],
  ['mapper', 'String'],
  ['origin_topic', 'String'],
  ['origin_partition', 'UInt32'],
  ['origin_offset', 'UInt64'],
  ['origin_timestamp', "DateTime64(3, 'UTC')"],
  ['size', 'UInt64'],
  ['excerpt', 'String'],
] as const

/**
 * Records of `audit.dlq` to rows of `audit.dead_letters`. Every record becomes a row: what is no dead letter is shown as
 * one that cannot be read, since a dead letter about a dead letter would never end.
 */
export const deadLetterRows: Encoding<DeadLetterBlock> = {
  table: 'dead_letters',
  columns: columns.map(([name]) => name),
  open: (home) => new DeadLetterBlock(home),
  release: () => undefined,
  append: (block, record) => block.append(record),
}

export class DeadLetterBlock implements RowBlock {
  readonly #home: { readonly topicId: string; readonly partition: number }
  readonly #rows: Row[] = []
  bytes = 0

  constructor(home: { topicId: string; partition: number }) {
    this.#home = home
  }

  get rows(): number {
    return this.#rows.length
  }

  append(record: KafkaRecord): undefined {
    const letter = read(record)
    const { origin } = letter
    const value = record.value ?? Buffer.alloc(0)
    const texts = [letter.reason, letter.detail, letter.stage, letter.dataset, letter.tenantId, letter.mapper]
    const place = [origin.topic, origin.partition, origin.offset, origin.timestamp]
    const cells = [record.offset, record.timestamp, ...texts, ...place, value.length, excerpt(value)]
    this.#rows.push({ offset: record.offset, timestamp: record.timestamp, dataset: letter.dataset, cells })
    this.bytes +=
      64 + cells.reduce<number>((sum, cell) => sum + (typeof cell === 'string' ? 3 * cell.length + 5 : 8), 0)
  }

  offsetAt(row: number): number {
    return this.#at(row).offset
  }

  micros(_field: 'event_time' | 'ingest_time', row: number): number {
    return this.#at(row).timestamp * 1000
  }

  countBy(): ReadonlyMap<string, number> {
    const counts = new Map<string, number>()
    for (const { dataset } of this.#rows) counts.set(dataset, (counts.get(dataset) ?? 0) + 1)
    return counts
  }

  finish(): Uint8Array[] {
    return this.slice(0, this.#rows.length)
  }

  slice(from: number, to: number): Uint8Array[] {
    const rows = this.#rows.slice(from, to)
    const { topicId, partition } = this.#home
    const data = rows.map(({ cells }) => [topicId, partition, ...cells])
    const pieces = columns.map(([name, type], i) => {
      return Buffer.concat([text(name), text(type), ...data.map((cells) => encodeCell(type, cells[i] as Cell))])
    })
    return [varint(columns.length), varint(rows.length), ...pieces]
  }

  #at(row: number): Row {
    const found = this.#rows[row]
    if (found === undefined) throw new RangeError(`row ${row} of ${this.#rows.length}`)
    return found
  }
}

type Shown = Omit<DeadLetter, 'original' | 'stage'> & { readonly stage: string }

function read(record: KafkaRecord): Shown {
  try {
    return readDeadLetter(record)
  } catch (error) {
    if (!(error instanceof RecordError)) throw error
    const origin = { topic: '', topicId: '', partition: 0, offset: 0, timestamp: record.timestamp }
    const detail = `not a dead letter: ${error.message}`
    return { reason: 'MALFORMED', detail, stage: '', dataset: '', tenantId: '', mapper: '', origin }
  }
}

/** The first bytes as text that is safe to print: what is not UTF-8, and control characters, as U+FFFD. */
function excerpt(value: Uint8Array): string {
  const decoded = Buffer.from(value.subarray(0, excerptBytes)).toString('utf8')
  return decoded.replaceAll(/\p{Cc}/gu, '\u{fffd}')
}

function encodeCell(type: string, cell: Cell): Buffer {
  if (type === 'String') return text(String(cell))
  if (type === 'UUID') return Buffer.from(uuidToNative(String(cell)))
  const bytes = Buffer.alloc(type === 'UInt32' ? 4 : 8)
  if (type === 'UInt32') bytes.writeUInt32LE(Number(cell) >>> 0)
  else bytes.writeBigInt64LE(BigInt(cell))
  return bytes
}

function text(value: string): Buffer {
  const bytes = Buffer.from(value, 'utf8')
  return Buffer.concat([varint(bytes.length), bytes])
}

function varint(value: number): Buffer {
  const bytes: number[] = []
  let rest = value
  for (; rest >= 0x80; rest = Math.floor(rest / 128)) bytes.push((rest % 128) | 0x80)
  bytes.push(rest)
  return Buffer.from(bytes)
}
