import { mkdirSync } from 'node:fs'
import { TrailhouseError } from '@trailhouse/errors'
import { encodeEventFrame, encodeMark, eventFrameLength, type Position } from './frame.ts'
import { type Lock, lockDir } from './lock.ts'
import { type OnTorn, type SpooledBatch, SpoolReader } from './reader.ts'
import { dropBefore, findDone, findSegments, type Segment } from './segments.ts'
import { type Fsync, SpoolWriter, type Written } from './writer.ts'

export type SpoolSettings = {
  readonly dir: string
  /** Of all segment files together, but for marks: 21 B for each batch that was acknowledged. */
  readonly maxBytes: number
  readonly fsync: Fsync
  readonly producerId: string
  /** Avro, as JSON: in which the events that are appended are written. */
  readonly schema: string
}

const MIB = 1_024 * 1_024

/** A sixteenth, so that room comes back in small parts. The last file is read at the start. */
const segmentBytesOf = (maxBytes: number) => Math.min(64 * MIB, Math.max(64 * 1_024, Math.floor(maxBytes / 16)))

/**
 * A durable queue of events in a folder: appended at one end, read and then taken off at the other, in order. It is a row
 * of segment files, each a sequence of frames (frame.ts), never changed but at their end. What was acknowledged is told by
 * marks among the events; a segment is deleted when all before its end was.
 */
export class Spool {
  readonly #lock: Lock
  readonly #segments: Segment[]
  readonly #writer: SpoolWriter
  readonly #reader: SpoolReader
  readonly #maxBytes: number
  #done: Position
  #closed = false
  /** At the ends of segments, where no whole frame was found. */
  tornBytes = 0

  /** @throws TrailhouseError SPOOL_LOCKED, SPOOL_FAILED */
  constructor({ dir, maxBytes, fsync, producerId, schema }: SpoolSettings, onTorn: OnTorn) {
    const opened = openDir(dir)
    this.#lock = opened.lock
    this.#segments = opened.segments
    this.#done = opened.done
    this.#maxBytes = maxBytes
    const header = () => ({ producer_id: producerId, schema, done: this.#done })
    this.#writer = new SpoolWriter(this.#segments, { dir, fsync, segmentBytes: segmentBytesOf(maxBytes), header })
    this.#reader = new SpoolReader(this.#segments, this.#done, (segment, offset, bytes) => {
      this.tornBytes += bytes
      onTorn(segment, offset, bytes)
    })
  }

  /** Of its files, and of what is about to be written. */
  get bytes(): number {
    return this.#segments.reduce((sum, { end }) => sum + end, this.#writer.queuedBytes)
  }

  get unwrittenBytes(): number {
    return this.#writer.queuedBytes
  }

  hasRoom(keyBytes: number, valueBytes: number): boolean {
    return this.bytes + eventFrameLength(keyBytes, valueBytes) <= this.#maxBytes
  }

  /** `value`: the record's value but for the schema id. `written` is told SPOOL_FAILED when the event is not in the spool. */
  append(seq: number, key: string, value: Uint8Array, written: Written): void {
    this.#writer.append(encodeEventFrame(seq, key, value), written)
  }

  /** The next events, whoever wrote them; undefined when all that is written was read. */
  read(limits: { maxEvents: number; maxBytes: number }): Promise<SpooledBatch | undefined> {
    return this.#reader.read(limits)
  }

  /** All events before `done` need not be sent again. After close it is too late to write that down. */
  trim(done: Position): void {
    if (this.#closed) return
    const at = this.#segments.findIndex(({ number }) => number === done.segment)
    const next = this.#segments[at + 1]
    const segmentIsDone = next !== undefined && done.offset >= (this.#segments[at]?.end ?? 0)
    this.#done = segmentIsDone ? { segment: next.number, offset: 0 } : done
    dropBefore(this.#segments, this.#done.segment)
    this.#writer.append(encodeMark(this.#done))
  }

  /** Returns how many events are left for the next who opens it. An empty spool leaves no segment behind. Throws what the disk says. */
  async close(): Promise<number> {
    this.#closed = true
    try {
      await this.#writer.close()
      await this.#reader.close()
      const left = await this.#count()
      if (left === 0) dropBefore(this.#segments, Number.POSITIVE_INFINITY)
      return left
    } finally {
      this.#lock.release()
    }
  }

  async #count(): Promise<number> {
    const reader = new SpoolReader(this.#segments, this.#done, () => {})
    const limits = { maxEvents: 10_000, maxBytes: MIB }
    let count = 0
    for (let batch = await reader.read(limits); batch; batch = await reader.read(limits)) count += batch.events.length
    await reader.close()
    return count
  }

  /** For the end of the process: nothing that was appended is left unwritten. */
  flushSync(): void {
    this.#writer.flushSync()
  }
}

function openDir(dir: string): { lock: Lock; segments: Segment[]; done: Position } {
  let lock: Lock | undefined
  try {
    // For the owner's eyes only: it holds audit events.
    mkdirSync(dir, { recursive: true, mode: 0o700 })
    lock = lockDir(dir)
    const segments = findSegments(dir)
    const done = findDone(segments)
    dropBefore(segments, done.segment)
    return { lock, segments, done }
  } catch (cause) {
    lock?.release()
    if (cause instanceof TrailhouseError) throw cause
    const why = cause instanceof Error ? cause.message : String(cause)
    throw new TrailhouseError('SPOOL_FAILED', `spool.dir ${dir} cannot be used (${why})`, { cause })
  }
}
