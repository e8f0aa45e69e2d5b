import { uuidToNative } from '@trailhouse/event'
import type { KafkaRecord } from '@trailhouse/kafka'
import type { RowBlock } from './row-block.ts'

/** A type as it travels: LowCardinality columns travel as String. A DateTime64(3) is given in milliseconds. */
export type CellType = 'UUID' | 'UInt8' | 'UInt16' | 'UInt32' | 'UInt64' | 'String' | "DateTime64(3, 'UTC')"
export type Cell = string | number
export type Columns = readonly (readonly [name: string, type: CellType])[]

/** A record as a row: the dataset it is counted by, and its cells after the three of its place. */
export type Row = { readonly dataset: string; readonly cells: readonly Cell[] }

const placeColumns: Columns = [
  ['kafka_topic_id', 'UUID'],
  ['kafka_partition', 'UInt32'],
  ['kafka_offset', 'UInt64'],
]

const sizes = { UInt8: 1, UInt16: 2, UInt32: 4, UInt64: 8, "DateTime64(3, 'UTC')": 8 } as const

type PlacedRow = Row & { readonly offset: number; readonly timestamp: number }

/** Rows of cells, for topics that hold few records: each begins with the place of its record in Kafka. */
export class CellBlock implements RowBlock {
  readonly #home: { readonly topicId: string; readonly partition: number }
  readonly #columns: Columns
  readonly #rows: PlacedRow[] = []
  bytes = 0

  constructor(home: { topicId: string; partition: number }, columns: Columns) {
    this.#home = home
    this.#columns = allColumns(columns)
  }

  get rows(): number {
    return this.#rows.length
  }

  append({ offset, timestamp }: KafkaRecord, { dataset, cells }: Row): void {
    this.#rows.push({ offset, timestamp, dataset, cells: [offset, ...cells] })
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
    const pieces = this.#columns.map(([name, type], i) => {
      return Buffer.concat([text(name), text(type), ...data.map((cells) => encodeCell(type, cells[i] as Cell))])
    })
    return [varint(this.#columns.length), varint(rows.length), ...pieces]
  }

  #at(row: number): PlacedRow {
    const found = this.#rows[row]
    if (found === undefined) throw new RangeError(`row ${row} of ${this.#rows.length}`)
    return found
  }
}

export const allColumns = (columns: Columns): Columns => [...placeColumns, ...columns]

function encodeCell(type: CellType, cell: Cell): Buffer {
  if (type === 'String') return text(String(cell))
  if (type === 'UUID') return Buffer.from(uuidToNative(String(cell)))
  const bytes = Buffer.alloc(8)
  bytes.writeBigInt64LE(BigInt(cell))
  return bytes.subarray(0, sizes[type])
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
