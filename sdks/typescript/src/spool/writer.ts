import { closeSync, fdatasyncSync, openSync, writeSync } from 'node:fs'
import { type FileHandle, open, rm } from 'node:fs/promises'
import { TrailhouseError } from '@trailhouse/errors'
import { encodeHeader, type SegmentHeader } from './frame.ts'
import { type Segment, segmentPath } from './segments.ts'

/** `batch`: each write is followed by fdatasync before its events count as written. `none`: the system decides when. */
export type Fsync = 'batch' | 'none'

/** Told once a frame is written, or will not be. */
export type Written = (error?: TrailhouseError) => void

type Queued = { readonly frame: Buffer; readonly written: Written | undefined }

type WriterSettings = {
  readonly dir: string
  readonly fsync: Fsync
  readonly segmentBytes: number
  readonly header: () => SegmentHeader
}

/**
 * Appends frames to the newest segment. All that is appended while one write is under way goes with the next, so that an
 * fsync is shared. Every opening of a spool begins a segment of its own: nothing is written behind a torn end.
 */
export class SpoolWriter {
  queuedBytes = 0
  readonly #settings: WriterSettings
  readonly #segments: Segment[]
  #queue: Queued[] = []
  #current: { segment: Segment; file: FileHandle; eventsAt: number } | undefined
  #nextNumber: number
  #underWay: { frames: readonly Queued[]; bytes: Buffer; at?: number } | undefined
  #running: Promise<void> | undefined

  constructor(segments: Segment[], settings: WriterSettings) {
    this.#segments = segments
    this.#settings = settings
    this.#nextNumber = (segments.at(-1)?.number ?? 0) + 1
  }

  append(frame: Buffer, written?: Written): void {
    this.#queue.push({ frame, written })
    this.queuedBytes += frame.length
    this.#running ??= this.#run()
  }

  /** Resolves when all that was appended is written, or is known not to be. */
  async close(): Promise<void> {
    while (this.#running) await this.#running
    await this.#current?.file.close()
    this.#current = undefined
  }

  async #run(): Promise<void> {
    // What one turn of the event loop appends is one write.
    await new Promise((resolve) => setImmediate(resolve))
    while (this.#queue.length > 0) {
      const frames = this.#take()
      const error = await this.#write(frames).then(
        () => undefined,
        (cause: unknown) => this.#fail(cause),
      )
      for (const { frame, written } of frames) {
        this.queuedBytes -= frame.length
        written?.(error)
      }
    }
    this.#running = undefined
  }

  /** At least one; no more than a segment takes. */
  #take(): Queued[] {
    let bytes = 0
    let count = 0
    for (const { frame } of this.#queue) {
      bytes += frame.length
      if (count > 0 && bytes > this.#settings.segmentBytes) break
      count += 1
    }
    const frames = this.#queue.slice(0, count)
    this.#queue = this.#queue.slice(count)
    return frames
  }

  async #write(frames: readonly Queued[]): Promise<void> {
    const bytes = Buffer.concat(frames.map(({ frame }) => frame))
    this.#underWay = { frames, bytes }
    const { segment, file } = await this.#segmentFor(bytes.length)
    this.#underWay.at = segment.end
    await writeAll(file, bytes, segment.end)
    // A mark that is lost costs a repeat.
    if (this.#settings.fsync === 'batch' && frames.some(({ written }) => written)) await file.datasync()
    segment.end += bytes.length
    this.#underWay = undefined
  }

  async #segmentFor(bytes: number): Promise<{ readonly segment: Segment; readonly file: FileHandle }> {
    if (this.#current && this.#current.segment.end + bytes <= this.#settings.segmentBytes) return this.#current
    await this.#current?.file.close()
    this.#current = undefined
    const header = encodeHeader(this.#settings.header())
    const segment = this.#newSegment()
    const file = await open(segment.path, 'wx', 0o600)
    this.#current = { segment, file, eventsAt: header.length }
    await writeAll(file, header, 0)
    if (this.#settings.fsync === 'batch') await this.#syncDir()
    segment.end = header.length
    this.#segments.push(segment)
    return this.#current
  }

  /** Else a power cut could take the new file's name with it. */
  async #syncDir(): Promise<void> {
    if (process.platform === 'win32') return
    const dir = await open(this.#settings.dir, 'r')
    await dir.sync().finally(() => dir.close())
  }

  #newSegment(): Segment {
    const number = this.#nextNumber++
    return { number, path: segmentPath(this.#settings.dir, number), end: 0, own: true }
  }

  /**
   * Cuts off what may have been written in part, and leaves the segment: after a failed fsync nobody knows what is there.
   * One without events is deleted, or a disk that stays full would gather them.
   */
  async #fail(cause: unknown): Promise<TrailhouseError> {
    const { segment, file, eventsAt } = this.#current ?? {}
    this.#current = undefined
    this.#underWay = undefined
    await file?.truncate(segment?.end).catch(() => {})
    await file?.close().catch(() => {})
    if (segment && segment.end <= (eventsAt as number)) {
      if (this.#segments.at(-1) === segment) this.#segments.pop()
      await rm(segment.path, { force: true }).catch(() => {})
    }
    const why = cause instanceof Error ? cause.message : String(cause)
    return new TrailhouseError('SPOOL_FAILED', `The spool could not be written (${why})`, { cause })
  }

  /**
   * Writes all that is not written yet, before the process ends. What is under way is written again to the same place.
   * Throws what the file system throws.
   */
  flushSync(): void {
    const { frames = [], bytes = Buffer.alloc(0), at } = this.#underWay ?? {}
    const rest = Buffer.concat([bytes, ...this.#queue.map(({ frame }) => frame)])
    if (rest.length === 0) return
    if (at === undefined) this.#writeNewSync(rest)
    else writeSyncAt((this.#current as { file: FileHandle }).file.fd, rest, at)
    for (const { written } of [...frames, ...this.#queue.splice(0)]) written?.()
    this.queuedBytes = 0
    this.#underWay = undefined
  }

  #writeNewSync(frames: Buffer): void {
    const file = openSync(this.#newSegment().path, 'wx', 0o600)
    writeSyncAt(file, Buffer.concat([encodeHeader(this.#settings.header()), frames]), 0)
    closeSync(file)
  }
}

function writeSyncAt(file: number, bytes: Buffer, at: number): void {
  for (let done = 0; done < bytes.length; ) done += writeSync(file, bytes, done, bytes.length - done, at + done)
  fdatasyncSync(file)
}

async function writeAll(file: FileHandle, bytes: Buffer, at: number): Promise<void> {
  for (let done = 0; done < bytes.length; ) {
    const { bytesWritten } = await file.write(bytes, done, bytes.length - done, at + done)
    done += bytesWritten
  }
}
