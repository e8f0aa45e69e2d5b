import { columnTypes, sinkColumns } from '../columns.ts'
import { type AuditEvent, auditEventSchema } from '../generated/audit-event.ts'
import { ArrayColumn } from './array-column.ts'
import { FixedColumn } from './fixed-column.ts'
import { countTexts, rowsOf } from './rows-of.ts'
import { TextColumn } from './text-column.ts'
import { uuidToNative } from './uuid.ts'

export type NativeColumn = TextColumn | FixedColumn | ArrayColumn

/** Strings travel as String into columns that are LowCardinality: ClickHouse builds the dictionaries of its own parts. */
const wireType = (type: string) => type.replaceAll('LowCardinality(String)', 'String')

const fixedColumns: Record<string, (name: string) => FixedColumn> = {
  UUID: (name) => new FixedColumn(name, Uint8Array, 16),
  DateTime64: (name) => new FixedColumn(name, Int32Array, 2),
  Enum8: (name) => new FixedColumn(name, Uint8Array),
  UInt8: (name) => new FixedColumn(name, Uint8Array),
  UInt16: (name) => new FixedColumn(name, Uint16Array),
  UInt32: (name) => new FixedColumn(name, Uint32Array),
  UInt64: (name) => new FixedColumn(name, Int32Array, 2),
}

const arrayParts: Record<string, string[]> = {
  'Array(LowCardinality(String))': ['item'],
  'Array(Tuple(type String, id String, name String))': ['type', 'id', 'name'],
  'Map(LowCardinality(String), String)': ['key', 'value'],
}

