import { FixedColumn } from './fixed-column.ts'
import { TextColumn } from './text-column.ts'

/**
 * An Array or Map column in Native form: for each row the number of elements up to and with it, as UInt64, then one
 * flat column for each part of an element (of a Map: keys, values).
 */
export class ArrayColumn {
  readonly name: string
  readonly offsets: FixedColumn<Int32Array>
  readonly parts: readonly TextColumn[]
  #count = 0
  #tail = 0

  constructor(name: string, parts: readonly string[]) {
    this.name = name
    this.offsets = new FixedColumn(name, Int32Array, 2)
    this.parts = parts.map((part) => new TextColumn(part))
  }

  /** Notes that the row has so many elements; each part has been or will be given as many values. */
  appendCount(row: number, count: number): void {
    this.#tail = this.#count + count
    this.offsets.values[2 * row] = this.#tail
    this.offsets.values[2 * row + 1] = 0
  }

  /** As for the parts, the block says when a row counts: commit, rollback and clear are of the count alone. */
  commit(): void {
    this.#count = this.#tail
  }

  rollback(): void {
    this.#tail = this.#count
  }

  clear(): void {
    this.#count = this.#tail = 0
  }

  written(rows: number): Uint8Array[] {
    return [...this.offsets.written(rows), ...this.parts.flatMap((part) => part.written())]
  }
}
