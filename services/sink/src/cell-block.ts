import type { KafkaRecord } from '@trailhouse/kafka'
import { type Cell, CellColumn, type CellType, varint } from './cell-column.ts'
import type { RowBlock } from './row-block.ts'

export type Columns = readonly (readonly [name: string, type: CellType])[]

/** A record as a row: the dataset it is counted by, and its cells after the three of its place. */
export type Row = { readonly dataset: string; readonly cells: readonly Cell[] }

const placeColumns: Columns = [
  ['kafka_topic_id', 'UUID'],
  ['kafka_partition', 'UInt32'],
  ['kafka_offset', 'UInt64'],
]

/**
 * Rows of cells: each begins with the place of its record in Kafka. A row is written into its columns at once: as
 * objects, the cells of a full block of dead letters took several times its bytes.
 */
export class CellBlock implements RowBlock {
  readonly #home: readonly [topicId: string, partition: number]
  readonly #columns: readonly CellColumn[]
  readonly #offsets: number[] = []
  readonly #timestamps: number[] = []
  readonly #datasets = new Map<string, number>()
  bytes = 0

  constructor(home: { topicId: string; partition: number }, columns: Columns) {
    this.#home = [home.topicId, home.partition]
    this.#columns = allColumns(columns).map(([name, type]) => new CellColumn(name, type))
  }

  get rows(): number {
    return this.#offsets.length
  }

  append({ offset, timestamp }: KafkaRecord, { dataset, cells }: Row): void {
    const row = [...this.#home, offset, ...cells]
    for (const [i, column] of this.#columns.entries()) this.bytes += column.append(row[i] as Cell)
    this.#offsets.push(offset)
    this.#timestamps.push(timestamp)
    this.#datasets.set(dataset, (this.#datasets.get(dataset) ?? 0) + 1)
  }

  offsetAt(row: number): number {
    return found(this.#offsets, row)
  }

  micros(_field: 'event_time' | 'ingest_time', row: number): number {
    return found(this.#timestamps, row) * 1000
  }

  countBy(): ReadonlyMap<string, number> {
    return this.#datasets
  }

  finish(): Uint8Array[] {
    return this.slice(0, this.rows)
  }

  slice(from: number, to: number): Uint8Array[] {
    return [
      varint(this.#columns.length),
      varint(to - from),
      ...this.#columns.flatMap((column) => column.rows(from, to)),
    ]
  }
}

function found(values: readonly number[], row: number): number {
  const value = values[row]
  if (value === undefined) throw new RangeError(`row ${row} of ${values.length}`)
  return value
}

export const allColumns = (columns: Columns): Columns => [...placeColumns, ...columns]