function makeColumn(name: string, type: string): NativeColumn {
  if (wireType(type) === 'String') return new TextColumn(name)
  const parts = arrayParts[type]
  if (parts)
    return new ArrayColumn(
      name,
      parts.map((part) => `${name}.${part}`),
    )
  const make = fixedColumns[type.replace(/\(.*/, '')]
  if (!make) throw new TypeError(`${name}: no Native column for ${type}`)
  return make(name)
}

/**
 * Rows of one Kafka partition as a block of ClickHouse's Native format: one growing buffer a column. A transcoder
 * (compileTranscoder) appends rows; a row that it refuses leaves no trace.
 *
 * Native: https://clickhouse.com/docs/en/interfaces/formats/Native, as the HTTP interface reads it (revision 0).
 */
export class NativeBlock {
  #topicId: Uint8Array
  #partition: number
  readonly #fields = new Map<keyof AuditEvent, NativeColumn>()
  readonly #texts: TextColumn[] = []
  readonly #arrays: ArrayColumn[] = []
  readonly #fixed: FixedColumn[] = []
  readonly #offsets = new FixedColumn('kafka_offset', Int32Array, 2)
  readonly #fingerprints = new FixedColumn('schema_fingerprint', Uint32Array, 2)
  readonly #fixedBytes: number
  #capacity = 0

  /** Rows so far. */
  rows = 0
  /** The most that the rows so far take in Native form, in bytes: each body, and each column of a fixed size. */
  bytes = 0

  /** @param topicId the topic's UUID, as Kafka gives it */
  constructor({ topicId, partition }: { topicId: string; partition: number }) {
    this.#topicId = uuidToNative(topicId)
    this.#partition = partition
    for (const { name } of auditEventSchema.fields) this.#add(name, makeColumn(name, columnTypes[name]))
    this.#fixed.push(this.#offsets, this.#fingerprints)
    // The columns of the topic's id and of the partition, 20 bytes a row, are made at the end.
    this.#fixedBytes = 20 + this.#fixed.reduce((sum, column) => sum + column.bytesPerRow, 0)
  }

  #add(name: keyof AuditEvent, column: NativeColumn): void {
    this.#fields.set(name, column)
    if (column instanceof FixedColumn) this.#fixed.push(column)
    else if (column instanceof TextColumn) this.#texts.push(column)
    else {
      this.#arrays.push(column)
      this.#fixed.push(column.offsets)
      this.#texts.push(...column.parts)
    }
  }

  /** The columns of these fields, in this order: what a transcoder appends to. */
  columnsOf(names: readonly (keyof AuditEvent)[]): NativeColumn[] {
    return names.map((name) => this.#fields.get(name) as NativeColumn)
  }

  /** Makes room for one more row in the columns of a fixed size. */
  beginRow(): void {
    if (this.rows < this.#capacity) return
    this.#capacity = Math.max(256, 2 * this.#capacity)
    for (const column of this.#fixed) column.reserve(this.#capacity - 1)
  }

  /** @param fingerprintLow and fingerprintHigh: the writer schema's CRC-64-AVRO, 32 bits each */
  commitRow(bodyBytes: number, offset: number, fingerprintLow: number, fingerprintHigh: number): void {
    const row = this.rows
    this.#offsets.values[2 * row] = offset
    this.#offsets.values[2 * row + 1] = Math.floor(offset / 0x1_0000_0000)
    this.#fingerprints.values[2 * row] = fingerprintLow
    this.#fingerprints.values[2 * row + 1] = fingerprintHigh
    for (const column of this.#texts) column.end = column.tail
    for (const column of this.#arrays) column.commit()
    this.rows = row + 1
    this.bytes += bodyBytes + this.#fixedBytes
  }

  rollbackRow(): void {
    for (const column of this.#texts) column.tail = column.end
    for (const column of this.#arrays) column.rollback()
  }

  /** The block as pieces, to be sent one after the other. They are views: nothing may be appended until they are sent. */
  finish(): Uint8Array[] {
    return this.#pieces(this.rows, (column) => column.written(this.rows))
  }

  /** Rows [from, to) as a block of their own, as `finish` gives all of them. For a block that must be split, not for each insert. */
  slice(from: number, to: number): Uint8Array[] {
    return this.#pieces(to - from, (column) => rowsOf(column, from, to))
  }

  #pieces(rows: number, written: (column: NativeColumn) => Uint8Array[]): Uint8Array[] {
    const fields = [...this.#fields].map(([name, column]) => piece(name, columnTypes[name], written(column)))
    const [topicId, partition, offset, fingerprint] = [
      [filled(this.#topicId, rows)],
      [filled(new Uint8Array(Uint32Array.of(this.#partition).buffer), rows)],
      written(this.#offsets),
      written(this.#fingerprints),
    ]
    const sink = [topicId, partition, offset, fingerprint].map((data, i) => {
      const { name, type } = sinkColumns[i] as { name: string; type: string }
      return piece(name, type, data as Uint8Array[])
    })
    return [varints(fields.length + sink.length, rows), ...fields.flat(), ...sink.flat()]
  }

  /** Kafka offset of a row. */
  offsetAt(row: number): number {
    return long(this.#offsets, row)
  }

  /** A time of a row, microseconds since the epoch. */
  micros(field: 'event_time' | 'ingest_time', row: number): number {
    return long(this.#fields.get(field) as FixedColumn, row)
  }

  /** Rows by their value of a text field. */
  countBy(field: 'dataset' | 'tenant_id'): Map<string, number> {
    return countTexts(this.#fields.get(field) as TextColumn)
  }

  /** Bytes that the block's buffers take, whether rows are in them or not. */
  get capacity(): number {
    const fixed = this.#fixed.reduce((sum, column) => sum + column.values.byteLength, 0)
    return fixed + this.#texts.reduce((sum, column) => sum + column.bytes.length, 0)
  }

  /** Forgets the rows and keeps the memory for the next ones, of another partition if one is given. */
  clear(home?: { topicId: string; partition: number }): void {
    if (home) {
      this.#topicId = uuidToNative(home.topicId)
      this.#partition = home.partition
    }
    this.rows = this.bytes = 0
    for (const column of this.#texts) column.end = column.tail = 0
    for (const column of this.#arrays) column.clear()
  }
}

function piece(name: string, type: string, data: Uint8Array[]): Uint8Array[] {
  return [shortText(name), shortText(wireType(type)), ...data.filter((part) => part.length > 0)]
}

function shortText(text: string): Uint8Array {
  const bytes = Buffer.from(text)
  return Buffer.concat([varints(bytes.length), bytes])
}

function varints(...values: number[]): Uint8Array {
  const bytes: number[] = []
  for (let value of values) {
    for (; value >= 0x80; value = Math.floor(value / 128)) bytes.push((value % 128) | 0x80)
    bytes.push(value)
  }
  return Uint8Array.from(bytes)
}

/** The value once for each row. */
function filled(value: Uint8Array, rows: number): Uint8Array {
  const bytes = new Uint8Array(rows * value.length)
  bytes.set(value.subarray(0, bytes.length))
  for (let done = value.length; done < bytes.length; done *= 2) bytes.copyWithin(done, 0, bytes.length - done)
  return bytes
}

/** A 64-bit integer of a row, exact to 2^53. */
function long({ values }: FixedColumn, row: number): number {
  return (values[2 * row + 1] as number) * 0x1_0000_0000 + ((values[2 * row] as number) >>> 0)
}
