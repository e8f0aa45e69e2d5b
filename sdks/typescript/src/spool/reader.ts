import { type FileHandle, open } from 'node:fs/promises'
import { type FrameContent, MAX_FRAME, type Position, readFrame, type SegmentHeader } from './frame.ts'
import type { Segment } from './segments.ts'

export type SpooledEvent = { readonly seq: number; readonly key: Buffer; readonly value: Buffer }

/** Events of one segment, in their order, and where the next ones are. */
export type SpooledBatch = {
  readonly header: SegmentHeader
  readonly own: boolean
  readonly events: readonly SpooledEvent[]
  readonly end: Position
}

type Limits = { readonly maxEvents: number; readonly maxBytes: number }

/** Told where a segment's frames end before its file does. */
export type OnTorn = (segment: Segment, offset: number, bytes: number) => void

/** Reads a spool's events from `next` on, whoever wrote them, while others are being appended. */
export class SpoolReader {
  #next: Position
  readonly #segments: readonly Segment[]
  readonly #onTorn: OnTorn
  #file: FileHandle | undefined
  #header: SegmentHeader | undefined
  #chunk: Buffer = Buffer.alloc(0)
  #chunkAt = 0

  constructor(segments: readonly Segment[], from: Position, onTorn: OnTorn) {
    this.#segments = segments
    this.#next = from
    this.#onTorn = onTorn
  }

  /** Undefined when all events were read. A batch has at least one event, and `maxBytes` with 40 B for each beyond it. */
  async read(limits: Limits): Promise<SpooledBatch | undefined> {
    for (;;) {
      const segment = this.#segments.find(({ number }) => number >= this.#next.segment)
      if (segment === undefined) return undefined
      if (segment.number > this.#next.segment || this.#file === undefined) await this.#enter(segment)
      const events = await this.#readFrom(segment, limits)
      if (events.length > 0) {
        const header = this.#header as SegmentHeader
        return { header, own: segment.own, events, end: this.#next }
      }
      // It may have grown, or been followed by another, while it was read.
      if (this.#next.offset < segment.end) continue
      if (segment === this.#segments.at(-1)) return undefined
      await this.#leave(segment.number + 1)
    }
  }

  async close(): Promise<void> {
    await this.#file?.close()
    this.#file = undefined
  }

  async #enter(segment: Segment): Promise<void> {
    const offset = segment.number === this.#next.segment ? this.#next.offset : 0
    await this.#leave(segment.number)
    this.#file = await open(segment.path, 'r')
    const header = await this.#take(segment)
    if (header?.kind === 'header') this.#header = header.header
    // Without its header nobody knows what the events are.
    else this.#tear(segment)
    if (offset > this.#next.offset) this.#next = { segment: segment.number, offset }
  }

  async #leave(number: number): Promise<void> {
    await this.close()
    this.#chunk = Buffer.alloc(0)
    this.#chunkAt = 0
    this.#next = { segment: number, offset: 0 }
  }

  async #readFrom(segment: Segment, { maxEvents, maxBytes }: Limits): Promise<SpooledEvent[]> {
    const events: SpooledEvent[] = []
    let bytes = 0
    while (events.length < maxEvents) {
      const before = this.#next
      const content = await this.#take(segment)
      if (content === undefined) break
      if (content.kind !== 'event') continue
      bytes += content.key.length + content.value.length + 40
      if (events.length > 0 && bytes > maxBytes) {
        this.#next = before
        break
      }
      events.push(content)
    }
    return events
  }

  /** The frame at the position, which moves behind it. Undefined at the segment's end, or where it is torn. */
  async #take(segment: Segment): Promise<FrameContent | undefined> {
    const { offset } = this.#next
    if (offset >= segment.end) return undefined
    let frame = readFrame(this.#chunk, offset - this.#chunkAt)
    if (frame === 'short') {
      await this.#fill(segment, offset)
      frame = readFrame(this.#chunk, 0)
    }
    if (typeof frame === 'string') {
      this.#tear(segment)
      return undefined
    }
    this.#next = { segment: segment.number, offset: this.#chunkAt + frame.end }
    return frame.content
  }

  async #fill(segment: Segment, offset: number): Promise<void> {
    const chunk = Buffer.allocUnsafe(Math.min(segment.end - offset, MAX_FRAME))
    const { bytesRead } = await (this.#file as FileHandle).read(chunk, 0, chunk.length, offset)
    this.#chunk = chunk.subarray(0, bytesRead)
    this.#chunkAt = offset
  }

  #tear(segment: Segment): void {
    const { offset } = this.#next
    if (segment.end > offset) this.#onTorn(segment, offset, segment.end - offset)
    this.#next = { segment: segment.number, offset: segment.end }
  }
}
