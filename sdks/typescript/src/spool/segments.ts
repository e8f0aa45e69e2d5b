import { readdirSync, readFileSync, rmSync, statSync } from 'node:fs'
import { join } from 'node:path'
import { type Position, readFrame } from './frame.ts'

/** One file of a spool. `end`: bytes that may be read from it; it grows while the segment is the one written to. */
export type Segment = {
  readonly number: number
  readonly path: string
  end: number
  /** Whether this process writes, or wrote, it. */
  readonly own: boolean
}

const pattern = /^(\d{12})\.spool$/

export const segmentPath = (dir: string, number: number) => join(dir, `${String(number).padStart(12, '0')}.spool`)

/** Those that earlier processes left, oldest first. */
export function findSegments(dir: string): Segment[] {
  return readdirSync(dir)
    .flatMap((name) => pattern.exec(name)?.[1] ?? [])
    .map((digits) => ({ number: Number(digits), path: segmentPath(dir, Number(digits)) }))
    .sort((a, b) => a.number - b.number)
    .map(({ number, path }) => ({ number, path, end: statSync(path).size, own: false }))
}

/**
 * Up to where the events of these segments were acknowledged, as far as anyone wrote it down. A segment begins with what
 * was done by then, so that the last one with a whole header says all.
 */
export function findDone(segments: readonly Segment[]): Position {
  for (const { path } of segments.toReversed()) {
    const done = lastMark(readFileSync(path))
    if (done) return done
  }
  return { segment: segments[0]?.number ?? 0, offset: 0 }
}

function lastMark(bytes: Buffer): Position | undefined {
  let done: Position | undefined
  let frame = readFrame(bytes, 0)
  for (; typeof frame === 'object'; frame = readFrame(bytes, frame.end)) {
    if (frame.content.kind === 'header') done = frame.content.header.done
    if (frame.content.kind === 'mark') done = frame.content.done
  }
  return done
}

/** Deletes what is before `done`, and takes it off the list. */
export function dropBefore(segments: Segment[], done: number): void {
  while (segments[0] !== undefined && segments[0].number < done) {
    rmSync(segments[0].path, { force: true })
    segments.shift()
  }
}
